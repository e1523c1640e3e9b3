// A list of claims that is open hears what changed. Rows in sight get their new state in place; what else changed is one quiet
// line, "show". Nothing moves, no focus is taken, nothing that is being typed is touched. Without this file a reload does the same.
(() => {
  const list = () => document.querySelector("#claim-list[data-live]");
  if (!list() || !("EventSource" in window)) return;
  const elsewhere = new Set();
  const waiting = new Set();
  let isFetching = false;

  const rowOf = (id) => list()?.querySelector(`li[data-claim="${id}"]`);
  const note = () => {
    const [line, said] = [list()?.querySelector("[data-live-note]"), list()?.querySelector("[data-live-said]")];
    if (!line || !said) return;
    line.hidden = elsewhere.size === 0;
    line.querySelector("[data-live-number]").textContent = String(elsewhere.size);
    if (elsewhere.size && !said.textContent) said.textContent = "The list has changed."; // spoken once, not at every change
  };
  const replace = (row, fresh) => {
    for (const part of [".claim-card-facts", ".claim-card-action"]) {
      const [old, now] = [row.querySelector(part), fresh.querySelector(part)];
      if (old?.contains(document.activeElement)) continue;
      if (old && now) old.replaceWith(now);
      else if (old) old.replaceChildren();
      else if (now) row.append(now);
    }
    row.className = fresh.className;
  };
  const refresh = async () => {
    if (isFetching || !waiting.size || !list()) return;
    isFetching = true;
    const ids = [...waiting].slice(0, 100);
    ids.forEach((id) => waiting.delete(id));
    try {
      const answer = await fetch(`/live/rows?ids=${ids.filter(rowOf).join(",")}&${list().dataset.live}`, { credentials: "same-origin" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        page.querySelectorAll("li[data-claim]").forEach((fresh) => { const row = rowOf(fresh.dataset.claim); if (row) replace(row, fresh); });
        page.querySelectorAll("b[data-live]").forEach((count) => {
          document.querySelectorAll(`[data-live-${count.dataset.live}]`).forEach((place) => { place.textContent = count.textContent; });
        });
      }
    } catch { /* the desk is away; it is asked again at the next change */ }
    isFetching = false;
    if (waiting.size) refresh();
  };

  let wasOpen = false;
  const catchUp = () => {
    if (wasOpen) list()?.querySelectorAll("li[data-claim]").forEach((row) => waiting.add(Number(row.dataset.claim)));
    wasOpen = true;
    refresh();
  };
  const open = () => {
    const events = new EventSource("/live/events");
    events.addEventListener("open", catchUp); // a page that was out of sight, or cut off, heard nothing meanwhile
    events.addEventListener("changed", (event) => {
      JSON.parse(event.data).claims.forEach((id) => { waiting.add(id); if (!rowOf(id)) elsewhere.add(id); });
      note();
      refresh();
    });
    return events;
  };
  let events = open();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { events.close(); } else if (events.readyState === EventSource.CLOSED) { events = open(); }
  });
  addEventListener("pagehide", () => events.close());
  document.addEventListener("htmx:after:swap", () => { elsewhere.clear(); });
})();
