// A game of several rounds: a picture, a choice, why it is right or wrong, and a score.

function render({ model, el }) {
  const page = frame(model, el, model.get("title"), "rounds");
  const all = model.get("rounds");
  const given = () => model.get("given");
  const right = () => given().filter((choice, at) => choice === all[at].right).length;

  const draw = (focus) => {
    page.body.replaceChildren();
    const at = given().length;
    if (at === all.length) return finish(focus);
    const box = make("fieldset", page.body, { class: "nns-question" });
    make("legend", box, { text: `Round ${at + 1} of ${all.length}. ${all[at].question}` });
    make("div", box, { html: all[at].picture });
    const row = make("div", box, { class: "nns-row" });
    const buttons = all[at].options.map((name, place) => button(row, name, () => choose(place)));
    const verdict = make("p", box, { class: "nns-verdict" });
    const choose = (place) => {
      for (const node of buttons) node.disabled = true;
      const good = place === all[at].right;
      verdict.innerHTML = `${good ? "✓ Right." : "✗ No."} ${all[at].why}`;
      verdict.dataset.verdict = good ? "right" : "wrong";
      model.set("given", [...given(), place]);
      model.save_changes();
      const next = button(row, at + 1 < all.length ? "Next round" : "How did I do?", () => draw(true), { class: "nns-button nns-main" });
      next.focus();
      page.say(words(verdict.innerHTML));
    };
    if (focus) buttons[0].focus();
  };

  const finish = (focus) => {
    const text = `${right()} of ${all.length} right.`;
    make("p", page.body, { class: "nns-front", text });
    const row = make("div", page.body, { class: "nns-row" });
    const again = button(row, "Play again", () => {
      model.set("given", []);
      model.save_changes();
      draw(true);
    });
    make("span", row, { class: "nns-note", html: `Another game: <code>play("${model.get("name")}", seed=1)</code>` });
    if (focus) again.focus();
    page.say(text);
  };

  draw(false);
  return page.close;
}

export default { render };
