// What is typed on a claim's page is saved as it is typed. Without this file there is a button for it.
(() => {
  const form = document.getElementById("work");
  if (!form) return;
  const EVERY = 3000; // milliseconds from the first unsaved stroke to its save
  const FIELDS = form.dataset.fields.split(" "); // of all that the form carries, what a draft keeps
  const box = `draft-${form.dataset.draft}`; // what a page could not save waits in this tab for the next one
  const voice = form.querySelector("[data-draft-said]");
  let timer = 0;
  let sending = null;
  let halted = false; // two pages wrote the draft, and nobody has chosen yet
  let trouble = false;

  const typed = () => JSON.stringify([...new FormData(form)].filter(([name, text]) => text && FIELDS.includes(name)));
  let saved = typed();
  const say = (words) => { voice.textContent = words; };
  const revision = () => form.elements.namedItem("draft_revision");

  const localTimes = () => document.querySelectorAll("time[data-clock]").forEach((time) => {
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  });
  const showLine = (html) => {
    const line = document.getElementById("draft-line");
    if (!line) return;
    line.outerHTML = html;
    localTimes();
  };
  const showTrouble = (words, link) => {
    const line = document.getElementById("draft-line");
    if (!line || line.querySelector(".draft-trouble")?.dataset.words === words) return;
    line.querySelector(".draft-trouble")?.remove();
    const note = Object.assign(document.createElement("p"), { className: "draft-trouble", textContent: words });
    note.dataset.words = words;
    if (link) note.append(" ", Object.assign(document.createElement("a"), { href: location.pathname, textContent: link }));
    line.append(note);
    say(words);
  };

  const putAside = () => {
    try { sessionStorage.setItem(box, JSON.stringify({ typed: typed(), revision: revision()?.value ?? "0" })); } catch { /* full or forbidden */ }
  };
  const forget = () => {
    try { sessionStorage.removeItem(box); } catch { /* forbidden */ }
  };

  const wasSaved = async (response, text) => {
    showLine(await response.text());
    saved = text;
    forget();
    if (trouble) say("Your draft is saved again.");
    else if (!voice.textContent) say("What you type is saved as a draft.");
    trouble = false;
  };
  const wasRefused = async (response) => {
    if (response.status === 409) {
      halted = true;
      showLine(await response.text());
      document.querySelector("[data-draft-choice]")?.removeAttribute("hidden");
      say("Two pages of yours wrote this draft. Choose which text is to stay.");
    } else if (response.status === 401 || response.headers.has("HX-Trigger")) { // signed out, or in again since
      trouble = true;
      putAside();
      showTrouble("You are signed out. What you typed is kept in this window.", "Sign in to save it");
    } else {
      const answer = new DOMParser().parseFromString(await response.text(), "text/html").body.textContent.trim();
      trouble = true;
      if (response.status === 403) putAside();
      showTrouble({ 403: `Not saved. ${answer} What you typed is kept in this window.`, 422: answer }[response.status]
        ?? "Not saved: the desk does not answer. What you typed is still here, and saving is tried again.");
    }
  };

  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    const text = typed();
    if (sending || halted || text === saved) return;
    const mine = sending = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, signal: mine.signal });
      if (mine.signal.aborted) return;
      if (response.ok) await wasSaved(response, text);
      else await wasRefused(response);
    } catch (error) {
      if (error.name === "AbortError") return;
      trouble = true;
      showTrouble("Not saved: the desk does not answer. What you typed is still here, and saving is tried again.");
    } finally {
      if (sending === mine) sending = null;
    }
    if (typed() !== saved) soon();
  };
  const soon = () => { timer ||= setTimeout(save, EVERY); };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    sending?.abort();
    sending = null;
  };

  const isOurs = (target) => target?.form === form;
  const isKept = (target) => isOurs(target) && FIELDS.includes(target.name);
  document.addEventListener("input", (event) => { if (isKept(event.target)) soon(); });
  document.addEventListener("change", (event) => { if (isKept(event.target)) save(); });
  document.addEventListener("focusout", (event) => { if (isKept(event.target)) save(); });
  document.addEventListener("keydown", (event) => {
    // a field that has a button of its own beside it: Enter presses that, not the draft's
    const own = event.key === "Enter" && event.target.matches("input") && event.target.closest("[data-enter]")?.querySelector("button");
    if (own) { event.preventDefault(); own.click(); }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-draft-keep]")) return;
    halted = false;
    saved = "";
    save();
  });

  let leaving = false; // with the text on its way, sent by a button

  // the buttons that send the form: the draft's own saves in place, the others take the text with them
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) { stop(); return; }
    event.preventDefault();
    saved = "";
    save();
  });
  document.addEventListener("htmx:before:request", (event) => { if (isOurs(event.target)) stop(); });
  document.addEventListener("htmx:before:response", (event) => { if (isOurs(event.target)) leaving = false; }); // it may be refused
  document.addEventListener("verify:unanswered", (event) => { if (isOurs(event.target)) { leaving = false; soon(); } });
  document.addEventListener("htmx:after:swap", () => { localTimes(); if (!halted) soon(); });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[formaction]");
    leaving = Boolean(button && isOurs(button));
    if (leaving && button.formAction.includes("/review")) mark();
  });
  addEventListener("pagehide", () => {
    const text = typed();
    if (text === saved || leaving) return;
    putAside();
    const body = new URLSearchParams(new FormData(form));
    if (!halted) fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {});
  });

  // after a verdict the reader goes on with the claim that comes, from its words on
  const mark = () => {
    try { sessionStorage.setItem("decided", "yes"); } catch { /* forbidden */ }
  };
  const goOn = () => {
    if (!sessionStorage.getItem("decided")) return;
    sessionStorage.removeItem("decided");
    document.querySelector("h1.statement")?.focus({ preventScroll: true });
  };

  const putBack = () => {
    const kept = JSON.parse(sessionStorage.getItem(box) ?? "null");
    if (!kept) return;
    forget();
    if (kept.typed === saved) return;
    for (const [name, text] of JSON.parse(kept.typed)) {
      const control = form.elements.namedItem(name);
      if (control) control.value = text;
    }
    if (revision()) revision().value = kept.revision;
    document.querySelectorAll("#evidence details:has(#passage), #decision details:has(#rationale)").forEach((part) => { part.open = true; });
    save();
  };
  try { putBack(); goOn(); } catch { /* a locked-down browser keeps nothing */ }
  localTimes();
})();
