"""The measured series are what they are said to be, and stay so."""

import numpy as np
import pytest

from nnhelpers import shipped
from nnhelpers.series import co2, seattle_weather


def test_co2_has_the_promised_shape_range_and_gaps():
    time, value = co2()
    assert time.shape == value.shape == (741,)
    assert np.all(np.diff(time) > 0)
    assert np.isclose(time[0], 1958 + 2.5 / 12)
    assert (value[0], value[-1]) == (315.70, 416.18)
    months = np.rint(12 * np.diff(time)).astype(int)
    assert months.sum() - len(months) == 5
    assert np.floor(time[:-1][months > 1]).tolist() == [1958, 1958, 1964]


def test_seattle_has_every_day_of_four_years():
    days = seattle_weather()
    assert {array.shape for array in days} == {(1461,)}
    assert np.array_equal(days.date, np.arange("2012-01-01", "2016-01-01", dtype="datetime64[D]"))
    assert (days.temp_min <= days.temp_max).all()
    assert (days.temp_min.min(), days.temp_max.max()) == (-7.1, 35.6)
    first = [column[0].item() for column in days[1:]]
    assert first == [0.0, 12.8, 5.0, 4.7, "drizzle"]


def test_seattle_counts_five_words_and_most_snow_in_2012():
    days = seattle_weather()
    words, counts = np.unique(days.weather, return_counts=True)
    assert dict(zip(words.tolist(), counts.tolist(), strict=True)) == {
        "drizzle": 53, "fog": 101, "rain": 641, "snow": 26, "sun": 640,
    }  # fmt: skip
    assert (days.date[days.weather == "snow"] < np.datetime64("2013-01-01")).sum() == 21


def test_series_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        co2().value[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        seattle_weather().wind[0] = 0


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "DATA", tmp_path)
    (tmp_path / "co2").mkdir()
    (tmp_path / "co2" / "co2.csv").write_text("Date,CO2\n")
    (tmp_path / "co2" / "checksums.txt").write_text(f"{64 * '0'}  co2.csv\n")
    co2.cache_clear()
    with pytest.raises(OSError, match=r"undamaged .*co2\.csv"):
        co2()
