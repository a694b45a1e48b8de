"""The measured series are what they are said to be, and stay so."""

import numpy as np
import pytest

from nnhelpers import datasets
from nnhelpers.series import co2


def test_co2_has_the_promised_shape_range_and_gaps():
    time, value = co2()
    assert time.shape == value.shape == (741,)
    assert np.all(np.diff(time) > 0)
    assert np.isclose(time[0], 1958 + 2.5 / 12)
    assert (value[0], value[-1]) == (315.70, 416.18)
    months = np.rint(12 * np.diff(time)).astype(int)
    assert months.sum() - len(months) == 5
    assert np.floor(time[:-1][months > 1]).tolist() == [1958, 1958, 1964]


def test_co2_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        co2().value[0] = 0


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "DATA", tmp_path)
    (tmp_path / "co2").mkdir()
    (tmp_path / "co2" / "co2.csv").write_text("Date,CO2\n")
    (tmp_path / "co2" / "checksums.txt").write_text(f"{64 * '0'}  co2.csv\n")
    co2.cache_clear()
    with pytest.raises(OSError, match=r"undamaged .*co2\.csv"):
        co2()
