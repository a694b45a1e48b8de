"""Study aids: recall what you read, tomorrow and next week. All of it stays on this computer.

`predict` and `reveal` frame an experiment, `quiz` asks at the end of a lesson, `glossary` says what
a word means. The data are YAML beside the exercises; docs/study-aids.md shows their format.
"""

from nnhelpers.study.glossary import glossary
from nnhelpers.study.predict import predict, reveal
from nnhelpers.study.quiz import quiz

__all__ = ["glossary", "predict", "quiz", "reveal"]
