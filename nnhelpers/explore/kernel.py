"""A 3 × 3 kernel over a photograph and over the learner's own drawing."""

import numpy as np
import traitlets

from nnhelpers.explore.base import Choice, Count, Exploration, Switch, lines, packed

SIDE = 160
KERNELS = {
    "identity": (0, 0, 0, 0, 1, 0, 0, 0, 0),
    "blur": (1 / 9,) * 9,
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
    "edges left to right": (-1, 0, 1, -2, 0, 2, -1, 0, 1),
    "edges top to bottom": (-1, -2, -1, 0, 0, 0, 1, 2, 1),
    "all edges": (0, 1, 0, 1, -4, 1, 0, 1, 0),
    "emboss": (-2, -1, 0, -1, 1, 1, 0, 1, 2),
}


class _Kernel(Exploration, module="kernel"):
    weights = traitlets.List().tag(sync=True, state=True)
    source = Choice(("picture", "drawing"))
    relu = Switch()
    row = Count(SIDE // 2, low=0, high=SIDE - 1)
    column = Count(SIDE // 2, low=0, high=SIDE - 1)
    strokes = traitlets.List().tag(sync=True, state=True)
    image = traitlets.Bytes().tag(sync=True)
    presets = traitlets.Dict().tag(sync=True)

    @traitlets.validate("strokes")
    def _strokes(self, proposal):
        return lines("kernel", proposal["value"])

    @traitlets.validate("weights")
    def _weights(self, proposal):
        return _checked(proposal["value"])


def kernel(image=None, weights="edges left to right", source="picture", relu=False, **start):
    """Show what a 3 × 3 kernel makes of a picture, with the nine products at a movable pixel.

    Each output pixel is Σ weight · neighbor over the 3 × 3 pixels around it, outside counting
    as 0, as convolution layers compute it (the kernel is not flipped). Kernels with a positive
    sum are shown in gray, others in orange where positive and blue where negative.

    Parameters: `image` (height, width) brightness from 0 to 1 or 0 to 255, or with a last axis
    of colors, resized to 160 × 160 by its nearest pixels, by default a photograph that comes
    with scikit-learn; `weights` nine numbers or 3 × 3, or a name: identity, blur, sharpen,
    edges left to right, edges top to bottom, all edges, emboss; `source` picture or drawing;
    `relu` whether negative outputs become 0; also by name `row` and `column` of the marked pixel
    (0 to 159) and `strokes` of a drawing, lists of (x, y) from 0 to 1, y downward.

    Returns the widget; `w.weights`, `w.source`, `w.relu`, `w.row`, `w.column` hold what the
    learner has set.
    Raises ValueError for a kernel of another size, NaN, a picture that is not one.
    Used in lesson 4.4.
    """
    pixels = _square(_photograph() if image is None else np.asarray(image, dtype=float))
    if isinstance(weights, str):
        if weights not in KERNELS:
            raise ValueError(f"kernel knows no {weights!r}: expected one of {', '.join(KERNELS)}.")
        weights = KERNELS[weights]
    presets = {name: list(map(float, values)) for name, values in KERNELS.items()}
    return _Kernel(
        image=packed(pixels, "float32"),
        presets=presets,
        weights=_checked(weights),
        source=source,
        relu=relu,
        **start,
    )


def _checked(weights):
    weights = np.asarray(weights, dtype=float).ravel()
    if weights.size != 9 or not np.isfinite(weights).all():
        raise ValueError(
            f"kernel needs 3 × 3 finite weights: expected nine numbers, got {weights.size}."
            if weights.size != 9
            else "kernel needs finite weights: got NaN or infinity."
        )
    return weights.tolist()


def _photograph():
    from sklearn.datasets import load_sample_image

    gray = load_sample_image("china.jpg")[70:390, 170:490].mean(axis=-1) / 255
    return gray.reshape(SIDE, 2, SIDE, 2).mean(axis=(1, 3))


def _square(image):
    if image.ndim == 3:
        image = image[..., :3].mean(axis=-1)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError(
            f"kernel needs a picture: expected shape (height, width), got {image.shape}."
        )
    if not np.isfinite(image).all():
        raise ValueError("kernel needs finite brightness: got NaN or infinity.")
    image = image / 255 if image.max() > 1 else image
    rows, columns = (np.arange(SIDE) * n // SIDE for n in image.shape)
    return np.clip(image[rows][:, columns], 0, 1)
