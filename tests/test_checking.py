"""check, hint, solution: what they say, that they never raise, how often they name the cause."""

import functools
import linecache
import re
import sys
import warnings

import numpy as np
import pytest
from small_exercises import small
from wrong_answers import answers

from nnhelpers import Tensor, activations
from nnhelpers.checking import check, checked, hint, solution
from nnhelpers.checking import commands as checking
from nnhelpers.checking.answers import attempted, fingerprint
from nnhelpers.checking.diagnosis import diagnose
from nnhelpers.checking.exercise_format import exercise

ALL = checking.exercises() | small


@pytest.fixture(autouse=True)
def _fresh_hints():
    checking.help_given.clear()


def written_as(name):
    """Give a function the name of an exercise, as a learner does with def."""

    def rename(function):
        function.__name__ = name
        return function

    return rename


def said(function, name="neuron"):
    return checked(written_as(name)(function))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# ---- the wrong answers ---------------------------------------------------------------


@pytest.mark.parametrize("answer", answers, ids=lambda a: f"{a.exercise}: {a.cause}")
def test_wrong_answer_does_not_pass(answer):
    finding = diagnose(ALL[answer.exercise], answer.function)
    assert not finding.correct
    assert finding.sentence


def test_no_wrong_answer_is_a_listed_mistake():
    """Such a one is named by its list, and would say nothing of how often others are."""
    listed = {
        (name, str(fingerprint(function.__code__)))
        for name, one in ALL.items()
        for _, function in one.mistakes
    }
    known = [(a.exercise, str(fingerprint(a.function.__code__))) for a in answers]
    assert [name for name, does in known if (name, does) in listed] == []


def test_wrong_answers_are_named_for_what_they_are(capsys):
    def is_named(answer):
        finding = diagnose(ALL[answer.exercise], answer.function)
        return re.search(answer.says, finding.sentence)

    unnamed = [f"{a.exercise}: {a.cause}" for a in answers if not is_named(a)]
    named = len(answers) - len(unnamed)
    with capsys.disabled():
        print(f"\nwrong answers named for what they are: {named} of {len(answers)}")
    assert len(answers) >= 44
    assert named >= 0.85 * len(answers), unnamed


# ---- right answers in other forms ----------------------------------------------------


@pytest.mark.parametrize(
    "function",
    [
        lambda x, w, b: sigmoid(x @ w + b),
        lambda inputs, weights, bias: float(sigmoid(inputs @ weights + bias)),
        lambda x, w, b: np.array(sigmoid(x @ w + b), dtype=np.float32),
        lambda *everything: sigmoid(everything[0] @ everything[1] + everything[2]),
        lambda x, w, b, extra=1: extra * sigmoid(x @ w + b),
        functools.partial(lambda scale, x, w, b: scale * sigmoid(x @ w + b), 1),
        activations.sigmoid and (lambda x, w, b: activations.sigmoid(x @ w + b)),
    ],
)
def test_right_in_another_form(function):
    assert checked(function, name="neuron") == "Right. The result is as expected in all 5 cases."


@pytest.mark.parametrize("form", [list, tuple, iter, lambda a: (v for v in a), np.ma.masked_array])
def test_lists_tuples_and_iterators_are_accepted(form):
    assert said(lambda x, w, b: form(sigmoid(x @ w + b)), "neuron_batch").startswith("Right")


def test_library_function_passes_the_check_of_the_lesson():
    assert checked(activations.softmax, name="stable_softmax").startswith("Right")


def test_a_search_for_a_count_comes_to_an_end():
    def widest(n_in, n_out, budget):
        h = 1
        while (n_in + 1) * (h + 1) + (h + 2) * n_out <= budget:
            h += 1
        return h

    assert checked(widest).startswith("Right")


def test_other_weights_make_the_same_gate():
    assert said(lambda: [-3, -2, 4.5], "nand_weights") == "Right."
    assert said(lambda: np.array([-20, -20, 30]), "nand_weights") == "Right."
    assert "expected [1., 1., 1., 0.], got [" in said(lambda: (1, -1, 0.5), "nand_weights")


