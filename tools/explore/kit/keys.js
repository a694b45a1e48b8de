// JupyterLab listens for keys at the document before any control hears them, and Notebook 7 after:
// without this, an arrow key on a slider would move to the next cell.

const OURS = new Set(["Enter", "Escape", "Home", "End", "PageUp", "PageDown", "Backspace", "Delete"]);
const SUPPRESS = "data-lm-suppress-shortcuts"; // Lumino, below JupyterLab, looks for it

const isOurs = (event) =>
  !(event.ctrlKey || event.metaKey || event.altKey) &&
  !(event.shiftKey && event.key === "Enter") &&
  (event.key.length === 1 || event.key.startsWith("Arrow") || OURS.has(event.key));

/** Keep the keys that controls use from the notebook; Ctrl+S and Shift+Enter still reach it. */
export function guardKeys(root) {
  const before = (event) => {
    // On the focused element itself: Lumino's rules match it before they look further up
    if (root.contains(event.target)) event.target.toggleAttribute(SUPPRESS, isOurs(event));
  };
  const after = (event) => {
    if (isOurs(event)) event.stopPropagation();
  };
  window.addEventListener("keydown", before, true);
  root.addEventListener("keydown", after);
  return () => window.removeEventListener("keydown", before, true);
}
