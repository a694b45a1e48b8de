// Light or dark, read from what is really behind the figure: this works in every front end.

function isDark(node) {
  for (let at = node.parentNode; at; at = at.parentNode ?? at.host) {
    if (!(at instanceof Element)) continue;
    const parts = getComputedStyle(at).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (parts.length < 3 || parts[3] < 0.5) continue;
    return 0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2] < 128;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

const HUES = ["zero", "one", "two", "three", "four", "five", "six", "seven"];
const NAMES = ["ink", "muted", "line", "paper", ...HUES];

/** Mark `root` with its theme now and whenever it changes, and pass on the colors by name. */
export function watchTheme(root, changed) {
  let last = "";
  let waiting = 0;
  const later = () =>
    requestAnimationFrame(() => {
      waiting = 0;
      look();
    });
  const look = () => {
    // Front ends add the element and its style sheet to the page some time after it was made
    if (!getComputedStyle(root).getPropertyValue("--nnx-zero")) return void (waiting ||= later());
    const theme = isDark(root) ? "dark" : "light";
    if (theme === last) return;
    root.dataset.theme = last = theme;
    const style = getComputedStyle(root);
    const colors = NAMES.map((name) => [name, style.getPropertyValue(`--nnx-${name}`).trim()]);
    const named = Object.fromEntries(colors);
    changed({ dark: theme === "dark", ...named, hues: HUES.map((name) => named[name]) });
  };
  const soon = () => requestAnimationFrame(look);
  const observer = new MutationObserver(soon);
  for (const node of [document.documentElement, document.body])
    observer.observe(node, { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-name"] });
  // A theme is a style sheet that arrives some time after the attribute has changed.
  const head = new MutationObserver(() => setTimeout(look, 150));
  head.observe(document.head, { childList: true, subtree: true });
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", soon);
  look();
  return () => {
    cancelAnimationFrame(waiting);
    observer.disconnect();
    head.disconnect();
    query.removeEventListener("change", soon);
  };
}