# ---- what was given is no function ---------------------------------------------------


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (3, "Give the function itself.*a value of type int"),
        (None, "Give the function itself.*None"),
        (np.zeros((2, 3)), r"Give the function itself.*array of shape \(2, 3\)"),
        ("neuron", "without quotation marks"),
        (type("neuron", (), {}), "the class neuron"),
        (lambda x: x, "lambda has no name"),
        (len, "no exercise named 'len'"),
        (np.dot, "no exercise named 'dot'"),
        (functools.partial(max), "no exercise named 'partial'"),
    ],
)
def test_no_function_of_an_exercise(thing, words):
    assert re.search(words, checked(thing))


def test_closest_names_are_offered():
    def stable_sofmax(z): ...

    assert "Near that name: stable_softmax" in checked(stable_sofmax)


def test_class_with_a_name_given():
    assert "the class" in checked(type("neuron", (), {}), name="neuron")


def test_unfinished_function():
    def neuron(x, w, b):
        """Whatever."""

    def weighted_sum(x, w, b):
        z = b
        for i in range(len(x)):  # noqa: B007 (as in the lesson)
            z = ...
        return z

    assert checked(neuron).startswith("Not attempted yet: the body is empty.")
    assert checked(weighted_sum).startswith("Not attempted yet: this is still the code")
    assert checked(neuron).count("hint(neuron)") == 1


def test_help_stands_behind_a_failure_and_not_behind_a_success():
    assert "hint(neuron) gives a hint." in said(lambda x, w, b: 3)
    assert "hint" not in said(lambda x, w, b: sigmoid(x @ w + b))


# ---- exceptions, with the learner's own line -----------------------------------------


def test_line_is_found_in_a_cell():
    code = "def neuron(x, w, b):\n    z = x @ w + b\n    return helper(z)\n\n"
    code += "def helper(z):\n    return z.exp()\n"
    linecache.cache["<cell 3>"] = len(code), None, code.splitlines(keepends=True), "<cell 3>"
    names = {}
    exec(compile(code, "<cell 3>", "exec"), names)
    text = checked(names["neuron"])
    assert "AttributeError in line 6:\n    return z.exp()" in text
    assert "Traceback" not in text


def test_line_is_the_learners_even_where_numpy_raises():
    text = said(lambda x, w, b: np.linalg.inv(x))
    assert "LinAlgError in line" in text
    assert "np.linalg.inv(x)" in text


def test_function_without_source():
    names = {}
    exec("def neuron(x, w, b):\n    return x @ w / undefined\n", names)
    text = checked(names["neuron"])
    assert "NameError in line 2" in text
    assert "name 'undefined' is not defined" in text


def raising(error):
    def function(x, w, b):
        raise error

    return function


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyboardInterrupt(), "stopped while your function was still running in line"),
        (SystemExit(3), r"ends the program \(exit\)"),
        (GeneratorExit(), "GeneratorExit"),
        (MemoryError(), "larger than it should be"),
        (NotImplementedError("later"), "NotImplementedError"),
        (ZeroDivisionError("division by zero"), "Which divisor can be 0"),
        (KeyError("w"), "KeyError"),
        (type("MyError", (Exception,), {"__str__": lambda self: 1 / 0})("x"), "MyError"),
    ],
)
def test_whatever_is_raised_becomes_a_sentence(error, words):
    assert re.search(words, said(raising(error)))


def test_infinite_recursion():
    def neuron(x, w, b):
        return neuron(x, w, b)

    assert "calls itself too deeply" in checked(neuron)


def test_interrupt_in_the_checker_itself(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "diagnose", interrupted)
    assert "Nothing is lost" in checked(written_as("neuron")(lambda x, w, b: 1))


def test_fault_of_the_course_is_no_traceback(monkeypatch):
    monkeypatch.setattr(checking, "diagnose", lambda *_: 1 / 0)
    assert "a fault of the course" in checked(written_as("neuron")(lambda x, w, b: 1))


# ---- strange results -----------------------------------------------------------------


