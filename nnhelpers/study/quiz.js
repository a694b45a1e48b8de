// Questions of a lesson. Each is checked in the page; answers are places in the author's order.

function choices(question, parent, several) {
  const group = unique();
  const rows = question.order.map((place) => {
    const { text, why, right } = question.options[place];
    return { place, why, right, ...option(parent, several ? "checkbox" : "radio", group, text) };
  });
  const chosen = () => rows.filter((row) => row.input.checked);
  return {
    read: () => (chosen().length ? chosen().map((row) => row.place) : null),
    empty: several ? "Tick at least one." : "Choose one first.",
    isRight: (answer) => rows.every((row) => row.right === answer.includes(row.place)),
    fill: (answer) => rows.forEach((row) => (row.input.checked = answer.includes(row.place))),
    explain: (answer, all) => {
      const shown = rows.filter((row) => all || answer.includes(row.place));
      shown.forEach((row) => row.explain(row.right, row.why));
      const told = several || !answer.length ? shown : shown.filter((r) => answer.includes(r.place));
      const ticked = several && !all && shown.every((row) => row.right);
      return told.map((row) => words(row.why)).join(" ") + (ticked ? " Something is missing." : "");
    },
    solve: () => rows.filter((row) => row.right).map((row) => row.place),
    forget: () => rows.forEach((row) => ((row.input.checked = false), row.forget())),
  };
}

function parsed(text) {
  const [, over, under] = text.match(/^([^/]+)(?:\/([^/]+))?$/) ?? [];
  const number = (part) => (part === undefined || !part.trim() ? NaN : Number(part.replace(/[−–]/g, "-").replace(/[,\s](?=\d{3}\b)/g, "")));
  return under === undefined ? number(over) : number(over) / number(under);
}

function numeric(question, parent) {
  const row = make("div", parent, { class: "nns-row" });
  const id = unique();
  make("label", row, { for: id, text: "Your number" });
  const input = make("input", row, { id, class: "nns-field", size: 12, autocomplete: "off" });
  const why = make("p", parent, { class: "nns-why", hidden: true });
  const close = (a, b) => Math.abs(a - b) <= Math.max(question.tolerance, 1e-6 * Math.abs(b));
  const isRight = (answer) => Math.abs(answer - question.value) <= question.tolerance * (1 + 1e-9);
  return {
    input,
    read: () => (Number.isFinite(parsed(input.value)) ? parsed(input.value) : null),
    empty: "Type a number, such as 0.25, −3 or 1/3.",
    isRight,
    fill: (answer) => (input.value = String(answer)),
    explain: (answer, all) => {
      const near = question.near.find((one) => close(answer, one.value));
      const text = all || isRight(answer) ? question.why : near ? near.why : "Not this number.";
      row.dataset.verdict = all || isRight(answer) ? "right" : "wrong";
      why.innerHTML = `${all || isRight(answer) ? "✓" : "✗"} ${text}`;
      why.hidden = false;
      return words(text);
    },
    solve: () => question.value,
    forget: () => {
      input.value = "";
      why.hidden = true;
      delete row.dataset.verdict;
    },
  };
}

function steps(question, parent, frame) {
  const list = make("ol", parent, { class: "nns-steps" });
  let now = [...question.order];
  const rows = new Map();
  for (const place of question.order) {
    const row = make("li", list);
    const name = words(question.options[place].text);
    const move = (by) => {
      const at = now.indexOf(place);
      if (at + by < 0 || at + by >= now.length) return frame.say(`${name} is at the end already.`);
      [now[at], now[at + by]] = [now[at + by], now[at]];
      draw();
      rows.get(place).querySelector(by < 0 ? "button" : "button + button").focus();
      frame.say(`${name}: now ${at + by + 1} of ${now.length}.`);
    };
    button(row, "↑", () => move(-1), { "aria-label": `Move up: ${name}` });
    button(row, "↓", () => move(1), { "aria-label": `Move down: ${name}` });
    const text = make("div", row);
    make("span", text, { html: question.options[place].text });
    make("p", text, { class: "nns-why", hidden: true });
    rows.set(place, row);
  }
  const draw = () => now.forEach((place) => list.append(rows.get(place)));
  const mark = (place, right) => {
    const why = rows.get(place).querySelector(".nns-why");
    rows.get(place).dataset.verdict = right ? "right" : "wrong";
    why.innerHTML = `${right ? "✓" : "✗"} ${question.options[place].why}`;
    why.hidden = false;
  };
  return {
    read: () => [...now],
    isRight: (answer) => answer.every((place, at) => place === at),
    fill: (answer) => ((now = [...answer]), draw()),
    explain: (answer) => {
      const wrong = answer.findIndex((place, at) => place !== at);
      answer.forEach((place, at) => {
        const right = wrong < 0 || at < wrong;
        if (right || at === wrong) mark(place, right);
        else delete rows.get(place).dataset.verdict;
      });
      if (wrong < 0) return question.options.map((one) => words(one.why)).join(" ");
      const name = words(question.options[answer[wrong]].text);
      const head = wrong ? `The first ${wrong} are in place. ` : "";
      return `${head}Not yet here: ${name}. ${words(question.options[answer[wrong]].why)}`;
    },
    solve: () => question.options.map((_, at) => at),
    forget: () => {
      now = [...question.order];
      draw();
      for (const row of rows.values()) {
        delete row.dataset.verdict;
        row.querySelector(".nns-why").hidden = true;
      }
    },
  };
}

