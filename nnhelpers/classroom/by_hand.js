// The page on which texts are marked: an answer beside its rubric, all of it with the keyboard.
// Student's text is only ever put in as text, never as HTML.

const STYLE = `
.nnm { font: 15px/1.5 system-ui, sans-serif; outline: none; padding: 12px; max-width: 1000px;
  border: 2px solid transparent; color: var(--jp-ui-font-color1, inherit); }
.nnm:focus-visible { border-color: #0072b2; }
.nnm-pair { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
.nnm pre { white-space: pre-wrap; overflow-wrap: anywhere; word-break: normal; margin: 0; font-size: 14px; }
.nnm .nnm-asked { border-left: 3px solid #0072b2; padding-left: 10px; margin: 8px 0 16px; font: inherit; }
.nnm h3 { margin: 0 0 4px; font-size: 15px; }
.nnm label { display: block; padding: 2px 0; }
.nnm textarea { width: 100%; box-sizing: border-box; font: inherit; }
.nnm kbd { border: 1px solid currentColor; border-radius: 3px; padding: 0 4px; font-size: 12px; }
@media (max-width: 700px) { .nnm-pair { grid-template-columns: 1fr; } }`;

const KEYS = [
  ["1 to 9", "tick a point"], ["Enter", "save, next"], ["←", "back"], ["→", "on, unsaved"],
  ["c", "comment"], ["Esc", "leave the comment"],
];

function add(parent, tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

function render({ model, el }) {
  const root = add(el, "div", "", { class: "nnm", tabindex: "0", role: "group", "data-lm-suppress-shortcuts": "true" });
  root.setAttribute("aria-label", "Marking by hand");
  add(el, "style", STYLE);
  const answers = model.get("answers");
  const firstOpen = answers.findIndex((one) => !model.get("marks")[one.key]);
  let place = firstOpen < 0 ? 0 : firstOpen;
  let boxes = [];
  let comment = null;

  function draw() {
    const one = answers[place];
    const mark = model.get("marks")[one.key];
    root.replaceChildren();
    const done = Object.keys(model.get("marks")).length;
    const state = mark ? `${mark.points} of ${one.points} points` : "not marked yet";
    add(root, "p", `Answer ${place + 1} of ${answers.length}, ${done} marked. ${one.question}, ${one.student}: ${state}.`, { role: "status" });
    add(root, "pre", one.asked, { class: "nnm-asked", "aria-label": "The question" });
    const pair = add(root, "div", "", { class: "nnm-pair" });
    const left = add(pair, "section");
    add(left, "h3", "The answer");
    add(left, "pre", one.answer);
    const right = add(pair, "section");
    add(right, "h3", "Does it say this?");
    boxes = one.rubric.map((point, i) => {
      const label = add(right, "label");
      const box = add(label, "input", "", { type: "checkbox" });
      box.checked = mark ? mark.rubric[i] : false;
      label.append(` ${i + 1}. ${point}`);
      return box;
    });
    comment = add(right, "textarea", "", { rows: "2", "aria-label": "Comment for the student", placeholder: "Comment for the student" });
    comment.value = mark ? mark.own : "";
    add(right, "h3", "A good answer");
    add(right, "p", one.solution);
    const help = add(root, "p");
    KEYS.forEach(([key, what]) => { add(help, "kbd", key); help.append(` ${what}  `); });
  }

  function go(to) {
    place = Math.max(0, Math.min(answers.length - 1, to));
    draw();
    root.focus();
  }

  function save() {
    const rubric = boxes.map((box) => box.checked);
    model.set("mark", { key: answers[place].key, rubric, comment: comment.value });
    model.save_changes();
    go(place + 1);
  }

  function key(event) {
    event.stopPropagation();
    if (event.target === comment && event.key === "Escape") root.focus();
    if (event.target === comment || event.ctrlKey || event.metaKey || event.altKey) return;
    const number = Number(event.key);
    const acts = { Enter: save, ArrowLeft: () => go(place - 1), ArrowRight: () => go(place + 1), c: () => comment.focus() };
    if (number >= 1 && number <= boxes.length) boxes[number - 1].checked = !boxes[number - 1].checked;
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }

  const changed = () => {
    const typing = root.contains(document.activeElement) && document.activeElement !== root;
    if (!typing) draw();
  };
  root.addEventListener("keydown", key);
  model.on("change:marks", changed);
  draw();
  return () => model.off("change:marks", changed);
}

export default { render };
