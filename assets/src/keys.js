// Single-key shortcuts (WCAG 2.1.4: they can be turned off, and never fire in a field or with a modifier).
const FIELDS = "input, select, textarea, [contenteditable]";

export const keysAreOn = () => document.body.dataset.keys !== "off";

export function onKey(bindings) {
  document.addEventListener("keydown", (event) => {
    if (!keysAreOn() || event.ctrlKey || event.altKey || event.metaKey || event.repeat && !"jk".includes(event.key)) return;
    if (event.target.closest?.(FIELDS)) return;
    const action = bindings[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