function pairs(question, parent) {
  const rows = question.options.map((one) => {
    const row = make("div", parent, { class: "nns-pair" });
    const id = unique();
    make("label", row, { for: id, html: one.text });
    const input = make("select", row, { id, class: "nns-field" });
    make("option", input, { value: "", text: "choose" });
    for (const place of question.order)
      make("option", input, { value: place, text: words(question.options[place].partner) });
    return { row, input, why: make("p", row, { class: "nns-why", hidden: true }) };
  });
  return {
    read: () => {
      const answer = rows.map(({ input }) => (input.value === "" ? null : Number(input.value)));
      return answer.includes(null) ? null : answer;
    },
    empty: "Choose a partner for each.",
    isRight: (answer) => answer.every((place, at) => place === at),
    fill: (answer) => rows.forEach(({ input }, at) => (input.value = answer[at])),
    explain: (answer) => {
      rows.forEach(({ row, why }, at) => {
        const right = answer[at] === at;
        row.dataset.verdict = right ? "right" : "wrong";
        why.innerHTML = `${right ? "✓" : "✗"} ${question.options[at].why}`;
        why.hidden = false;
      });
      const wrong = rows.map((_, at) => at).filter((at) => answer[at] !== at);
      const told = wrong.length ? wrong : rows.map((_, at) => at);
      const names = wrong.map((at) => words(question.options[at].text));
      const head = wrong.length ? `Not yet: ${names.join(", ")}. ` : "";
      return head + told.map((at) => words(question.options[at].why)).join(" ");
    },
    solve: () => question.options.map((_, at) => at),
    forget: () =>
      rows.forEach(({ row, input, why }) => {
        input.value = "";
        why.hidden = true;
        delete row.dataset.verdict;
      }),
  };
}

const KINDS = {
  choose: (question, parent) => choices(question, parent, false),
  choose_all: (question, parent) => choices(question, parent, true),
  number: numeric,
  order: steps,
  match: pairs,
};

function render({ model, el }) {
  const page = frame(model, el, model.get("title"), "quiz");
  const answers = () => model.get("answers") ?? {};
  const score = () => {
    const all = model.get("questions");
    const tried = all.filter((one) => answers()[one.id]?.length);
    const right = tried.filter((one) => shown.get(one.id).firstIsRight());
    line.textContent = `${tried.length} of ${all.length} answered, ${right.length} right at the first try.`;
  };
  const keep = (id, answer) => {
    model.set("answers", { ...answers(), [id]: [...(answers()[id] ?? []), answer] });
    model.save_changes();
    score();
  };

  const one = (question, number) => {
    const box = make("fieldset", page.body, { class: "nns-question" });
    const legend = make("legend", box, { html: `${number}. ${question.text}` });
    if (question.kind === "choose_all") make("span", legend, { class: "nns-from", text: " (one or more)" });
    if (question.source) make("span", legend, { class: "nns-from", text: ` (from ${question.source})` });
    const part = KINDS[question.kind](question, make("div", box), page);
    const row = make("div", box, { class: "nns-row" });
    const verdict = make("p", box, { class: "nns-verdict" });
    const tell = (answer, aloud) => {
      const given = answer === null; // the answer was asked for
      const right = given || part.isRight(answer);
      if (given) part.fill(part.solve());
      const text = part.explain(given ? part.solve() : answer, right);
      const word = given ? "The answer:" : right ? "Right." : "Not yet.";
      verdict.textContent = given ? "This is the answer." : right ? word : `${word} Try again, or show the answer.`;
      if (aloud) page.say(`${word} ${text}`);
    };
    const check = () => {
      const answer = part.read();
      if (answer === null) {
        verdict.textContent = part.empty;
        return page.say(part.empty);
      }
      tell(answer, true);
      keep(question.id, answer);
    };
    button(row, "Check", check, { class: "nns-button nns-main", "aria-label": `Check question ${number}` });
    const open = () => (tell(null, true), keep(question.id, null));
    button(row, "Show the answer", open, { "aria-label": `Show the answer to question ${number}` });
    part.input?.addEventListener("keydown", (event) => event.key === "Enter" && check());
    return {
      firstIsRight: () => {
        const first = answers()[question.id][0];
        return first !== null && part.isRight(first);
      },
      restore: () => {
        const kept = answers()[question.id] ?? [];
        part.forget();
        verdict.textContent = "";
        for (const answer of kept) answer !== null && part.fill(answer), tell(answer, false);
      },
    };
  };

  const shown = new Map(model.get("questions").map((q, i) => [q.id, one(q, i + 1)]));
  const foot = make("div", page.body, { class: "nns-row nns-score" });
  const line = make("p", foot, { role: "note" });
  button(foot, "Start again", () => {
    model.set("answers", {});
    model.save_changes();
    again();
    page.say("All answers are cleared.");
  });
  const again = () => {
    for (const part of shown.values()) part.restore();
    score();
  };
  again();
  const redraw = () => (page.close(), render({ model, el }));
  model.on("change:questions", redraw);
  return () => (model.off("change:questions", redraw), page.close());
}

export default { render };
