// A claim in hand stays so while its page is in use, and is free again soon after the page was left. Without this file there is a
// button to keep it, and it lasts its half hour.
(() => {
  const held = () => document.querySelector("#lease[data-lease]");
  if (!held()) return;
  const MINUTE = 60_000;
  const TICK = MINUTE / 4;
  const IDLE = 10 * MINUTE; // without a stroke or a move for so long, nobody is there
  const SHORT = 4; // minutes; less is left only where a page of this claim was left a moment ago, or its time runs out
  const claim = held().dataset.lease;
  let touched = Date.now();
  let kept, until, every;

  const read = () => {
    const minutes = Number(held()?.dataset.minutes ?? 0);
    kept = Date.now();
    until = kept + minutes * MINUTE;
    every = Math.min(4, minutes / 3) * MINUTE;
  };
  const keep = () => {
    kept = Date.now();
    document.getElementById("keep-lease")?.dispatchEvent(new Event("keep-lease"));
  };
  const tick = () => {
    const lease = held();
    if (!lease) return;
    const now = Date.now();
    const left = Math.max(0, Math.ceil((until - now) / MINUTE));
    lease.querySelector("[data-minutes-left]").textContent = left;
    if (document.hidden || now - touched > IDLE || now - kept < every) return;
    // the answer takes the place of these lines, so somebody at work in them is not disturbed before they must be
    const busy = lease.contains(document.activeElement) || lease.querySelector("details[open]");
    if (!busy || left <= 1) keep();
  };

  read();
  if (Number(held().dataset.minutes) <= SHORT) addEventListener("load", () => setTimeout(keep, 500)); // htmx knows the form by then
  setInterval(tick, TICK);
  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll", "input"]) {
    addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.id === "lease" || event.target.querySelector?.("#lease")) read();
  });

  // other tabs of this claim: the last one to go lets the claim go
  const me = Math.random().toString(36);
  const others = new Set();
  const tabs = new BroadcastChannel(`claim-${claim}`);
  const tell = (what) => tabs.postMessage({ from: me, what });
  tabs.addEventListener("message", ({ data }) => {
    if (data.what === "gone") others.delete(data.from);
    else if (!others.has(data.from)) { others.add(data.from); tell("here"); }
  });
  tell("here");

  const differs = (field) => {
    if (field.matches("[type=hidden], [type=submit]")) return false;
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (!field.matches("select")) return field.value !== field.defaultValue;
    const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return field.value !== (first?.value ?? "");
  };
  const isTyped = () => [...document.querySelectorAll("main input, main textarea, main select")].some(differs);

  let staying = false; // on the way to another page of this claim
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    staying = Boolean(link?.pathname.startsWith(`/claims/${claim}/`));
  });
  addEventListener("pagehide", () => {
    tell("gone");
    if (!held() || staying || others.size || isTyped()) return;
    const csrf_token = document.querySelector("#keep-lease [name=csrf_token]")?.value;
    if (csrf_token) navigator.sendBeacon(`/claims/${claim}/leave`, new URLSearchParams({ csrf_token }));
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    others.clear();
    tell("here");
    touched = Date.now();
    keep();
  });
})();
