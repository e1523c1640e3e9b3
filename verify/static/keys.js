// Keys: data-key="s" presses, follows, chooses or focuses; data-key="g q" is two strokes. They rest while one types, and a person
// may have keys of their own, which the server sends in the meta element `verify-keys`. Every page works without this file.
(() => {
  const own = JSON.parse(document.querySelector('meta[name="verify-keys"]')?.content ?? "{}");
  const chosen = own.chosen ?? {};
  const help = document.querySelector("#keys-help");
  const strokeOf = (usual) => chosen[usual] ?? usual;

  // buttons show the key that works, not the usual one
  const showOnButtons = () => document.querySelectorAll("[data-key]").forEach((element) => {
    const mark = element.querySelector("kbd") ?? element.closest("label")?.querySelector("kbd");
    if (mark) { mark.textContent = strokeOf(element.dataset.key); mark.hidden = Boolean(own.off); }
  });
  showOnButtons();
  document.addEventListener("htmx:after:swap", showOnButtons);
  if (own.off) return;

  const isTyping = (target) => target.isContentEditable
    || target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])");
  const isPressed = (target) => target.matches("a[href], button, summary, input, select, textarea");
  const isShown = (element) => element.closest("details:not([open]) > :not(summary)") === null;
  const find = (stroke) => [...document.querySelectorAll("[data-key]")]
    .find((element) => strokeOf(element.dataset.key) === stroke && isShown(element));
  const begins = (stroke) => [...document.querySelectorAll("[data-key]")]
    .some((element) => strokeOf(element.dataset.key).startsWith(`${stroke} `));

  const rows = () => [...document.querySelectorAll(".claim-card-statement")];
  const rowAt = () => rows().findIndex((row) => row.closest("li").contains(document.activeElement));
  const moveInList = (step) => {
    const [all, at] = [rows(), rowAt()];
    all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
  };
  const inLists = {
    [strokeOf("j")]: () => moveInList(1),
    [strokeOf("k")]: () => moveInList(-1),
    [strokeOf("x")]: () => rows()[rowAt()]?.closest("li").querySelector("input[name=claim]")?.click(),
  };

  const entry = (stroke, meaning) => {
    const [term, words] = [document.createElement("dt"), document.createElement("dd")];
    term.append(Object.assign(document.createElement("kbd"), { textContent: stroke }));
    words.textContent = meaning;
    return [term, words];
  };
  const nameOf = (element) => {
    const label = (element.labels?.[0] ?? element).cloneNode(true);
    label.querySelectorAll("kbd, .sr-only").forEach((mark) => mark.remove());
    return label.textContent.trim() || element.getAttribute("aria-label") || element.name;
  };
  const showHelp = () => {
    const entries = [...document.querySelectorAll("[data-key]")].filter(isShown)
      .map((element) => entry(strokeOf(element.dataset.key), nameOf(element)));
    if (rows().length) {
      entries.unshift(entry(strokeOf("j"), "Next claim"), entry(strokeOf("k"), "Previous claim"), entry("Enter", "Open the claim"));
      if (document.querySelector("input[name=claim]")) entries.push(entry(strokeOf("x"), "Tick the claim"));
    }
    entries.push(entry(strokeOf("?"), "These keys"));
    help.querySelector("[data-keys-list]").replaceChildren(...entries.flat());
    help.showModal();
  };

  const press = (element) => {
    // what folds out is there to be typed into; a form that a draft keeps open is not folded away
    const field = element.matches("summary") && element.parentElement.querySelector("textarea, select, input:not([type=hidden])");
    if (field) {
      element.parentElement.open = true;
      field.focus();
      return;
    }
    element.focus();
    if (!element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])")) element.click();
  };
  let prefix = "";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { prefix = ""; return; }
    if (event.defaultPrevented || event.repeat && event.key === "Enter") return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      const submit = find("Enter"); // in a field Enter alone begins a line
      if (submit) { event.preventDefault(); press(submit); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) {
      prefix = "";
      return;
    }
    if (event.key === "Enter" && event.target.matches("input[name=claim]")) {
      event.preventDefault(); // a ticked row would press the first button of the bar above the list
      return;
    }
    if (event.key === "Enter" && isPressed(event.target) && !event.target.matches("[type=radio], [type=checkbox]")) return;
    if (event.key === "Shift") return;
    const stroke = prefix ? `${prefix} ${event.key}` : event.key;
    const element = find(stroke);
    const wasPrefix = prefix;
    prefix = "";
    if (!wasPrefix && stroke === strokeOf("?") && help) {
      event.preventDefault();
      showHelp();
    } else if (element) {
      event.preventDefault();
      press(element);
    } else if (!wasPrefix && inLists[stroke]) {
      event.preventDefault();
      inLists[stroke]();
    } else if (!wasPrefix && begins(stroke)) {
      prefix = stroke;
    }
  });

  // after a decision, or a claim taken, focus goes to the heading of the page that comes
  document.addEventListener("click", (event) => {
    if (event.target.closest('#decision [type=submit], #flashes [type=submit], [form="take-next"]')) sessionStorage.setItem("to-heading", "yes");
  });
  if (sessionStorage.getItem("to-heading")) {
    sessionStorage.removeItem("to-heading");
    const heading = document.querySelector("main h1");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  }
})();
