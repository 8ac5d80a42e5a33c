// The polite live region: what just happened, in words, for eyes and ears.
let timer;

export function say(words) {
  const region = document.getElementById("said");
  if (!region) return;
  region.textContent = words;
  clearTimeout(timer);
  timer = setTimeout(() => (region.textContent = ""), 8000);
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  const words = event.detail.successful && event.detail.xhr.getResponseHeader("Safelight-Says");
  if (words) say(words);
});
