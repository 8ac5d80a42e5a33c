// A conversation's keys and canned replies. Everything here has a button or a link as well.
import { say } from "./say.js";

const reply = () => document.querySelector("[data-reply]");

export const nextMostUrgent = () => document.querySelector("[data-next]")?.click();

export const talkKeys = {
  r: () => (reply() ?? document.querySelector("[data-act=accept]"))?.focus(),
  o: () => document.querySelector("[data-note]")?.focus(),
  c: () => {
    const drawer = document.querySelector("[data-canned]");
    if (!drawer) return;
    drawer.open = true;
    drawer.querySelector("[data-use]")?.focus();
  },
};

// A canned reply goes into the form, where it can be changed; nothing is sent by picking one.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[data-use]");
  const field = reply();
  if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!field) return say("Take the conversation before you answer.");
  field.value = chosen.dataset.words;
  field.form.querySelector("[data-canned-id]").value = chosen.dataset.use;
  field.dispatchEvent(new Event("checked"));
  field.focus();
});

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-reply], #reply-override");
  if (!field) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field.form.requestSubmit();
  }
  if (event.key === "Escape") document.querySelector("[data-thread]")?.focus();
});
