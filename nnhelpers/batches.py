"""Batches: a few examples at a time, also of sequences of different lengths.

Derived in lessons 3.2 (minibatches) and 8.2 (lengths).
"""

import numpy as np

from nnhelpers.arrays import as_array, as_pairs, require_count


def minibatches(x, y, batch_size, rng=None):
    """Yield (x, y) in batches, so that one pass uses each example exactly once.

    Parameters
    ----------
    x, y : arrays with one example a row.
    batch_size : examples a batch; the last batch has what is left.
    rng : a NumPy Generator that shuffles the examples; None keeps their order.
    """
    x, y = as_pairs(x, y, "minibatches")
    batch_size = require_count(batch_size, "minibatches", "batch_size")
    x, y = np.ascontiguousarray(x), np.ascontiguousarray(y)  # or each `take` would copy the whole
    order = np.arange(len(x)) if rng is None else rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x.take(rows, axis=0), y.take(rows, axis=0)


def pad(sequences, value=0):
    """Return sequences of different lengths as one array, and their lengths.

    Parameters
    ----------
    sequences : list of arrays (time,) or (time, features), one step at least in each.
    value : what stands after the end of a shorter one.

    Returns
    -------
    padded : (batch, longest) or (batch, longest, features).
    lengths : (batch,), which recurrent layers and encoders take, and `lengths_mask` for costs.
    """
    arrays = [as_array(sequence, "pad") for sequence in sequences]
    shapes = {array.shape[1:] for array in arrays}
    if len(shapes) != 1 or any(not array.ndim or not len(array) for array in arrays):
        raise ValueError(
            "pad needs sequences with one step at least and the same features: expected shapes "
            f"(time,) or (time, features), got {[array.shape for array in arrays[:5]]}."
        )
    lengths = np.array([len(array) for array in arrays])
    shape = (len(arrays), lengths.max(), *shapes.pop())
    padded = np.full(shape, value, np.result_type(*arrays))
    for row, array in zip(padded, arrays, strict=True):
        row[: len(array)] = array
    return padded, lengths


def buckets(lengths, batch_size, rng=None):
    """Yield the numbers of the examples of a batch, those of similar length together.

    So little is computed for padding. One pass uses each example exactly once:
    `for rows in buckets(lengths, 32, rng): x, n = pad([texts[i] for i in rows])`.

    Parameters
    ----------
    lengths : (n,) of the sequences. batch_size : examples a batch; one batch has what is left.
    rng : a Generator that shuffles the batches, and examples of one length; None goes from short
        to long.
    """
    lengths = as_array(lengths, "buckets")
    batch_size = require_count(batch_size, "buckets", "batch_size")
    if lengths.ndim != 1 or not lengths.size:
        raise ValueError(
            f"buckets needs one length an example: expected shape (n,), got {lengths.shape}. Take "
            "[len(text) for text in texts]."
        )
    order = np.arange(len(lengths)) if rng is None else rng.permutation(len(lengths))
    order = order[np.argsort(lengths[order], kind="stable")]
    starts = np.arange(0, len(order), batch_size)
    for start in starts if rng is None else rng.permutation(starts):
        yield order[start : start + batch_size]
