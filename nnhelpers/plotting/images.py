"""Figures made of small pictures: digits, the weights of hidden units, a confusion matrix."""

import math

import numpy as np

from nnhelpers.plotting.canvas import (
    BLUE,
    DARK_ORANGE,
    DIVERGING,
    INK,
    LIGHT,
    ORANGE,
    WIDTH,
    drawing,
    new_figure,
    numbers,
)


@drawing
def digits(images, labels=None, predicted=None, columns=10, title="Handwritten digits"):
    """Draw images in a grid, with what they show and what a model read in them.

    A wrong reading has a thick dashed frame and says "read 9, is 4".

    Parameters
    ----------
    images : (n, pixels) or (n, height, width) or one image (pixels,) or (height, width)
    labels : (n,) what the images show, or None
    predicted : (n,) what a model says that they show, or None
    columns : images in a row
    """
    images = _pictures(images)
    labels = (
        None if labels is None else numbers("digits", "labels", np.ravel(labels), (len(images),))
    )
    if predicted is not None:
        predicted = numbers("digits", "predicted", np.ravel(predicted), (len(images),))
    columns = min(_whole("digits", "columns", columns), len(images))
    said = labels is not None or predicted is not None
    figure, cells = _grid(title, len(images), columns, extra=0.2 if said else 0.04)
    size = 10 if columns < 6 else 8
    for i, (axes, image) in enumerate(zip(cells, images, strict=True)):
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=max(images.max(), 1e-9))
        _caption(axes, size, *(None if v is None else int(v[i]) for v in (labels, predicted)))
    return figure, _digit_facts(len(images), columns, labels, predicted)


@drawing
def weights(matrix, shape=(28, 28), columns=8, title="What each hidden unit looks for"):
    """Draw the weights into each hidden unit as a picture: blue below 0, white 0, orange above.

    All pictures share one scale.

    Parameters
    ----------
    matrix : (n_in, n_units), a layer's weight
    shape : height and width of the input, with height * width = n_in
    columns : pictures in a row
    """
    matrix = numbers("weights", "matrix", matrix, ("n_in", "n_units"))
    height, width = shape
    if len(matrix) != height * width:
        raise ValueError(
            f"weights needs one row a pixel: expected {height * width} rows for shape {shape}, got "
            f"{len(matrix)}. Pass the shape of the images, or the weight of the first layer."
        )
    count = matrix.shape[1]
    columns = min(_whole("weights", "columns", columns), count)
    limit = max(float(np.quantile(np.abs(matrix), 0.998)), 1e-12)
    figure, cells = _grid(title, count, columns, extra=0.17, room=0.5)
    for unit, axes in enumerate(cells):
        picture = matrix[:, unit].reshape(height, width)
        mesh = axes.imshow(picture, cmap=DIVERGING, vmin=-limit, vmax=limit)
        if count > 1:
            axes.set_xlabel(f"unit {unit}", fontsize=8, labelpad=2)
    bar = figure.colorbar(mesh, ax=list(figure.axes), shrink=0.6, aspect=25, pad=0.02)
    bar.outline.set_visible(False)
    bar.set_label("weight")
    positive = 100 * np.mean(matrix > 0)
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    return figure, (
        f"{pictures} of {height} by {width} weights on one scale centered at 0; "
        f"about {round(positive / 10) * 10} % of the weights are above 0."
    )


@drawing
def confusion(matrix, labels=None, title="What the model takes for what"):
    """Draw a confusion matrix: rows are the true classes, columns what the model says.

    Parameters
    ----------
    matrix : (k, k) counts
    labels : the names of the k classes; 0, 1, … if None
    """
    matrix = numbers("confusion", "matrix", matrix, ("k", "k"))
    k = len(matrix)
    if matrix.shape != (k, k) or (matrix < 0).any() or matrix.sum() == 0:
        raise ValueError(
            "confusion needs counts, a row and a column a class: expected a square matrix, "
            f"got shape {matrix.shape} with sum {matrix.sum():.4g}. Use metrics.confusion_matrix."
        )
    labels = [str(label) for label in (range(k) if labels is None else labels)]
    if len(labels) != k:
        raise ValueError(
            f"confusion needs a label a class: expected {k}, got {len(labels)}. Name all classes."
        )
    figure, axes = new_figure(title, 1.2 + 0.42 * max(k, 4))
    _draw_counts(axes, matrix)
    axes.set_xticks(range(k), labels)
    axes.set_yticks(range(k), labels)
    axes.set(xlabel="the model says", ylabel="it is")
    return figure, _confusion_facts(matrix, labels)


