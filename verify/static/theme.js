// Runs before the first paint, so that a page never flashes in the other theme. Without a choice the system's theme holds.
(() => {
  const chosen = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
