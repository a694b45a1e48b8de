"""What every test stands on: no network, no writing into the home folder, the kernels' settings."""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import nbval.kernel
from kernel_environment import KERNEL_ENVIRONMENT, UNSET, started_anew

OFFLINE = Path(__file__).parent / "tests" / "offline"
# Folders that these would otherwise make in the user's home. One for all workers, so that
# matplotlib looks for fonts once.
SETTINGS = (
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "MPLCONFIGDIR",
)
MARK = "NNHELPERS_TEST_SETTINGS"


def _close_network():
    path = OFFLINE / "sitecustomize.py"
    spec = importlib.util.spec_from_file_location("offline_sitecustomize", path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    children = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if str(OFFLINE) not in children:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), *children]))


def _settle_environment():
    """Make the settings folder unless a parent process has; return it if this one did."""
    made = None
    if MARK not in os.environ:
        made = os.environ[MARK] = tempfile.mkdtemp(prefix="nnhelpers-tests-")
    for name in SETTINGS:
        os.environ[name] = str(Path(os.environ[MARK], name.lower()))
    os.environ.update(KERNEL_ENVIRONMENT)
    for name in UNSET:
        os.environ.pop(name, None)
    return made


_close_network()
_MADE = _settle_environment()
nbval.kernel.start_new_kernel = started_anew(nbval.kernel.start_new_kernel)


def pytest_unconfigure():
    """Remove the settings folder in the process that made it; its workers have ended by then."""
    if _MADE:
        shutil.rmtree(_MADE, ignore_errors=True)
