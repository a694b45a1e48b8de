"""The allocator's setting, and what an import costs."""

import platform
import subprocess
import sys

import pytest

from nnhelpers.memory import keep_freed_memory


def test_the_setting_can_be_turned_off(monkeypatch):
    monkeypatch.setenv("NNHELPERS_KEEP_MEMORY", "0")
    assert keep_freed_memory() is False


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc",
    reason="only the GNU C library has this setting",
)
def test_the_c_library_agrees(monkeypatch):
    monkeypatch.delenv("NNHELPERS_KEEP_MEMORY", raising=False)
    assert keep_freed_memory() is True


@pytest.mark.parametrize("system", ["darwin", "win32", "emscripten"])
def test_other_systems_are_left_alone(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    assert keep_freed_memory() is False


def test_a_c_library_without_the_setting_is_left_alone(monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    assert keep_freed_memory() is False


def test_import_loads_numpy_and_nothing_else_heavy():
    code = "import sys, nnhelpers; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"matplotlib", "ipywidgets", "anywidget", "sklearn", "scipy", "tqdm", "torch", "pandas"}
    assert "numpy" in loaded
    assert not heavy & set(loaded)
