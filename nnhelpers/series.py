"""Real measurements over time, in the package, for the lessons on curves and forecasts."""

from collections import namedtuple
from functools import cache

import numpy as np

from nnhelpers.shipped import read_data

Series = namedtuple("Series", ["time", "value"])
Series.__doc__ = "A measured quantity: when, in years, and how much."
Weather = namedtuple(
    "Weather", ["date", "precipitation", "temp_max", "temp_min", "wind", "weather"]
)
Weather.__doc__ = "Days, and what was measured on each."


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
    lines = read_data("co2", "co2.csv").decode().splitlines()[1:]
    rows = [line.split(",") for line in lines]
    months = np.array([12 * int(date[:4]) + int(date[5:7]) - 0.5 for date, *_ in rows])
    return _read_only(Series(months / 12, np.array([float(value) for _, value, _ in rows])))


@cache
def seattle_weather():
    """Return the weather of Seattle, USA, on each of the 1,461 days of 2012 to 2015.

    Returns
    -------
    Weather of six arrays (1461,), read-only
        date : datetime64[D]
        precipitation : rain, and snow melted, in mm
        temp_max, temp_min : the day's highest and lowest temperature, in °C
        wind : the day's mean speed, in m/s
        weather : the day in a word, "drizzle", "fog", "rain", "snow" or "sun". 21 of the 26 days of
            snow and 5 of the 101 of fog are of 2012, as if the words had been given otherwise then

    Raises as :func:`co2`.

    Source: US National Oceanic and Atmospheric Administration; see data/seattle/LICENSE.txt.
    """
    lines = read_data("seattle", "weather.csv").decode().splitlines()[1:]
    date, *numbers, weather = map(np.array, zip(*(line.split(",") for line in lines), strict=True))
    measured = [number.astype(float) for number in numbers]
    return _read_only(Weather(date.astype("datetime64[D]"), *measured, weather))


def _read_only(arrays):
    for array in arrays:
        array.flags.writeable = False
    return arrays
