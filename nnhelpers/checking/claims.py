"""A sentence that textbooks repeat, the figures that test it, and the verdict."""

import math
from numbers import Integral, Real

import numpy as np

VERDICTS = ("true", "false", "it depends")


class ClaimFailed(AssertionError):
    """The evidence no longer gives the verdict."""


def claim(sentence, verdict, *evidence):
    """Print a claim, the evidence and the verdict; fail when the evidence no longer holds.

    Parameters
    ----------
    sentence : the claim, as people state it
    verdict : "true", "false" or "it depends"
    evidence : tuples (text, figure, holds). The figure is a number, a text or None; holds says
        whether this line supports the verdict, such as `error < 0.05`.

    Raises
    ------
    ClaimFailed : names each line that does not hold any more.
    """
    check_arguments(sentence, verdict, evidence)
    failing = [line(text, figure) for text, figure, holds in evidence if not holds]
    if failing:
        raise ClaimFailed(
            f"The verdict on {sentence!r} is no longer {verdict!r}, as this does not hold: "
            + "; ".join(failing)
        )
    print(f"Claim: {sentence}")
    for text, figure, _ in evidence:
        print(f"  ✓ {line(text, figure)}")
    print(f"Verdict: {verdict}")


def line(text, figure):
    return text if figure is None else f"{text}: {formatted(figure)}"


def formatted(figure):
    """Return a whole number with thousands separators, another with three significant digits."""
    if isinstance(figure, str):
        return figure
    if isinstance(figure, Integral):
        return f"{int(figure):,}"
    figure = float(figure)
    if figure == 0 or not math.isfinite(figure):
        return f"{figure + 0.0:g}"
    rounded = float(f"{figure:.3g}")
    if 1e-4 <= abs(rounded) < 1e15:
        decimals = max(0, 2 - math.floor(math.log10(abs(rounded))))
        return f"{rounded:,.{decimals}f}"
    return f"{figure:.2e}"


def check_arguments(sentence, verdict, evidence):
    if not isinstance(sentence, str) or not sentence.strip():
        raise ValueError(f"claim needs a sentence first: expected text, got {sentence!r}.")
    if verdict not in VERDICTS:
        raise ValueError(f"claim needs a verdict out of {', '.join(VERDICTS)}: got {verdict!r}.")
    if not evidence:
        raise ValueError("claim needs evidence: give at least one (text, figure, holds).")
    for number, one in enumerate(evidence, 1):
        check_evidence(number, one)


def check_evidence(number, one):
    if not isinstance(one, tuple) or len(one) != 3:
        raise ValueError(f"claim needs evidence {number} as (text, figure, holds): got {one!r}.")
    text, figure, holds = one
    if not isinstance(text, str):
        raise ValueError(f"claim needs text first in evidence {number}: got {text!r}.")
    if not isinstance(holds, (bool, np.bool_)):
        raise ValueError(f"claim needs True or False last in evidence {number}: got {holds!r}.")
    if isinstance(figure, (bool, np.bool_)) or not isinstance(figure, (Real, str, type(None))):
        raise ValueError(
            f"claim needs a number, a text or None as figure in evidence {number}: got {figure!r}."
        )
