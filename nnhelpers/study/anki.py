"""The course's flashcards as a deck for Anki, to go through on a phone."""

import re
from pathlib import Path

from nnhelpers.study.cards import deck, question_cards, term_cards
from nnhelpers.study.course import lesson_named
from nnhelpers.study.text import to_html

# Anki knows a kind of card and a deck by these numbers: a later export updates, never doubles.
MODEL, DECK = 1_607_392_319, 2_059_400_110
CSS = ".card { font: 20px/1.5 sans-serif; text-align: left; max-width: 34em; margin: 1em auto; }"
FORMULA = re.compile(r"\$([^$]+)\$")


def export_anki(path, lesson=None, everything=False):
    """Write flashcards as an Anki deck: `export_anki("cards.apkg")`.

    Parameters
    ----------
    path : the file to write; Anki opens files that end in .apkg
    lesson : number of a lesson, for its terms and questions alone
    everything : True for every card of the course; by default those of your own deck, which are
        the terms of the lessons that you have opened and the questions that you have missed

    Returns the number of cards. Exporting again later adds what is new, and what you have learned
    in Anki stays.
    """
    import genanki

    path = Path(path)
    if path.suffix != ".apkg":
        raise ValueError(f"export_anki needs a file that ends in .apkg: got {path.name!r}.")
    chosen = _chosen(lesson, everything)
    if not chosen:
        print("There is no card in your deck yet: open a lesson first, or use everything=True.")
        return 0
    kind = genanki.Model(
        MODEL,
        "nnhelpers",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Lesson"}],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Front}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Back}}<p><small>{{Lesson}}</small></p>",
            }
        ],
        css=CSS,
    )
    found = genanki.Deck(DECK, "Neural networks, from one neuron up")
    for card in chosen:
        fields = [for_anki(card.front), for_anki(card.back), f"Lesson {card.lesson}"]
        guid, tag = genanki.guid_for("nnhelpers", card.id), f"lesson-{card.lesson}"
        found.add_note(genanki.Note(kind, fields, guid=guid, tags=[tag]))
    genanki.Package(found).write_to_file(path)
    return len(chosen)


def _chosen(lesson, everything):
    cards = {**term_cards(), **question_cards()} if everything or lesson else deck()
    if lesson:
        number = lesson_named(lesson, "export_anki").number
        return [card for card in cards.values() if card.lesson == number]
    return list(cards.values())


def for_anki(text):
    r"""Return a text as HTML with its formulas as \(TeX\), which Anki draws itself."""
    formulas = []

    def put_aside(match):
        formulas.append(match.group(1))
        return f"\x00{len(formulas) - 1}\x00"

    html = "<br>".join(map(to_html, FORMULA.sub(put_aside, text).split("\n")))
    return re.sub(r"\x00(\d+)\x00", lambda m: rf"\({escaped(formulas[int(m.group(1))])}\)", html)


def escaped(formula):
    return formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
