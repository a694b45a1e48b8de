"""A model's parameters in a file, and back.

Derived in lesson 6.3.
"""

import contextlib
import glob
import os
import time
from pathlib import Path

import numpy as np

from nnhelpers.layers import require_model

LEFT_OVER = 3600  # seconds after which a half-written file is one that nobody is writing any more


def weights_of(model):
    """Return {name: array}, copies of the model's parameters."""
    return {name: p.data.copy() for name, p in model.parameters().items()}


def put_weights(model, weights):
    """Write {name: array} into the model's parameters, in place."""
    for name, parameter in model.parameters().items():
        parameter.data[...] = weights[name]


def save(model, path):
    """Write the model's parameters to an .npz file, whole or not at all; see `write_arrays`."""
    require_model(model, "save")
    write_arrays(path, weights_of(model), "save")


def write_arrays(path, arrays, who):
    """Write {name: array} to an .npz file, whole or not at all.

    They are written to a file beside it, which takes its place when it is on the disk, so that a
    kill in the middle leaves the old file as it was. What killed programs left behind is removed
    by the next save to the same path, an hour later or more.
    """
    path = as_path(path, who)
    part = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        _remove_left_over(path)
        with open(part, "xb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise OSError(
            f"{who} could not write {path}: {error.strerror or error}. Choose a folder that "
            "exists, that you may write to and that has space."
        ) from None
    finally:
        with contextlib.suppress(OSError):  # it is gone already when all went well
            part.unlink()


def as_path(path, who):
    """Return a path as a Path, if it is one."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"{who} needs a path: expected text such as 'model.npz', got {path!r}.")
    return Path(path)


def _remove_left_over(path):
    for part in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        with contextlib.suppress(OSError):  # another program may have removed it meanwhile
            if time.time() - part.stat().st_mtime > LEFT_OVER:
                part.unlink()


def load(model, path):
    """Read parameters that `save` wrote into a model of the same shape; return the model."""
    require_model(model, "load")
    weights = read_arrays(path, "load", "save")
    require_same_shapes(weights_of(model), weights, path, "load")
    put_weights(model, weights)
    return model


def require_same_shapes(expected, got, path, who):
    """Raise a ValueError unless two {name: array} have the same names and shapes."""
    for name in sorted(expected.keys() | got.keys()):
        here, there = (
            arrays[name].shape if name in arrays else "nothing" for arrays in (expected, got)
        )
        if here != there:
            raise ValueError(
                f"{who} needs the weights of this model: expected {here} for {name}, got {there} "
                f"in {path}. Build the model that was saved there, with the same sizes."
            )


def read_arrays(path, who, writer):
    """Return {name: array} from an .npz file that `writer` wrote."""
    path = as_path(path, who)
    try:
        with open(path, "rb") as file, np.load(file) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{who} found no file {path}. Train the model and save it there first."
        ) from None
    except Exception as error:  # a damaged file can make the reader fail in any way
        raise ValueError(
            f"{who} cannot read {path}: the file is damaged or was not written by {writer} "
            f"({type(error).__name__}: {error}). Train the model and save it again."
        ) from None
