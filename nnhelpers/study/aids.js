// Shared by all study aids: elements, keys, announcements. Plain DOM; nothing is loaded.

let made = 0;
const unique = () => `nns-${Date.now().toString(36)}-${made++}`;

/** Make an element. `html` is text of the course that Python has turned into HTML. */
function make(tag, parent, { text, html, ...attributes } = {}) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  if (html !== undefined) node.innerHTML = html;
  else if (text !== undefined) node.textContent = text;
  parent?.append(node);
  return node;
}

// JupyterLab and Notebook listen for keys on the document: a letter or an arrow that is meant
// for a control must not reach them. Shift+Enter and Ctrl+S still do.
const OURS = /^(.|Arrow\w+|Enter|Escape|Home|End|Page\w+|Backspace|Delete)$/;

function keepKeys(root) {
  const ours = (event) =>
    OURS.test(event.key) &&
    !(event.ctrlKey || event.metaKey || event.altKey) &&
    !(event.shiftKey && event.key === "Enter");
  const early = (event) => {
    // Before Lumino looks: it asks the element that has the focus for this attribute
    if (root.contains(event.target))
      event.target.toggleAttribute("data-lm-suppress-shortcuts", ours(event));
  };
  const late = (event) => ours(event) && event.stopPropagation();
  window.addEventListener("keydown", early, true);
  root.addEventListener("keydown", late);
  return () => window.removeEventListener("keydown", early, true);
}

/** The frame of an aid: a region with a name, and a line that screen readers announce. */
function frame(model, el, name, kind) {
  el.replaceChildren();
  const root = make("section", el, { class: `nns nns-${kind}`, "aria-label": name });
  const body = make("div", root);
  const live = make("p", root, { class: "nns-unseen", role: "status", "aria-live": "polite" });
  const note = make("p", root, { class: "nns-note" });
  const noted = () => {
    note.textContent = model.get("note") ?? "";
    note.hidden = !note.textContent;
  };
  noted();
  model.on("change:note", noted);
  const release = keepKeys(root);
  // A link to a lesson opens beside this one, and does not close what the learner has open
  root.addEventListener("click", ({ target }) => target.closest("a")?.setAttribute("target", "_blank"));
  return {
    root,
    body,
    say: (text) => {
      live.textContent = "";
      setTimeout(() => (live.textContent = text), 60); // the same words again are news again
    },
    close: () => {
      release();
      model.off("change:note", noted);
    },
  };
}

function button(parent, text, action, attributes = {}) {
  const node = make("button", parent, { type: "button", class: "nns-button", text, ...attributes });
  node.addEventListener("click", action);
  return node;
}

/** An option with its explanation, which `explain` shows. */
function option(parent, type, group, html) {
  const row = make("div", parent, { class: "nns-option" });
  const id = unique();
  const input = make("input", row, { type, name: group, id });
  const words = make("div", row);
  make("label", words, { for: id, html });
  const why = make("p", words, { class: "nns-why", id: `${id}-why`, hidden: true });
  return {
    input,
    explain: (right, text) => {
      row.dataset.verdict = right ? "right" : "wrong";
      why.innerHTML = `${right ? "✓" : "✗"} ${text}`;
      why.hidden = false;
      input.setAttribute("aria-describedby", why.id);
    },
    forget: () => {
      delete row.dataset.verdict;
      why.hidden = true;
      input.removeAttribute("aria-describedby");
    },
  };
}

const words = (html) => make("span", null, { html }).textContent.trim();
