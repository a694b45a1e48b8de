"""Short games that teach: which activation drew this, spot the overfit, be gradient descent."""

import numpy as np
import traitlets

from nnhelpers import activations
from nnhelpers.study import record
from nnhelpers.study.aid import Aid
from nnhelpers.study.drawing import curve_svg, fit_svg
from nnhelpers.study.text import to_html

ROUNDS = 6
MOVES = 10
NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "step", "softplus", "gelu", "identity")
KNOWN_BY = {
    "sigmoid": "It runs smoothly from 0 to 1, half way at its middle.",
    "tanh": "It runs smoothly from −1 to 1, through 0 at its middle.",
    "relu": "It is 0 on one side, and from the kink on a straight line.",
    "leaky_relu": "Two straight lines meet in a kink, and the flatter one is not level.",
    "step": "It jumps from 0 to 1 and is level everywhere else.",
    "softplus": "It is a ReLU without the kink: never negative, and nowhere level.",
    "gelu": "It dips a little below 0 before it rises like a ReLU.",
    "identity": "It is a straight line, which adds nothing to a network's layers.",
}
FITS = {
    "underfits": "The curve is too stiff: it misses the points in a regular way, so it would miss "
    "new ones as well.",
    "fits well": "The curve follows the bend and not the scatter: new points will lie as near to "
    "it as these.",
    "overfits": "The curve bends for single points: it is near to these, and far from new ones "
    "between them.",
}
# Typical errors (on the points, on new ones) by which a fit is plainly of its kind; scatter is 0.2
LOOKS = {
    "underfits": lambda seen, unseen: seen > 0.4 and unseen > 0.45,
    "fits well": lambda seen, unseen: unseen < 0.4,
    "overfits": lambda seen, unseen: seen < 0.18 and unseen > 0.55,
}


class Rounds(Aid, module="rounds"):
    """A game of several rounds, each a picture and a choice; `given` holds what was chosen."""

    name = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    rounds = traitlets.List(help="picture, question, options, right, why").tag(sync=True)
    given = traitlets.List().tag(sync=True)

    def __init__(self, name, title, rounds, seed):
        self.seed = seed
        super().__init__(name=name, title=title, rounds=rounds, note=record.message())
        self.observe(self._keep, "given")

    def score(self):
        """Return (right, played, rounds)."""
        pairs = zip(self.given, self.rounds, strict=False)
        right = sum(choice == one["right"] for choice, one in pairs)
        return right, len(self.given), len(self.rounds)

    def _keep(self, change):
        if len(change["new"]) == len(self.rounds):
            right, _, of = self.score()
            record.note("game", self.name, seed=self.seed, right=right, of=of)
            self.note = record.message()

    def as_markdown(self):
        return f"**{self.title}** A game of {len(self.rounds)} rounds: run this cell to play it."


class Descent(Aid, module="descender"):
    """By hand against gradient descent; `moves` holds where the player has been."""

    valley = traitlets.Dict().tag(sync=True)
    moves = traitlets.List().tag(sync=True)
    allowed = traitlets.Int(MOVES).tag(sync=True)

    def __init__(self, valley, seed):
        self.seed = seed
        super().__init__(valley=valley, note=record.message())
        self.observe(self._keep, "moves")

    def cost(self, place):
        """Return the height at a place (θ₁, θ₂)."""
        away = np.asarray(place, dtype=float) - self.valley["lowest"]
        return float(away @ np.array(self.valley["hessian"]) @ away / 2)

    def opponent(self):
        """Return the costs of gradient descent, from the start on, (moves + 1,)."""
        from nnhelpers.optimizers import gradient_descent

        eta, start = self.valley["learning_rate"], self.valley["start"]
        walk = gradient_descent(self.cost, start, learning_rate=eta, steps=self.allowed)
        return [self.cost(place) for place in walk]

    def _keep(self, change):
        if len(change["new"]) == self.allowed:
            best = min(map(self.cost, change["new"]))
            record.note("game", "descent", seed=self.seed, cost=best, other=self.opponent()[-1])
            self.note = record.message()

    def as_markdown(self):
        return "**Be gradient descent.** A game against an optimizer: run this cell to play it."