class Liar:
    """Equal to everything, and of no use."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __array__(self, *_, **__):
        raise TypeError("no")


class LyingArray(np.ndarray):
    def __eq__(self, other):
        return np.True_

    def __sub__(self, other):
        return np.zeros(np.shape(other))


def endless():
    while True:
        yield 1.0


def nested():
    inner = []
    inner.append(inner)
    return inner


async def later():
    return 1


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (lambda: None, "returns None"),
        (lambda: ..., "three dots"),
        (lambda: "0.5", "is text"),
        (lambda: {"a": 1}, "dictionary"),
        (lambda: {1, 2}, "object of type set"),
        (lambda: Liar(), "object of type Liar"),
        (lambda: np.zeros(1).view(LyingArray), "shape is wrong"),
        (lambda: Tensor(0.5), "is a Tensor"),
        (lambda: sigmoid, "function sigmoid itself"),
        (lambda: Liar, "class Liar itself"),
        (lambda: 1 + 2j, "complex"),
        (lambda: [[1, 2], [3]], "different lengths"),
        (lambda: (0.5,), "comma"),
        (lambda: np.array([None, "a"], dtype=object), "tuple or list of 2|text|None"),
        (lambda: np.array(["a"]), "text"),
        (lambda: 10**400, "."),
        (lambda: endless(), "shape is wrong"),
        (lambda: range(10**12), "shape is wrong"),
        (lambda: np.broadcast_to(0.0, (10**5, 10**5)), "very large"),
        (lambda: nested(), "."),
        (lambda: later(), "coroutine"),
        (lambda: b"0.5", "bytes"),
        (lambda: np.datetime64("2020-01-01"), "."),
        (list, "shape is wrong"),
        (lambda: float("nan"), "nan"),
        (lambda: True, "same"),
    ],
)
def test_strange_results_are_told_and_never_pass(result, words):
    text = said(lambda x, w, b: result())
    assert not text.startswith("Right")
    assert "fault of the course" not in text
    assert re.search(words, text)


# ---- results of several parts ------------------------------------------------------------


def halves(values):
    """Exercise in which the number of parts depends on the case."""
    return tuple(np.asarray(value) / 2 for value in values)


def parted():
    one = exercise("9.9", points=1, minutes=1)(halves)

    @one.cases
    def _(rng):
        yield ((2.0, 4.0, 6.0),)
        yield ((2.0, 4.0),)
        yield (rng.normal(size=3),)

    @one.mistake("Your function returns the sum of the halves instead of each half.")
    def _(values):
        return sum(values) / 2

    return one


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda values: tuple(value / 2 for value in values), "right"),
        (lambda values: tuple(value / 2 for value in values[::-1]), "reversed"),
        (lambda values: tuple(value * 2 for value in values), "factor"),
        (lambda values: tuple(v / (2 if i < 2 else 3) for i, v in enumerate(values)), "factor"),
        (lambda values: 0.5 * np.sum(values), "known mistake"),
        (lambda values: (values[0] / 2,), "parts"),
    ],
)
def test_number_of_parts_may_differ_from_case_to_case(function, kind):
    found = diagnose(parted(), function)
    assert (found.kind, found.correct) == (kind, kind == "right")


def through(layers, x):
    """Exercise whose first argument is a list of parts of different shapes."""
    for weight, bias in layers:
        x = x @ weight + bias
    return x


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (through, "right"),
        (lambda layers, x: x @ layers[0][0] + layers[0][1], "difference"),
        (lambda layers, x: 2 * through(layers, x), "factor"),
        (lambda layers, x: through([(w, 0 * b) for w, b in layers], x), "column constant"),
    ],
)
def test_an_argument_may_hold_parts_of_different_shapes(function, kind):
    one = exercise("9.9", points=1, minutes=1)(through)

    @one.cases
    def _(rng):
        for n in (2, 3, 4):
            layers = [(rng.normal(size=(n, 3)), rng.normal(size=3)) for n in (n, 3)]
            yield layers, rng.normal(size=(5, n))

    found = diagnose(one, function)
    assert (found.kind, found.correct) == (kind, kind == "right")


def test_random_results_are_not_right_even_if_each_would_do():
    def shuffled(n):
        return np.random.default_rng(0).permutation(n)

    one = exercise("9.9", points=1, minutes=1)(shuffled)
    one.cases(lambda rng: iter([(8,), (9,), (10,)]))
    one.then("The numbers, sorted,")(lambda answer, n: np.sort(answer))
    assert diagnose(one, lambda n: np.arange(n)[::-1]).correct
    found = diagnose(one, lambda n: np.random.default_rng().permutation(n))
    assert (found.kind, found.correct) == ("unsteady", False)


def test_what_a_function_prints_is_shown_in_part():
    def neuron(x, w, b):
        print("z =", 7)
        for _ in range(100_000):
            print("more")
        return 1

    text = checked(neuron)
    assert "Your function printed: z = 7" in text
    assert len(text) < 1000


def test_no_warning_and_no_setting_leaks():
    def neuron(x, w, b):
        warnings.warn("mine", stacklevel=1)
        np.seterr(all="raise")
        return np.log(-np.abs(x[0]))

    before, out = np.geterr(), sys.stdout
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert not diagnose(ALL["neuron"], neuron).correct
    assert caught == []
    assert np.geterr() == before
    assert sys.stdout is out


def test_random_numbers_of_the_learner_stay_where_they_were():
    state = np.random.get_state()[1].copy()  # noqa: NPY002 (the learner's, whatever it is)
    check(written_as("neuron")(lambda x, w, b: 1))
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002


# ---- hints, solutions, texts ---------------------------------------------------------


def test_hints_come_one_by_one(capsys):
    for given in ("neuron", ALL["neuron"].solution, "neuron", "neuron"):
        hint(given)
    out = capsys.readouterr().out.splitlines()
    assert [line[:12] for line in out] == [
        "Hint 1 of 3:",
        "Hint 2 of 3:",
        "Hint 3 of 3:",
        *(f"Hint {n}: {text}"[:12] for n, text in enumerate(ALL["neuron"].hints, 1)),
        "solution(neu",
    ]
    assert checking.help_given["hint", "neuron"] == 4


def test_solution_shows_the_code_only(capsys):
    solution("neuron")
    assert capsys.readouterr().out == "def neuron(x, w, b):\n    return sigmoid(x @ w + b)\n"
    assert checking.help_given["solution", "neuron"] == 1


@pytest.mark.parametrize("call", [hint, solution])
@pytest.mark.parametrize("thing", ["neurn", 3, None, lambda: 1])
def test_help_for_what_is_no_exercise(call, thing, capsys):
    call(thing)
    assert capsys.readouterr().out.strip()


def test_text_is_marked_by_its_writer():
    assert "Return your explanation as text" in said(lambda: 3, "why_a_bias")
    assert "short" in said(lambda: "It is a weight.", "why_a_bias")
    text = said(
        lambda: "It is learned as a weight is, and its input never changes at all.", "why_a_bias"
    )
    assert text.startswith("Thank you. Mark your text yourself")
    assert all(point in text for point in ALL["why_a_bias"].rubric)


def test_check_prints_and_returns_nothing(capsys):
    assert check(written_as("neuron")(lambda x, w, b: sigmoid(x @ w + b))) is None
    assert capsys.readouterr().out == "Right. The result is as expected in all 5 cases.\n"


def test_two_exercises_of_one_name_are_refused(monkeypatch):
    paths = checking.exercise_files()
    monkeypatch.setattr(checking, "exercise_files", lambda: [*paths, paths[0]])
    checking.exercises.cache_clear()
    with pytest.raises(ValueError, match="has an exercise of a name taken before"):
        checking.exercises()
    checking.exercises.cache_clear()


def test_stub_by_name():
    assert checking.stub_by_name("neuron").endswith("    ...\n\n\ncheck(neuron)")
    with pytest.raises(LookupError, match="Near that name: neuron"):
        checking.stub_by_name("neurons")


def test_a_given_start_is_known_wherever_its_imports_stand():
    source = "def f(x):\n    y = np.exp(x)\n    for z in y:\n        y = y + z\n    return y\n"
    together, apart = ({} for _ in range(2))
    exec(compile("import numpy as np\n" + source, "together", "exec"), together)
    exec(compile(source, "apart", "exec"), apart)
    assert not attempted(together["f"], apart["f"])
