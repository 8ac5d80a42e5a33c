// The chat page's script. The page works without it; it adds the exit by Esc, sending without a reload, and live answers.
// Promises: no storage, no other origin, no entry in the history; leaving empties the screen before anything else.
import { followAll } from "./live.js";

const exit = document.querySelector("[data-leave]");

function leave() {
  const { action, dataset } = exit;
  document.title = "";
  document.body.replaceChildren();
  navigator.sendBeacon(action, new FormData());
  window.location.replace(dataset.leave);
}
exit.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && leave(), true);
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

// A text goes out without a new page, so that the history holds one entry. What is not kept stays in the field.
document.querySelector("[data-write]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  button.disabled = false;
  if (answer?.ok) {
    form.text.value = "";
    if (!document.querySelector("[data-live]")) return window.location.replace(window.location.href);
  } else if (answer) {
    const problem = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=alert]");
    document.querySelector("[role=alert]")?.remove();
    if (problem) form.before(problem);
  }
  form.text.focus();
});

for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;
followAll();
