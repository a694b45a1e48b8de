// A line for a question. Python searches; the answer comes back as HTML of the course.

function render({ model, el }) {
  const page = frame(model, el, "Ask the course", "ask");
  const form = make("form", page.body, { class: "nns-row", role: "search" });
  const id = unique();
  make("label", form, { for: id, text: "Ask the course" });
  const input = make("input", form, {
    id,
    class: "nns-field",
    type: "search",
    size: 40,
    autocomplete: "off",
    placeholder: "why do we need a bias?",
  });
  make("button", form, { type: "submit", class: "nns-button nns-main", text: "Ask" });
  const found = make("div", page.body);
  let waiting = 0;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return page.say("Type a question first.");
    found.textContent = "Looking …";
    waiting = setTimeout(() => (found.textContent = "Python does not answer. Run this cell again."), 20000);
    if (model.get("question") === input.value) return show();
    model.set("question", input.value);
    model.save_changes();
  });
  const show = () => {
    clearTimeout(waiting);
    found.innerHTML = model.get("answer");
    const count = found.querySelectorAll("li").length;
    page.say(count ? `${count} ${count === 1 ? "place" : "places"}: ${found.textContent.trim().slice(0, 300)}` : found.textContent);
  };
  input.value = model.get("question");
  if (model.get("answer")) found.innerHTML = model.get("answer");
  model.on("change:answer", show);
  return () => (model.off("change:answer", show), clearTimeout(waiting), page.close());
}

export default { render };
