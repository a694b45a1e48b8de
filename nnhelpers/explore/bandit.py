"""A gambler's machines: try them or use what is known? Epsilon-greedy and its regret."""

import math

import traitlets

from nnhelpers.explore.base import Count, Exploration, Number

MOST_STEPS = 1000


class _Bandit(Exploration, module="bandit"):
    epsilon = Number(0.1, low=0, high=1)
    steps = Count(200, low=1, high=MOST_STEPS)
    seed = Count(0, low=0, high=9999)
    chances = traitlets.List().tag(sync=True)


def bandit(chances=(0.3, 0.5, 0.7, 0.4, 0.6), epsilon=0.1, steps=200, seed=0):
    """Show epsilon-greedy on slot machines: with chance ε try any arm, else pull the best so far.

    Left each arm's true chance, its estimate and how often it was pulled in one run; right the
    regret, what has been missed by not always pulling the best arm, Σ (p_best − p_pulled), of
    this run and as a mean of 60 runs, for the ε chosen beside ε = 0 and ε = 1.

    Parameters: `chances` of a win for 2 to 8 arms, from 0 to 1; `epsilon` from 0 to 1; `steps`
    pulls, 1 to 1,000; `seed` the luck of the run that is shown.

    Returns the widget; `w.epsilon`, `w.steps`, `w.seed` hold what the learner has set.
    Raises ValueError for chances outside 0 to 1, NaN, or another number of arms.
    Used in lesson 1.2.
    """
    chances = [float(c) for c in chances]
    if not 2 <= len(chances) <= 8 or not all(math.isfinite(c) and 0 <= c <= 1 for c in chances):
        raise ValueError(
            "bandit needs the chances of 2 to 8 arms, each from 0 to 1: "
            f"expected such as (0.3, 0.7), got {tuple(chances)}."
        )
    return _Bandit(chances=chances, epsilon=epsilon, steps=steps, seed=seed)
