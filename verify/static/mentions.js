// Names to choose from while one writes "@" in a comment. Without this file the names stand below the field.
(() => {
  const list = document.querySelector("[data-handles-of]");
  const field = list && document.getElementById(list.dataset.handlesOf);
  if (!field) return;
  const names = [...list.children].map((item) => item.textContent.trim().slice(1));

  const box = document.createElement("ul");
  box.id = "mention-choices";
  box.className = "choices";
  box.hidden = true;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Colleagues");
  field.after(box);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", box.id);

  let start = -1;
  let chosen = 0;

  const close = () => {
    box.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };

  const mark = (place) => {
    const options = [...box.children];
    chosen = (place + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
    field.setAttribute("aria-activedescendant", options[chosen].id);
  };

  const take = (name) => {
    field.setRangeText(`${name} `, start, field.selectionStart, "end");
    close();
    field.focus();
  };

  const look = () => {
    const before = field.value.slice(0, field.selectionStart);
    const at = /(?:^|[^\w@.])@([^@\n]{0,40})$/u.exec(before);
    const typed = at ? at[1].toLowerCase() : "";
    const fitting = at ? names.filter((name) => name.toLowerCase().startsWith(typed)).slice(0, 6) : [];
    if (!fitting.length) { close(); return; }
    start = before.length - at[1].length;
    box.replaceChildren(...fitting.map((name, number) => {
      const option = document.createElement("li");
      option.id = `mention-choice-${number}`;
      option.setAttribute("role", "option");
      option.textContent = name;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
      return option;
    }));
    box.hidden = false;
    mark(0);
  };

  field.addEventListener("input", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(box.children[chosen].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
})();
