"""Run one benchmark by name, or all of them: `python -m benchmarks [NAME]`."""

import importlib
import pkgutil
import sys

import benchmarks

NO_BENCHMARKS = {"__main__", "page_clock", "side_by_side"}  # modules here that others use


def names():
    """Return the names of all benchmarks, in the order of the alphabet."""
    found = {module.name for module in pkgutil.iter_modules(benchmarks.__path__)}
    return sorted(found - NO_BENCHMARKS)


def main(arguments):
    wanted = arguments or names()
    if unknown := set(wanted) - set(names()):
        return f"benchmarks has {', '.join(names())}: got {', '.join(sorted(unknown))}."
    for name in wanted:
        importlib.import_module(f"benchmarks.{name}").main()
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