def _draw_counts(axes, matrix):
    wrong = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    np.fill_diagonal(wrong, 0)
    limit = max(wrong.max(), 1e-9)
    axes.imshow(np.ones_like(wrong), cmap="gray", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(*matrix.shape):
        here, share = row == column, wrong[row, column] / limit
        face = "#CFE3F0" if here else (*_rgb(ORANGE), 0.65 * share)
        place = (column - 0.5, row - 0.5)
        axes.add_patch(_box(place, face))
        strong = here or share > 0.5
        if matrix[row, column]:
            axes.text(
                column,
                row,
                f"{matrix[row, column]:,.0f}",
                ha="center",
                va="center",
                fontsize=9 if len(matrix) <= 10 else 6,
                fontweight="bold" if strong else "normal",
                color=BLUE if here else INK,
            )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _box(place, face):
    from matplotlib.patches import Rectangle

    return Rectangle(place, 1, 1, fc=face, ec=LIGHT, lw=0.8)


def _rgb(name):
    from matplotlib.colors import to_rgb

    return to_rgb(name)


def _confusion_facts(matrix, labels):
    right, total = np.trace(matrix), matrix.sum()
    wrong = matrix - np.diag(np.diag(matrix))
    facts = f"{total:,.0f} examples, {100 * right / total:.0f} % on the diagonal."
    if wrong.max() == 0:
        return f"{facts} No example is taken for another class."
    row, column = np.unravel_index(wrong.argmax(), wrong.shape)
    return f"{facts} The most frequent mistake takes {labels[row]} for {labels[column]}."


def _whole(who, what, value):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(
            f"{who} needs {what}: expected a whole number of 1 or more, got {value!r}. Pass 10."
        )
    return int(value)


def _pictures(images):
    """Return images as (n, height, width), whatever of the accepted shapes they came in."""
    array = np.asarray(images.data if hasattr(images, "backward") else images)
    if array.ndim == 1 or (array.ndim == 2 and math.isqrt(array.shape[1]) ** 2 != array.shape[1]):
        array = array[None]
    if array.ndim == 2:
        side = math.isqrt(array.shape[1])
        if side * side != array.shape[1]:
            raise ValueError(
                "digits needs square images, or height and width: expected a square number of "
                f"pixels such as 784, got {array.shape[1]}. Reshape to (n, height, width)."
            )
        array = array.reshape(-1, side, side)
    return numbers("digits", "images", array, ("n", "height", "width"))


def _grid(title, count, columns, extra, room=0.0):
    """Return a figure and the axes of count square cells, each with extra inches below."""
    rows = -(-count // columns)
    side = min((WIDTH - room) / columns, 1.1 if count > 2 else 2.2)
    places = max(columns, int((WIDTH - room) / (side + 0.3)))  # a few pictures stand on the left
    figure, grid = new_figure(title, 0.5 + rows * (side + extra), rows, places, squeeze=False)
    cells = list(grid[:, :columns].flat)[:count]
    for axes in grid.flat:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        if axes not in cells:
            axes.remove()
    return figure, cells


def _caption(axes, size, label, predicted):
    wrong = None not in (label, predicted) and label != predicted
    text = label if predicted is None else predicted
    if wrong:
        axes.spines[:].set(visible=True, color=ORANGE, lw=2.5, ls=(0, (3, 1.2)))
        text = f"read {predicted}, is {label}"
    if text is not None:
        axes.set_xlabel(
            str(text), fontsize=size - wrong, labelpad=3, color=DARK_ORANGE if wrong else INK
        )


def _digit_facts(count, columns, labels, predicted):
    facts = f"{count} image{'s' * (count > 1)}, {columns} in a row."
    if labels is not None:
        listed = " ".join(str(int(label)) for label in labels[:40])
        facts += f" They show {listed}{' …' * (count > 40)}."
    if predicted is not None and labels is None:
        facts += f" The model reads {' '.join(str(int(p)) for p in predicted[:40])}."
    if predicted is not None and labels is not None:
        wrong = np.flatnonzero(labels != predicted)
        pairs = "; ".join(f"{int(labels[i])} as {int(predicted[i])}" for i in wrong[:20])
        facts += f" The model reads {len(wrong)} of them wrongly{': ' + pairs if pairs else ''}."
    return facts
