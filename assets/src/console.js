// The console's script. Every page works without it; it adds keys, in-place triage and spoken results.
// Promises: no other origin, no storage, no evaluation of text, no key bound inside a field, all keys off when a person says so.
import htmx from "htmx.org";
import { keysAreOn, onKey } from "./keys.js";
import { followAll } from "./live.js";
import { focusAfterSwap, focusOnArrival, moveSelection, selectedRow } from "./queue.js";
import { say } from "./say.js";
import { nextMostUrgent, talkKeys } from "./talk.js";

const search = () => {
  const field = document.querySelector("[data-search]");
  if (field) field.focus();
  else document.querySelector("a[href='/search']")?.click();
};
const help = () => document.querySelector("a[data-help]")?.click();
const press = (selector) => {
  const scope = selectedRow() ?? document.querySelector("[data-decide]");
  const control = scope?.querySelector(selector);
  if (!control) return false;
  if (control.tagName === "SUMMARY") openDrawer(control);
  else control.click();
  return true;
};

function openDrawer(summary) {
  const drawer = summary.parentElement;
  drawer.open = !drawer.open;
  (drawer.open ? drawer.querySelector("button, select, input:not([type=hidden])") : summary)?.focus();
}

onKey({
  j: () => moveSelection(1),
  k: () => moveSelection(-1),
  e: () => press("[data-act=accept]"),
  x: () => press("[data-act=dismiss]"),
  w: () => press("[data-act=watch]"),
  y: () => press("[data-act=yes]"),
  n: () => press("[data-act=no]") || press("[data-act=note]") || nextMostUrgent(),
  u: () => document.querySelector("[data-act=undo]")?.click(),
  "/": search,
  "?": help,
  ...talkKeys,
});

// Escape closes the open drawer and gives the focus back; a click elsewhere closes it too.
document.addEventListener("keydown", (event) => {
  const drawer = event.key === "Escape" && event.target.closest?.("details.pick[open]");
  if (!drawer) return;
  drawer.open = false;
  drawer.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const drawer of document.querySelectorAll("details.pick[open]")) {
    if (!drawer.contains(event.target)) drawer.open = false;
  }
});

// A select that filters sends its form at once; its button stays for people without script.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send-on-change]")) event.target.form.requestSubmit();
});
for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;

document.body.addEventListener("htmx:afterSwap", (event) => focusAfterSwap(event.detail));
document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) window.location.assign("/sign-in");
  else say(event.detail.xhr.getResponseHeader("Safelight-Says") ?? "That did not work. Nothing was changed.");
});
document.body.addEventListener("htmx:sendError", () => say("The server can't be reached. Nothing was changed."));

followAll((part) => htmx.process(part));
focusOnArrival();
if (keysAreOn()) document.documentElement.dataset.script = "ready";