def play(name, seed=0):
    """Play a short game: `play("activations")`, `play("overfit")`, `play("descent")`.

    Parameters
    ----------
    name : "activations" (which one drew this?), "overfit" (does this curve?), or "descent" (find
        the bottom of a valley in as many moves as gradient descent)
    seed : whole number; the same one gives the same game, to play it again or against a friend
    """
    games = {"activations": _activations, "overfit": _overfit, "descent": _descent}
    if name not in games:
        raise ValueError(f"play knows {', '.join(games)}: got {name!r}.")
    if not isinstance(seed, int) or seed < 0:
        raise ValueError(f"play needs a seed as a whole number from 0 on: got {seed!r}.")
    return games[name](np.random.default_rng([len(name), seed]), seed)


def _activations(rng, seed):
    rounds = [_curve(rng, name) for name in rng.permutation(NAMES)[:ROUNDS]]
    return Rounds("activations", "Which activation drew this?", rounds, seed)


def _curve(rng, name):
    """One activation function, moved and stretched sideways, among three others."""
    z = np.linspace(-6, 6, 241)
    slope, shift = rng.choice([0.7, 1, 1.5]), rng.choice([-1.5, 0, 1.5])
    function = getattr(activations, name)
    values = np.asarray(function(slope * (z - shift)), dtype=float)
    others = [other for other in NAMES if other != name]
    options = [name, *rng.permutation(others)[:3].tolist()]
    options = rng.permutation(options).tolist()
    question = "Which activation function drew this? It may be moved and stretched sideways."
    return {
        "picture": curve_svg(z, values),
        "question": question,
        "options": [option.replace("_", " ") for option in options],
        "right": options.index(name),
        "why": to_html(f"**{name.replace('_', ' ')}.** {KNOWN_BY[name]}"),
    }


def _overfit(rng, seed):
    kinds = [*FITS] * (ROUNDS // 3)
    rounds = [_fit(rng, kind) for kind in rng.permutation(kinds)]
    return Rounds("overfit", "Spot the overfit", rounds, seed)


def _fit(rng, kind):
    """A polynomial that has been fitted to 14 points of a wave, of a degree that does it."""
    degree = {"underfits": 1, "fits well": 5, "overfits": 12}[kind]
    x = np.sort(rng.uniform(-1, 1, 14))
    phase = rng.uniform(0, 2 * np.pi)

    def truth(x):
        return np.sin(4 * x + phase)

    y = truth(x) + rng.normal(0, 0.2, 14)
    curve = np.polynomial.Chebyshev.fit(x, y, degree, domain=[-1, 1])
    grid = np.linspace(x[0], x[-1], 240)
    seen = np.sqrt(np.mean((curve(x) - y) ** 2))
    unseen = np.sqrt(np.mean((curve(grid) - truth(grid)) ** 2) + 0.2**2)
    if not LOOKS[kind](seen, unseen):
        return _fit(rng, kind)  # chance has made this one look like another kind
    options = list(FITS)
    return {
        "picture": fit_svg(x, y, grid, curve(grid)),
        "question": "Does this curve underfit, fit well, or overfit its 14 points?",
        "options": options,
        "right": options.index(kind),
        "why": to_html(
            f"It **{kind}**. {FITS[kind]} Typical error on these points {seen:.2f}, on new ones "
            f"{unseen:.2f}; the scatter alone is 0.20."
        ),
    }


def _descent(rng, seed):
    """A ravine, turned, whose curvatures differ by a factor of five or so."""
    angle = rng.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    curvatures = np.array([1.0, rng.uniform(4, 7)])
    lowest = rng.uniform(-1.5, 1.5, 2).round(2)
    way = rng.uniform(0, 2 * np.pi)
    start = np.clip(lowest + 2.5 * np.array([np.cos(way), np.sin(way)]), -3, 3).round(1)
    valley = {
        "hessian": (turn @ np.diag(curvatures) @ turn.T).tolist(),
        "lowest": lowest.tolist(),
        "start": start.tolist(),
        "learning_rate": round(float(1 / curvatures[1]), 3),
    }
    return Descent(valley, seed)
