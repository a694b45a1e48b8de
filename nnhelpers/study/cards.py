"""Flashcards from the glossary and from missed questions; fsrs says when each comes back."""

from dataclasses import dataclass
from functools import cache

from nnhelpers.study import record
from nnhelpers.study.course import place
from nnhelpers.study.glossary import terms
from nnhelpers.study.questions import Question, quizzes

NEW_A_DAY = 10
RATINGS = {"again": 1, "hard": 2, "good": 3, "easy": 4}


@dataclass(frozen=True)
class Card:
    """A flashcard; its texts are in the little Markdown of the data files."""

    id: str
    lesson: str
    front: str
    back: str


@cache
def term_cards():
    """Return a card for each term of the glossary, by id."""
    cards = {}
    for term in terms().values():
        back = [term.definition]
        back += [f"${term.formula}$"] if term.formula else []
        back += [f"To keep in mind: {term.mnemonic}"] if term.mnemonic else []
        back += [f"Easily confused: {term.confusion}"] if term.confusion else []
        name = f"term:{term.name}"
        cards[name] = Card(name, term.lesson, f"What is meant by **{term.name}**?", "\n".join(back))
    return cards


@cache
def question_cards():
    """Return a card for each question that can be asked without its options, by id."""
    asked = [one for some in quizzes().values() for one in some]
    cards = (
        Card(f"question:{one.id}", one.lesson, _front(one), _back(one))
        for one in asked
        if one.kind != "order"
    )
    return {card.id: card for card in cards}


def _front(question: Question):
    if question.kind == "match":
        return question.text + " " + "; ".join(one.text for one in question.options)
    if question.kind == "number":
        return question.text
    return question.text + "\n" + "\n".join(f"· {one.text}" for one in _shown(question))


def _shown(question):
    return [question.options[place] for place in question.order()]


def _back(question: Question):
    if question.kind == "number":
        return f"**{question.value:g}.** {question.why}"
    if question.kind == "match":
        return "\n".join(f"{one.text}: {one.partner}" for one in question.options)
    return "\n".join(f"**{one.text}** {one.why}" for one in question.options if one.right)


def deck():
    """Return the learner's cards, by id: terms of opened lessons, and questions once missed."""
    opened = {one.item for one in record.events("opened")}
    rated = {one.item for one in record.events("card")}
    missed = {
        f"question:{one.item}" for one in record.events("quiz") if one.data.get("right") is False
    }
    chosen = [card for card in term_cards().values() if card.lesson in opened or card.id in rated]
    chosen += [card for name, card in question_cards().items() if name in missed | rated]
    return {card.id: card for card in sorted(chosen, key=lambda card: place(card.lesson))}


_LAST = {"said": [], "found": {}}


def memories():
    """Return what fsrs knows of each card that has been rated: its fsrs.Card, by id.

    What was worked out for the same beginning of the record is not worked out again.
    """
    said = [one for one in record.events("card") if one.data.get("rating") in RATINGS]
    before = len(_LAST["said"])
    same = said[:before] == _LAST["said"]
    found = dict(_LAST["found"]) if same else {}
    for event in said[before:] if same else said:
        found[event.item] = after(found.get(event.item), event.data["rating"], event.at)
    _LAST.update(said=said, found=found)
    return dict(found)


def after(memory, rating, at):
    """Return the memory of a card (None: a new one) after it has been rated."""
    new, review, ratings = scheduler()
    return review(memory or new(card_id=1, due=at), ratings[rating], at)[0]


@cache
def scheduler():
    """Return fsrs's Card, what reviews one, and its ratings by our names.

    Whole days only, and no chance in them: the same answers give the same plan.
    """
    from fsrs import Card as Memory
    from fsrs import Rating, Scheduler

    made = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    return Memory, made.review_card, {name: Rating(number) for name, number in RATINGS.items()}


def due(at=None):
    """Return the cards that are due on the day of `at` (now): the oldest debts first, then new."""
    at = at or record.now()
    known, mine = memories(), deck()
    owed = [
        name for name in known if name in mine and record.day(known[name].due) <= record.day(at)
    ]
    owed.sort(key=lambda name: known[name].due)
    first_seen = {}
    for event in record.events("card"):
        first_seen.setdefault(event.item, event.at)
    started = sum(record.day(first) == record.day(at) for first in first_seen.values())
    new = [name for name in mine if name not in known][: max(0, NEW_A_DAY - started)]
    return [mine[name] for name in [*owed, *new]]


def due_by_day(days, at=None):
    """Return how many known cards are due on each of the next days, today's debts included."""
    at = at or record.now()
    counts = [0] * days
    for memory in memories().values():
        late = (record.day(memory.due) - record.day(at)).days
        if late < days:
            counts[max(late, 0)] += 1
    return counts


def interval(memory, rating, at):
    """Return in words when a card would come back after this rating."""
    late = (record.day(after(memory, rating, at).due) - record.day(at)).days
    if late < 31:
        return "today" if late < 1 else "tomorrow" if late == 1 else f"in {late} days"
    return f"in {round(late / 30.4)} months" if late < 365 else f"in {late / 365:.1f} years"


def rate(card_id, rating):
    """Write down how well a card was remembered."""
    record.note("card", card_id, rating=rating)
