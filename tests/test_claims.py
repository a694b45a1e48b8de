"""claim: what it prints, when it fails, what it refuses."""

import numpy as np
import pytest

from nnhelpers.checking.claims import ClaimFailed, claim, formatted


def test_prints_claim_evidence_and_verdict(capsys):
    claim(
        "More data always helps.",
        "it depends",
        ("error with 100 images", 0.12345, True),
        ("parameters", 13002, np.bool_(True)),
        ("the order does not matter", None, True),
        ("best", "the wide one", True),
    )
    assert capsys.readouterr().out.splitlines() == [
        "Claim: More data always helps.",
        "  ✓ error with 100 images: 0.123",
        "  ✓ parameters: 13,002",
        "  ✓ the order does not matter",
        "  ✓ best: the wide one",
        "Verdict: it depends",
    ]


def test_failure_names_the_lines_that_do_not_hold(capsys):
    with pytest.raises(ClaimFailed) as caught:
        claim("It helps.", "true", ("kept", 1, True), ("gone", 0.5, False), ("too", None, False))
    assert str(caught.value) == (
        "The verdict on 'It helps.' is no longer 'true', as this does not hold: gone: 0.500; too"
    )
    assert isinstance(caught.value, AssertionError)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1234567, "1,234,567"),
        (np.int64(70000), "70,000"),
        (98.765, "98.8"),
        (0.99951, "1.00"),
        (12345.6, "12,300"),
        (np.float32(0.25), "0.250"),
        (1e-9, "1.00e-09"),
        (-0.00123, "-0.00123"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_figures(figure, text):
    assert formatted(figure) == text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", "true", ("a", 1, True)), "needs a sentence"),
        ((3, "true", ("a", 1, True)), "needs a sentence"),
        (("A.", "maybe", ("a", 1, True)), "true, false, it depends: got 'maybe'"),
        (("A.", True, ("a", 1, True)), "needs a verdict"),
        (("A.", "true"), "needs evidence"),
        (("A.", "true", ("a", True)), r"evidence 1 as \(text, figure, holds\)"),
        (("A.", "true", "abc"), r"evidence 1 as \(text, figure, holds\)"),
        (("A.", "true", ("a", 1, True), (1, "a", True)), "text first in evidence 2"),
        (("A.", "true", ("a", 1, 1)), "True or False last in evidence 1"),
        (("A.", "true", ("a", True, True)), "figure in evidence 1"),
        (("A.", "true", ("a", np.ones(3), True)), "figure in evidence 1"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        claim(*arguments)
