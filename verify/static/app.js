// What HTML cannot do alone. Every page works without this file.
(() => {
  const root = document.documentElement;
  const switcher = document.querySelector("[data-theme-switch]");

  // theme: the other one of what is shown now, remembered on this machine
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (switcher) {
    const name = () => switcher.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme");
    switcher.hidden = false;
    name();
    switcher.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a locked-down browser keeps no choice */ }
      name();
    });
  }

  // copy buttons: data-copy="id of a field"
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const label = button.querySelector("span");
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      label.textContent = "Copied";
    });
  });

  // menus close on a click elsewhere
  const closeMenus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

  // the claim at hand is brought into view inside its article pane, without moving the page
  const pane = document.querySelector(".article-scroll");
  const here = pane && pane.querySelector("[data-scroll-here]");
  if (here && pane.scrollHeight > pane.clientHeight) {
    const offset = here.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTop += offset - pane.clientHeight / 3;
  }

  // what the desk says of a sign-in that ended under this page stays until it answers again, and is said once
  const word = () => document.querySelector("#flashes [data-stays]");
  document.addEventListener("htmx:before:response", (event) => {
    const { request, response } = event.detail.ctx;
    if (response.status < 400) word()?.remove();
    else if (response.status === 401 && request.method === "GET" && word()) event.preventDefault();
  });

  // no answer came, or one that is not the desk's, such as a proxy's: it takes the place of nothing, and the page says so
  const unanswered = (ctx) => {
    if (ctx.request.method !== "GET" || ctx.sourceEvent?.isTrusted) { // what a page asks by itself, it asks again
      document.getElementById("flashes").replaceChildren(document.getElementById("unanswered").content.cloneNode(true));
    }
    ctx.sourceElement.dispatchEvent(new CustomEvent("verify:unanswered", { bubbles: true }));
  };
  document.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail;
    const isTheDesks = ctx.hx.retarget || (ctx.response.headers.get("Vary") ?? "").includes("HX-Request");
    if (ctx.response.status < 400 || isTheDesks) return;
    event.preventDefault();
    unanswered(ctx);
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => { if (ctx && !ctx.response) unanswered(ctx); });

  // signed in again in another tab: the forms of this page can be sent once more, but for another account's draft
  document.addEventListener("verify:token", ({ detail }) => {
    document.querySelectorAll("input[name=csrf_token]").forEach((field) => {
      const typist = field.form?.elements.namedItem("draft_of")?.value.split("-")[0];
      if (!typist || typist === detail.reader) field.value = detail.token;
    });
  });

  // a table that scrolls sideways can be reached and scrolled by key; one that fits is no extra stop
  const reachScrollers = () => document.querySelectorAll(".table-wrap").forEach((wrap) => {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  });
  reachScrollers();
  addEventListener("resize", reachScrollers);
  document.addEventListener("htmx:after:swap", reachScrollers);

  // menus close on Escape
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });
})();
