"""Make the data files that nnhelpers ships from the raw files that others published.

    python tools/pack_data.py FOLDER
    python tools/pack_data.py --checksums mnist

FOLDER holds the four MNIST files in idx format (train-images-idx3-ubyte and so on, unpacked). The
result, nnhelpers/data/mnist/mnist.npz with its checksums.txt, is the same on each run; another
version of zlib may compress to other bytes, which np.load turns into the same arrays.
"""

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent.parent / "nnhelpers" / "data"
BLOCK = 10_000
IDX_FILES = {  # name: (bytes of header, md5 of the file as Yann LeCun published it)
    "train-images-idx3-ubyte": (16, "6bbc9ace898e44ae57da46a324031adb"),
    "train-labels-idx1-ubyte": (8, "a25bea736e30d166cdddb491f175f624"),
    "t10k-images-idx3-ubyte": (16, "2646ac647ad5339dbf082846283269ea"),
    "t10k-labels-idx1-ubyte": (8, "27ae3e4e09519cfbb04c329615203637"),
}


def read_idx(folder, name):
    """Return the bytes of one published file as a flat uint8 array, after checking its md5."""
    header, expected = IDX_FILES[name]
    content = (Path(folder) / name).read_bytes()
    got = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if got != expected:
        raise SystemExit(f"{name}: expected md5 {expected}, got {got}. Get the original file.")
    return np.frombuffer(content, np.uint8, offset=header)


def balanced_rows(labels, per_class, rng):
    """Return the sorted row numbers of per_class examples of each class, drawn at random."""
    rows = [rng.choice(np.flatnonzero(labels == k), per_class, replace=False) for k in range(10)]
    return np.sort(np.concatenate(rows))


def mnist_arrays(images, labels):
    """Return name -> array for images (70000, 784) and labels (70000,), both uint8.

    Four pixels in five are 0. Storing one bit for "is there ink?" and then the values of the inked
    pixels alone takes 10.2 MB where the plain pixels take 11.2, and opens in half the time. Blocks
    of 10,000 images let two threads decode at once.
    """
    rng = np.random.default_rng(0)
    train_rows = balanced_rows(labels[:60_000], 1_000, rng)
    test_rows = 60_000 + balanced_rows(labels[60_000:], 200, rng)
    arrays = {"labels": labels, "small_rows": np.concatenate([train_rows, test_rows])}
    arrays["small_rows"] = arrays["small_rows"].astype(np.uint32)
    for block in range(len(images) // BLOCK):
        pixels = images[block * BLOCK : (block + 1) * BLOCK]
        arrays[f"ink_{block}"] = np.packbits(pixels > 0, axis=1)
        arrays[f"values_{block}"] = pixels[pixels > 0]
    return arrays


def write_npz(path, arrays):
    """Write arrays as np.savez_compressed does, packed harder and with no date inside."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.save(member, array)
            info = zipfile.ZipInfo(f"{name}.npy")  # its default date is 1980-01-01
            info.create_system = 3  # otherwise Windows writes another byte here
            archive.writestr(info, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)


def write_checksums(folder):
    """List the sha256 of each data file in folder, in the format of `sha256sum --check`."""
    files = sorted(p for p in folder.iterdir() if p.suffix != ".txt")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files]
    (folder / "checksums.txt").write_text("".join(lines), newline="\n")


def pack_mnist(raw, folder):
    """Turn the four idx files in raw into mnist.npz and checksums.txt in folder."""
    parts = [read_idx(raw, name) for name in IDX_FILES]
    images = np.concatenate(parts[0::2]).reshape(-1, 784)
    labels = np.concatenate(parts[1::2])
    write_npz(folder / "mnist.npz", mnist_arrays(images, labels))
    write_checksums(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where the four idx files of MNIST are")
    parser.add_argument("--checksums", action="store_true", help="only list those of DATA/folder")
    options = parser.parse_args()
    if options.checksums:
        write_checksums(DATA / options.folder)
    else:
        pack_mnist(Path(options.folder), DATA / "mnist")
