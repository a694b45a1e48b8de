// Flashcards: recall, turn, say how well it went. "Again" comes back at the end of the round.

const RATINGS = [
  ["again", "Again", "I did not know it"],
  ["hard", "Hard", "with trouble"],
  ["good", "Good", "I knew it"],
  ["easy", "Easy", "at once"],
];

function render({ model, el }) {
  const page = frame(model, el, "Flashcards", "review");
  let queue = [];
  let done = 0;

  const rate = (card, rating) => {
    model.set("ratings", [...model.get("ratings"), [card.id, rating]]);
    model.save_changes();
    queue.shift();
    if (rating === "again") queue.push(card);
    else done += 1;
    draw(true);
  };

  const turn = (card, box, row, front) => {
    row.replaceChildren();
    front.nextSibling?.remove();
    make("hr", box);
    make("p", box, { html: card.back });
    make("p", box, { class: "nns-note", html: card.lesson });
    RATINGS.forEach(([rating, name, meaning], at) => {
      const when = rating === "again" ? "once more today" : card.next[rating];
      const node = button(row, `${at + 1} ${name}`, () => rate(card, rating), {
        title: meaning,
        "data-rating": rating,
      });
      make("small", node, { text: ` ${when}` });
    });
    row.querySelector("[data-rating=good]").focus();
    page.say(`${words(card.back)} How well did you know it?`);
  };

  const draw = (focus) => {
    page.body.replaceChildren();
    const [card] = queue;
    if (!card) {
      const text = done ? `Done: ${done} cards for today.` : "No card is due today.";
      make("p", page.body, { text });
      return page.say(text);
    }
    const left = `${queue.length} ${queue.length === 1 ? "card" : "cards"} to go`;
    make("p", page.body, { class: "nns-note", text: left });
    const box = make("div", page.body, { class: "nns-card" });
    const front = make("p", box, { class: "nns-front", html: card.front });
    const row = make("div", page.body, { class: "nns-row" });
    const show = button(row, "Show the answer", () => turn(card, box, row, front), { class: "nns-button nns-main" });
    if (focus) {
      show.focus();
      page.say(words(card.front));
    }
  };

  page.root.addEventListener("keydown", (event) => {
    const node = page.body.querySelectorAll("[data-rating]")[Number(event.key) - 1];
    if (node && !event.ctrlKey && !event.altKey && !event.metaKey) node.click();
  });
  const deal = () => {
    queue = [...model.get("cards")];
    draw(false);
  };
  deal();
  model.on("change:cards", deal);
  return () => (model.off("change:cards", deal), page.close());
}

export default { render };
