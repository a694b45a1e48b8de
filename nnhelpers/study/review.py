"""Today's flashcards, one after the other: `review()`."""

import traitlets

from nnhelpers.study import cards, record
from nnhelpers.study.aid import Aid, folded
from nnhelpers.study.course import lesson_named
from nnhelpers.study.links import lesson_link
from nnhelpers.study.text import to_html


class Review(Aid, module="review"):
    """Cards to go through; `ratings` grows by [id, rating] with every card that is turned."""

    cards = traitlets.List().tag(sync=True)
    ratings = traitlets.List().tag(sync=True)

    def __init__(self, chosen):
        self.chosen = chosen
        known, at = cards.memories(), record.now()
        super().__init__(
            cards=[for_page(card, known.get(card.id), at) for card in chosen],
            note=record.message(),
        )
        self.observe(self._keep, "ratings")

    def _keep(self, change):
        for card, rating in change["new"][len(change["old"]) :]:
            if rating in cards.RATINGS:
                cards.rate(card, rating)
        self.note = record.message()

    def as_markdown(self):
        if not self.chosen:
            return "No card is due today."
        return "\n\n".join(folded(_line(card.front), _line(card.back)) for card in self.chosen)


def review(lesson=None):
    """Go through the flashcards that are due today: `review()`.

    The cards are the terms of the lessons that you have opened and the questions that you have
    missed, at most ten new ones a day. How well you remembered decides when a card comes back.

    Parameters
    ----------
    lesson : number of a lesson, to go through all of its cards now, due or not
    """
    if lesson is None:
        return Review(cards.due())
    number = lesson_named(lesson, "review").number
    return Review([card for card in cards.term_cards().values() if card.lesson == number])


def for_page(card, memory, at):
    """Return a card as the page needs it, with what each rating would mean."""
    return {
        "id": card.id,
        "front": "<br>".join(map(to_html, card.front.split("\n"))),
        "back": "<br>".join(map(to_html, card.back.split("\n"))),
        "lesson": lesson_link(card.lesson),
        "next": {rating: cards.interval(memory, rating, at) for rating in cards.RATINGS},
    }


def _line(text):
    return text.replace("\n", " ")
