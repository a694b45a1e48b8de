"""Sentence vectors of what the course says, made once and kept; they need the extra `llm`."""

import contextlib
import hashlib
import os
import re
from pathlib import Path

import numpy as np

from nnhelpers.study.text import plain


def encoder():
    """Return the sentence encoder, or None where it is not installed."""
    try:
        from nnhelpers.pretrained import minilm

        return minilm()
    except (ImportError, OSError, LookupError):
        return None


def sentence_vectors(documents, encoder):
    """Return (owners, vectors): the place of each sentence's document, and (n, 384) vectors."""
    pairs = [(place, one) for place, d in enumerate(documents) for one in sentences(d)]
    texts = [text for _, text in pairs]
    return np.array([place for place, _ in pairs]), kept_vectors(texts, encoder)


def sentences(document):
    """Return the sentences of a document; those of a term or function carry its name."""
    name = "" if document.kind == "lesson" else f"{document.name}: "
    parts = re.split(r"(?<=[.?!:])\s+", plain(document.text))
    return [name + part for part in parts if len(part) > 25] or [name + parts[0]]


def kept_vectors(texts, encoder):
    """Return the vectors of the texts; they take half a minute once, and are kept in the cache."""
    import platformdirs

    name = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    file = Path(platformdirs.user_cache_dir("nnhelpers", appauthor=False)) / f"vectors-{name}.npy"
    try:
        return np.load(file)
    except (OSError, ValueError):
        pass
    vectors = encoded(texts, encoder)
    if os.environ.get("NNHELPERS_PROGRESS") != "off":
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, vectors)
    return vectors


def encoded(texts, encoder, batch=32):
    """Encode texts in batches of like length, so that little is padding."""
    order = np.argsort([len(text) for text in texts])
    found = [
        encoder.encode([texts[i] for i in order[k : k + batch]])
        for k in range(0, len(order), batch)
    ]
    return np.concatenate(found)[np.argsort(order)]
