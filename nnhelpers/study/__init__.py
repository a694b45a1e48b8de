"""Study aids: recall what you read, tomorrow and next week. All of it stays on this computer.

`predict` and `reveal` frame an experiment, `quiz` asks at the end of a lesson, `glossary` says what
a word means, `review` brings the flashcards that are due, `progress` shows where to go on. The data
are YAML beside the exercises; docs/study-aids.md shows their format.
"""

from nnhelpers.checking import commands as _checker
from nnhelpers.study import record as _record
from nnhelpers.study.anki import export_anki
from nnhelpers.study.ask import ask
from nnhelpers.study.games import play
from nnhelpers.study.glossary import glossary
from nnhelpers.study.overview import calibration, progress
from nnhelpers.study.plan import calendar, path
from nnhelpers.study.predict import predict, reveal
from nnhelpers.study.quiz import quiz
from nnhelpers.study.review import review
from nnhelpers.study.summary import listen, summary
from nnhelpers.study.transfer import delete_progress, export_progress, import_progress

__all__ = [
    "ask",
    "calendar",
    "calibration",
    "delete_progress",
    "export_anki",
    "export_progress",
    "glossary",
    "import_progress",
    "listen",
    "path",
    "play",
    "predict",
    "progress",
    "quiz",
    "reveal",
    "review",
    "summary",
]

if _record.heard not in _checker.listeners:
    _checker.listeners.append(_record.heard)
