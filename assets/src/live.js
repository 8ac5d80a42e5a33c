// Live parts of a page. A place with `data-live` follows a stream of server-sent events; each carries HTML whose top
// elements have ids: one that stands here is replaced, another is appended to the list it names. When the stream can't be
// had, the place asks instead. Promises: focus stays where it was, what is being typed is never replaced, no other origin.
import { say } from "./say.js";

const ASK_EVERY = 3000;
const TRIES = 3;

let ready = () => {};

// `prepare` gets every part that was put into the page.
export function followAll(prepare = ready) {
  ready = prepare;
  for (const place of document.querySelectorAll("[data-live]")) follow(place);
}

function follow(place) {
  let cursor = place.dataset.cursor;
  let failures = 0;
  let source;
  const state = document.querySelector("[data-live-state]");
  const tell = (words, on) => {
    if (!state || state.dataset.on === String(on)) return;
    state.dataset.on = String(on);
    state.textContent = words;
  };
  const take = (html, next) => {
    cursor = next;
    apply(place, html);
  };

  function listen() {
    source = new EventSource(`${place.dataset.live}?after=${encodeURIComponent(cursor)}`);
    source.addEventListener("open", () => {
      failures = 0;
      tell("Live", true);
    });
    source.addEventListener("part", (event) => take(event.data, event.lastEventId));
    source.addEventListener("gone", () => window.location.assign(place.dataset.gone));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED && ++failures < TRIES) return tell("Connecting again", false);
      source.close();
      ask();
    });
  }

  async function ask() {
    tell("Looking every few seconds", "asking");
    for (let round = 0; round < 20; round++) {
      await new Promise((done) => setTimeout(done, ASK_EVERY));
      const answer = await fetch(`${place.dataset.part}?after=${encodeURIComponent(cursor)}`, {
        headers: { "HX-Request": "true" },
      }).catch(() => null);
      if (answer?.status === 401) return window.location.assign("/sign-in");
      if (!answer) tell("The server can't be reached", "away");
      else tell("Looking every few seconds", "asking");
      if (answer?.status === 200) take(await answer.text(), answer.headers.get("Safelight-Cursor"));
    }
    failures = 0;
    listen();
  }

  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => event.persisted && listen());
  if ("EventSource" in window) listen();
  else ask();
  toEnd(place.querySelector("[data-thread]"));
}

function apply(place, html) {
  const before = rowsOf(place);
  const thread = place.querySelector("[data-thread]");
  const atEnd = thread && thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  for (const part of [...new DOMParser().parseFromString(html, "text/html").body.children]) put(part);
  if (atEnd) toEnd(thread);
  for (const row of rowsOf(place).values()) if (!before.has(row.dataset.row) && row.dataset.says) say(row.dataset.says);
  const waiting = place.querySelector("[data-waiting]")?.dataset.waiting;
  if (waiting) document.title = document.title.replace(/^(\(\d+\) )?/, waiting === "0" ? "" : `(${waiting}) `);
}

function put(part) {
  const old = document.getElementById(part.id);
  if (!old) {
    const list = document.getElementById(part.dataset.into);
    if (!list) return;
    list.append(part);
    ready(part);
    return;
  }
  if (old.isEqualNode(part) || (part.dataset.version !== undefined && old.dataset.version === part.dataset.version)) return;
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(part);
  ready(part);
  if (held) focusAgain(part, held);
}

// The element that had the focus comes back by its row or id; failing that the part itself gets it, not the page's top.
function focusAgain(part, held) {
  const row = held.closest("[data-row]")?.dataset.row;
  const again = row ? part.querySelector(`[data-row="${CSS.escape(row)}"] a[data-open]`) : held.id && document.getElementById(held.id);
  if (again) return again.focus({ preventScroll: true });
  const next = part.querySelector("a[data-open], textarea, button:not([hidden])") ?? part;
  if (next === part) part.tabIndex = -1;
  next.focus({ preventScroll: true });
}

const rowsOf = (place) => new Map([...place.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));

function toEnd(thread) {
  if (thread) thread.scrollTop = thread.scrollHeight;
}
