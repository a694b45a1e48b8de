"""Every exercise of the course: solution, stub, cases, hints, and each of its known mistakes."""

import ast
import copy
import inspect

import numpy as np
import pytest

from nnhelpers import checking
from nnhelpers.checking.answers import identical, plain
from nnhelpers.checking.diagnosis import diagnose
from nnhelpers.checking.exercise_format import solution_source, stub

ALL = checking.exercises()
WRITTEN = {name: one for name, one in ALL.items() if one.kind != "explain"}
MISTAKES = [
    pytest.param(one, sentence, function, id=f"{name}-{number}")
    for name, one in ALL.items()
    for number, (sentence, function) in enumerate(one.mistakes, 1)
]


def each(exercises):
    return pytest.mark.parametrize("exercise", exercises.values(), ids=exercises.keys())


def test_the_unit_of_the_first_lesson_is_there():
    assert {"weighted_sum", "neuron", "stable_softmax"} <= ALL.keys()


@each(ALL)
@pytest.mark.parametrize("seed", range(4))
def test_solution_passes(exercise, seed):
    finding = diagnose(exercise, exercise.solution, seed)
    assert finding.correct, finding.sentence
    assert finding.kind == ("self-marked" if exercise.kind == "explain" else "right")


@each(ALL)
def test_stub_is_code_that_fits_and_is_not_attempted(exercise):
    code = stub(exercise)
    lines = code.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-3:] == ["", "", f"check({exercise.name})"]
    assert ast.get_docstring(ast.parse(code).body[0]) == inspect.cleandoc(exercise.__doc__)
    names = {"check": lambda function: None, "np": np}
    exec(compile(code, "stub", "exec"), names)
    assert diagnose(exercise, names[exercise.name]).kind == "not attempted"


@each(ALL)
def test_solution_source_is_code_without_docstring(exercise):
    function = ast.parse(solution_source(exercise)).body[0]
    assert function.name == exercise.name
    assert ast.get_docstring(function) is None
    assert not function.decorator_list


@each(ALL)
def test_docstring_hints_points_minutes(exercise):
    assert len(exercise.__doc__.split()) >= 10
    assert len(exercise.hints) == 3
    assert all(hint.strip() for hint in exercise.hints)
    assert exercise.points >= 1
    assert exercise.minutes >= 1
    assert exercise.kind != "explain" or len(exercise.rubric) >= 2


@each(WRITTEN)
def test_three_mistakes_or_more_with_sentences_of_their_own(exercise):
    assert len({sentence for sentence, _ in exercise.mistakes}) >= 3


@pytest.mark.parametrize(("exercise", "sentence", "function"), MISTAKES)
def test_mistake_is_told_its_own_sentence(exercise, sentence, function):
    finding = diagnose(exercise, function)
    assert (finding.kind, finding.sentence) == ("known mistake", sentence)


@pytest.mark.parametrize(("exercise", "sentence", "function"), MISTAKES)
@pytest.mark.parametrize("seed", range(1, 4))
def test_mistake_fails_on_other_cases_too(exercise, sentence, function, seed):
    assert not diagnose(exercise, function, seed).correct


@each(WRITTEN)
def test_cases_are_enough_repeatable_and_left_unchanged(exercise):
    cases, again = exercise.examples(), exercise.examples()
    assert identical(cases, again)
    assert len(cases) >= 3 or not exercise.arguments
    before = copy.deepcopy(cases)
    for inputs in cases:
        assert len(inputs) == len(exercise.arguments)
        exercise(*inputs)
    assert identical(before, cases)


def zeros_like(value):
    if isinstance(value, np.ndarray):
        return np.zeros(value.shape)
    if isinstance(value, tuple):
        return tuple(map(zeros_like, value))
    if isinstance(value, dict):
        return {key: zeros_like(item) for key, item in value.items()}
    return ""


@each(WRITTEN)
def test_degenerate_fakes_fail(exercise):
    fakes = [
        lambda *inputs: None,
        lambda *inputs: zeros_like(plain(exercise(*inputs))),
        lambda *inputs: inputs[0] if inputs else (),
        lambda *inputs: np.full(np.shape(exercise(*inputs)), np.nan),
    ]
    if exercise.arguments:
        fakes += [lambda *inputs, c=c: c for c in (0, 1, 0.5, "", [], {}, np.inf)]
    for fake in fakes:
        assert not diagnose(exercise, fake).correct
