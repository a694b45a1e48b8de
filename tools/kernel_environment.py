"""The environment in which a lesson's kernel runs, when it is built and when it is tested."""

import os

# One thread each: sums come out the same on every machine, and notebooks run side by side.
KERNEL_ENVIRONMENT = {
    "TQDM_DISABLE": "1",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "COLUMNS": "80",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # Python 3.11 would warn on stderr about the debugger
    "NNHELPERS_PROGRESS": "off",  # nobody is learning: nothing is written into a learner's record
    "JUPYTER_PLATFORM_DIRS": "1",  # jupyter_core warns until a choice is made
}
# A reader's own settings would change what is printed and drawn.
UNSET = ("MPLBACKEND", "PYTHONWARNINGS", "PYTHONSTARTUP", "FORCE_COLOR", "NO_COLOR")


def kernel_environment(settings):
    """Return the environment of a kernel whose IPython settings lie in the folder `settings`."""
    inherited = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**inherited, **KERNEL_ENVIRONMENT, "IPYTHONDIR": str(settings)}
