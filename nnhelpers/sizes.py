"""How many numbers a transformer learns, and how many bytes it takes, from its sizes alone.

The settings are named as in Block and GPT. Derived in lesson 7.2.
"""


def linear_parameters(n_in, n_out, bias=True):
    """Return n_in·n_out weights, and n_out biases."""
    return n_in * n_out + n_out * bias


def attention_parameters(features, n_heads, *, n_key_heads=None, bias=True):
    """Return the parameters of the maps to queries, keys, values and output."""
    narrow = features // n_heads * (n_key_heads or n_heads)
    wide_maps = 2 * linear_parameters(features, features, bias)
    return wide_maps + 2 * linear_parameters(features, narrow, bias)


def mlp_parameters(features, hidden, *, mlp="gelu", bias=True):
    """Return the parameters of a feed-forward network: one map up, or two if gated, one down."""
    n_up = 2 if mlp == "gated" else 1
    up = n_up * linear_parameters(features, hidden, bias)
    return up + linear_parameters(hidden, features, bias)


def norm_parameters(features, norm="layer"):
    """Return a weight a feature, and for "layer" a bias too."""
    return features * {"layer": 2, "rms": 1}[norm]


def block_parameters(
    features, n_heads, *, hidden=None, norm="layer", mlp="gelu", bias=True, cross=False,
    n_key_heads=None,
):  # fmt: skip
    """Return the parameters of one Block: attention, its feed-forward network and their norms.

    With the usual hidden = 4·features this is about 12·features².
    """
    n_attentions = 1 + cross
    attention = attention_parameters(features, n_heads, n_key_heads=n_key_heads, bias=bias)
    feed_forward = mlp_parameters(features, hidden or 4 * features, mlp=mlp, bias=bias)
    norms = (n_attentions + 1) * norm_parameters(features, norm)
    return n_attentions * attention + feed_forward + norms


def gpt_parameters(
    vocabulary, context, features, n_heads, n_layers, *, positions="learned", norm="layer", **block
):
    """Return the parameters of a GPT; its output layer shares the embedding's table.

    gpt_parameters(50257, 1024, 768, 12, 12) gives the 124,439,808 of the smallest GPT-2.
    """
    tables = vocabulary * features + context * features * (positions == "learned")
    blocks = n_layers * block_parameters(features, n_heads, norm=norm, **block)
    return tables + blocks + norm_parameters(features, norm)


def encoder_parameters(vocabulary, context, features, n_heads, n_layers, *, n_segments=2, **block):
    """Return the parameters of an Encoder: three tables, a norm and the blocks."""
    tables = (vocabulary + context + n_segments) * features
    blocks = n_layers * block_parameters(features, n_heads, **block)
    return tables + norm_parameters(features) + blocks


def encoder_decoder_parameters(vocabulary, features, n_heads, n_layers, **block):
    """Return the parameters of an EncoderDecoder: a table, blocks on both sides, two norms."""
    encoder = block_parameters(features, n_heads, **block)
    decoder = block_parameters(features, n_heads, cross=True, **block)
    return vocabulary * features + n_layers * (encoder + decoder) + 2 * norm_parameters(features)


def training_bytes(n_parameters, bytes_per_number=4):
    """Return {what: bytes} that training with Adam keeps for each parameter, without activations.

    A weight, its gradient, and two running means: 16 bytes a parameter in float32.
    """
    one = n_parameters * bytes_per_number
    return {"weights": one, "gradients": one, "optimizer": 2 * one}


def activation_bytes(
    vocabulary, time, features, n_heads, n_layers, *, batch, hidden=None, mlp="gelu",
    bytes_per_number=4,
):  # fmt: skip
    """Return the bytes of what a GPT's forward pass keeps for its backward pass, without dropout.

    For each token, a block keeps 13 arrays as wide as the stream, 3 as wide as the hidden layer (4
    if gated), and a row of attention weights a head; the rest keeps 4 and 3 as wide as the
    vocabulary. Counted from this library's formulas; other programs keep more or less.
    """
    n_wide = {"gelu": 3, "gated": 4}[mlp]
    block = 13 * features + n_wide * (hidden or 4 * features) + n_heads * time
    return batch * time * (n_layers * block + 4 * features + 3 * vocabulary) * bytes_per_number


def cache_bytes(
    context, features, n_heads, n_layers, *, n_key_heads=None, batch=1, bytes_per_number=4
):
    """Return the bytes of the key-value caches: one key and one value a layer, place and head."""
    numbers = context * features // n_heads * (n_key_heads or n_heads)
    return 2 * batch * n_layers * numbers * bytes_per_number


def attention_bytes(batch, time, n_heads, bytes_per_number=4):
    """Return the bytes of one layer's attention weights, which grow with the square of time."""
    return batch * n_heads * time**2 * bytes_per_number
