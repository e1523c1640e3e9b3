// A claim is added at the words that are selected in the article, and a passage chosen in a capture: the form gets the words, and
// where they stand in the stored text. A form with `data-keeps` has words of its own, which stay when nothing is selected.
// Offsets count code points, as the desk does. The desk compares words and place, so a slip here can never misquote.
(() => {
  const form = document.querySelector("[data-selection-of]");
  const text = form && document.querySelector(form.dataset.selectionOf);
  if (!text) return;
  const [quote, at, said] = [form.elements.quote, form.elements.at, form.querySelector("[data-selected]")];
  const unselected = said.textContent;
  const shown = 120;
  const points = (string) => [...string].length;
  const isText = (node) => !node.parentElement.closest("summary, .sr-only");

  // what the article says in the range, and the code point of the text at which it begins
  const read = (range) => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let [place, sentence, start, words] = [0, null, null, ""];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!isText(node)) continue;
      const here = node.parentElement.closest("[data-start]");
      if (here && here !== sentence) place = Number(here.dataset.start);
      sentence = here;
      if (range.intersectsNode(node)) {
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.length;
        if (to > from) {
          start ??= place + points(node.data.slice(0, from));
          words += node.data.slice(from, to);
        }
      }
      place += points(node.data);
    }
    return { start, words };
  };

  const forget = () => {
    at.value = "";
    if (!("keeps" in form.dataset)) quote.value = "";
    said.textContent = unselected;
    form.classList.remove("is-ready");
  };

  // pressing the form's button must not end the selection
  form.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });

  const take = () => {
    const selection = getSelection();
    if (form.contains(selection.anchorNode)) return;
    if (selection.isCollapsed || !selection.rangeCount) { forget(); return; }
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return;
    const { start, words } = read(range);
    const lead = points(words) - points(words.trimStart());
    const trimmed = words.trim();
    if (!trimmed) { forget(); return; }
    quote.value = trimmed;
    at.value = `${start + lead}-${start + lead + points(trimmed)}`;
    said.textContent = `“${trimmed.length > shown ? `${trimmed.slice(0, shown)} …` : trimmed}”`;
    form.classList.add("is-ready");
  };
  document.addEventListener("selectionchange", take);
  take(); // words may be selected before this file is here
})();
