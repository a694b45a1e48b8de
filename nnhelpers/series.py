"""Real measurements over time, in the package, for the lessons on curves and forecasts."""

from collections import namedtuple
from functools import cache

import numpy as np

from nnhelpers.datasets import _read

Series = namedtuple("Series", ["time", "value"])
Series.__doc__ = "A measured quantity: when, in years, and how much."


@cache
def co2():
    """Return carbon dioxide in the air over Mauna Loa, Hawaii: a mean a month, 1958 to 2020.

    Returns
    -------
    Series of time (741,) and value (741,)
        float64, read-only. time is the middle of each month in years, such as 1958.208; value is
        in ppm, parts per million of dry air. Five months were not measured and are left out, so
        that two gaps in 1958 and one in 1964 are longer than a month.

    Raises
    ------
    FileNotFoundError or OSError
        When the package's data file is missing or damaged.

    Source: C. D. Keeling et al., Scripps CO2 Program; see data/co2/LICENSE.txt.
    """
    lines = _read("co2", "co2.csv").decode().splitlines()[1:]
    rows = [line.split(",") for line in lines]
    months = np.array([12 * int(date[:4]) + int(date[5:7]) - 0.5 for date, *_ in rows])
    series = Series(months / 12, np.array([float(value) for _, value, _ in rows]))
    for array in series:
        array.flags.writeable = False
    return series
