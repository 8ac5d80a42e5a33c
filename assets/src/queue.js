// The selected lead is the row that holds the focus, so the ring, the screen reader and the keys always agree.
const rows = () => [...document.querySelectorAll("[data-rows] > [data-row]")];
let last = 0;

export function selectedRow() {
  const row = document.activeElement?.closest?.("[data-row]");
  if (row) last = rows().indexOf(row);
  return row ?? null;
}

export function moveSelection(by) {
  const all = rows();
  if (all.length === 0) return document.querySelector(by > 0 ? "[data-after]" : "[data-before]")?.click();
  const now = selectedRow();
  const next = now ? all.indexOf(now) + by : Math.min(last, all.length - 1);
  const beyond = next < 0 || next >= all.length;
  const page = beyond && document.querySelector(`.pager a[rel=${by > 0 ? "next" : "prev"}]`);
  if (page) return window.location.assign(page.href + (by > 0 ? FROM_ABOVE : FROM_BELOW));
  focusRow(all[Math.max(0, Math.min(next, all.length - 1))]);
}

// Who moves over the end of a page goes on in the next: on its first lead, or on the last when coming back. The mark in
// the address is taken off, so that a reload begins anew.
const FROM_ABOVE = "#first-row";
const FROM_BELOW = "#last-row";

export function focusOnArrival() {
  const { hash, pathname, search } = window.location;
  if (hash !== FROM_ABOVE && hash !== FROM_BELOW) return;
  window.history.replaceState(null, "", pathname + search);
  focusRow(rows().at(hash === FROM_ABOVE ? 0 : -1));
}

// After a triage the list comes back without the lead (or with it, after an undo): the focus goes to the lead that was
// undone, else to the one that moved into its place.
export function focusAfterSwap(detail) {
  const list = document.querySelector("[data-rows]");
  if (!list || !detail.target?.contains(list)) return;
  const all = rows();
  const undone = list.dataset.focus && all.find((row) => row.dataset.row === list.dataset.focus);
  focusRow(undone || all[Math.min(last, all.length - 1)]);
}

document.addEventListener("focusin", () => selectedRow());

function focusRow(row) {
  if (!row) return;
  row.querySelector("a[data-open]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
