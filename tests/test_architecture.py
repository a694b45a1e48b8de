"""Which module may import which, how long a file may be, and what no file may name."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nnhelpers"

# The core, in order: a module imports only those before it. What is not listed is the rim
# (plots, explorations, checks, study aids, classroom), which the core never imports.
CORE = [
    "memory", "shipped", "arrays", "tensors", "autodiff", "operations", "gradients",
    "activations", "costs", "neurons", "optimizers", "schedules",
    "initial_weights", "layers", "normalization", "embedding", "pooling", "convolution",
    "positions", "cells", "sequences", "recurrent",
    "dot_product_attention", "attention", "blocks", "encoders", "text", "transformers", "sizes",
    "gguf", "llama", "chat", "wordpiece", "sentence_encoder", "pretrained",
    "metrics", "datasets", "saving", "checkpoints", "batches", "training", "small_gpt",
]  # fmt: skip
# Packages that one module (or folder) alone may import.
SOLE_IMPORTER = {"matplotlib": "plotting", "ipywidgets": "explore", "anywidget": "explore"}
HEAVY = {"matplotlib", "ipywidgets", "anywidget", "pandas", "sklearn", "scipy", "IPython", "tqdm"}
FOR_LEARNERS = {*CORE, "checking", "plotting", "explore", "study", "classroom"}
MAX_LINES = 250
SHORT = ("nnhelpers", "tools", "benchmarks", ".ci")


def module_files():
    """Every module of the package, with the first part of its name: `plotting` for its folder."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] not in ("data", "exercises"):
            yield path, parts[0].removesuffix(".py")


def imports(path):
    """Full names of all that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: import by the full name, as the lessons do"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(path):
    """Modules of nnhelpers that a file imports."""
    names = {name.split(".")[1] for name in imports(path) if name.startswith("nnhelpers.")}
    return names & {name for _, name in module_files()}


FILES = list(module_files())
IDS = [path.relative_to(PACKAGE).as_posix() for path, _ in FILES]


@pytest.mark.parametrize(("path", "name"), FILES, ids=IDS)
def test_dependencies_point_one_way(path, name):
    if name == "__init__":
        assert own_imports(path) <= set(CORE)
    elif name in CORE:
        before = set(CORE[: CORE.index(name)]) | ({name} if path.parent != PACKAGE else set())
        later = own_imports(path) - before
        assert not later, f"{name} imports {sorted(later)}, which CORE does not list before it"


def test_imports_are_found(tmp_path):
    sample = tmp_path / "sample.py"
    sample.write_text("def f():\n    from nnhelpers import plotting as plot\n    import os.path\n")
    assert list(imports(sample)) == ["nnhelpers.plotting", "os.path"]
    assert own_imports(sample) == {"plotting"}


@pytest.mark.parametrize(("path", "name"), FILES, ids=IDS)
def test_heavy_packages_have_one_importer(path, name):
    for used in {full.split(".")[0] for full in imports(path)} & set(SOLE_IMPORTER):
        assert name == SOLE_IMPORTER[used], f"only {SOLE_IMPORTER[used]} imports {used}"


def test_importing_the_package_loads_nothing_heavy():
    present = [name for name in CORE if name in {name for _, name in FILES}]
    program = f"import {', '.join(f'nnhelpers.{name}' for name in present)}, sys\n"
    program += "print(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert HEAVY & set(run.stdout.split()) == set()


@pytest.mark.parametrize("path", [path for path, _ in FILES], ids=IDS)
def test_every_file_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted({name for _, name in FILES} & FOR_LEARNERS))
def test_what_a_learner_can_call_has_a_docstring(name):
    module = importlib.import_module(f"nnhelpers.{name}")
    assert [full for full, thing in callables(module) if not inspect.getdoc(thing)] == []


def callables(module):
    """Functions, classes and methods without an underscore that a module or folder defines."""
    for name, thing in vars(module).items():
        home = getattr(thing, "__module__", None) or ""
        if (
            name[0] == "_"
            or not callable(thing)
            or not f"{home}.".startswith(f"{module.__name__}.")
        ):
            continue
        yield name, thing
        if inspect.isclass(thing):
            for method, function in inspect.getmembers(thing, inspect.isfunction):
                if method[0] != "_" and function.__module__.startswith("nnhelpers"):
                    yield f"{name}.{method}", function


def tracked():
    """Files of the repository: in git, or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("this is not a clone: git knows no files here")
    return [ROOT / name for name in run.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_is_too_long():
    # What a learner or a maintainer reads whole. A test is looked up, not read: one file a subject.
    lengths = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in SHORT
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


# Composed, so that this file does not contain them. A registry's host would send a learner's
# machine elsewhere than its owner configured; a path of one machine is on no other.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "registry." + "yarnpkg"]
FOLDERS = ["wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers"]
FORBIDDEN = re.compile(
    "|".join([*map(re.escape, HOSTS), *(rf"(?<![\w.:/-])/{name}/\w" for name in FOLDERS)])
)


def test_no_file_names_a_registry_or_a_folder_of_a_machine():
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT).as_posix()
        found += [f"{name}: {match.group()}" for match in FORBIDDEN.finditer(text)]
    assert found == []


@pytest.mark.parametrize("words", ["see /" + "home/ada/x", "https://files.python" + "hosted.org"])
def test_forbidden_words_are_seen(words):
    assert FORBIDDEN.search(words)
