"""The environment in which a lesson's kernel runs, when it is built and when it is tested."""

import os
import sys

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
# A kernel's ports are chosen and set free before it takes them; now and then something else on the
# machine is faster (jupyter_client issue 487), and the kernel dies at its start. So it starts anew.
KERNEL_STARTS = 3

# A reader's own settings would change what is printed and drawn.
UNSET = ("MPLBACKEND", "PYTHONWARNINGS", "PYTHONSTARTUP", "FORCE_COLOR", "NO_COLOR")


def kernel_environment(settings):
    """Return the environment of a kernel whose IPython settings lie in the folder `settings`."""
    inherited = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**inherited, **KERNEL_ENVIRONMENT, "IPYTHONDIR": str(settings)}


def started_anew(start_new_kernel):
    """Return nbval's function of that name with more tries for a kernel that dies at its start."""

    def start(*arguments, **settings):
        for _ in range(KERNEL_STARTS - 1):
            try:
                return start_new_kernel(*arguments, **settings)
            except RuntimeError as error:
                print(f"The kernel is started anew: {error}", file=sys.stderr)
        return start_new_kernel(*arguments, **settings)

    return start
