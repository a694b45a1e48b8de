"""A language model to talk to: messages become one text, and the model goes on with it.

That is all there is to a chat. Special tokens, which text cannot produce, say who speaks and when
they are done; the model was trained to stop with one. Derived in lesson 7.3.
"""

import itertools

from nnhelpers.arrays import require_count
from nnhelpers.text import GPT2_PATTERN, BytePairTokenizer, greedy

START, END, TEXT_END = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
ROLES = ("system", "user", "assistant")
CONTROL = 3  # the type of special tokens in a GGUF file
# What the model is told when nobody tells it anything: the first words of SmolLM2's own template.
SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"


class ChatModel:
    """A language model with its tokenizer.

    Parameters
    ----------
    network : a GPT. tokenizer : the one that it was trained with.
    """

    def __init__(self, network, tokenizer):
        self.network, self.tokenizer = network, tokenizer
        self.ends = {tokenizer.numbers[END], tokenizer.numbers[TEXT_END]}

    def chat(self, messages, n_new=400, choose=greedy):
        """Yield the reply piece by piece, until the model ends it or has written n_new tokens.

        Parameters
        ----------
        messages : a question, str; or all that was said, a list of {"role": …, "content": str} with
            the roles "system" (what to be like), "user" and "assistant" (the model's replies).
        n_new : how long the reply may be, in tokens.
        choose : a function of the logits (vocabulary,) and the tokens so far that returns a token:
            `greedy`, or what `text.sampler` returns.
        """
        return self._pieces(self.prompt(messages), n_new, choose)

    def generate(self, text, n_new=100, choose=greedy):
        """Yield what follows a text, piece by piece, until the model ends it or after n_new tokens.

        Parameters
        ----------
        text : str, not empty. n_new, choose : as in `chat`.
        """
        return self._pieces(self.tokenizer.encode(text), n_new, choose)

    def prompt(self, messages):
        """Return the tokens, a list, that a chat is for the model, up to where its reply begins.

        Special tokens are put in by number: when a user writes "<|im_end|>", it stays plain text.
        """
        start, end = self.tokenizer.numbers[START], self.tokenizer.numbers[END]
        encode = lambda text: self.tokenizer.encode(text).tolist()  # noqa: E731
        tokens = []
        for message in _all_messages(messages):
            said = encode(f"{message['role']}\n{message['content']}")
            tokens += [start, *said, end, *encode("\n")]
        return [*tokens, start, *encode("assistant\n")]

    def _pieces(self, prompt, n_new, choose):
        n_new = require_count(n_new, "A chat model", "n_new")
        room = max(1, self.network.context - len(prompt) + 1)  # the last token is read by nobody
        tokens = self.network.generate(prompt, min(n_new, room), choose)
        tokens = itertools.takewhile(lambda token: token not in self.ends, tokens)
        return (piece for piece in self.tokenizer.stream(tokens) if piece)

    def __repr__(self):
        return f"ChatModel({self.network!r})"


def _all_messages(messages):
    """Return the messages as a list that begins with one of the system, after a look at each."""
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    if not isinstance(messages, list) or not messages:
        raise ValueError(
            "chat needs a question, or a list of messages with one at least: got "
            f"{messages if messages == [] else type(messages).__name__}."
        )
    for i, message in enumerate(messages):
        _require_message(message, i)
    if messages[0]["role"] == "system":
        return messages
    return [{"role": "system", "content": SYSTEM}, *messages]


def _require_message(message, i):
    fits = isinstance(message, dict) and message.keys() == {"role", "content"}
    if not fits or message["role"] not in ROLES or not isinstance(message["content"], str):
        raise ValueError(
            'chat needs messages such as {"role": "user", "content": "Hello"}, with a role of '
            f"{', '.join(ROLES)}: got {message!r} as message {i}."
        )


def tokenizer_of(file):
    """Return the tokenizer that a GGUF file of SmolLM2 holds: each digit is a token of its own.

    Parameters
    ----------
    file : a GGUF.
    """
    names = ("pre", "tokens", "merges", "token_type")
    found = {name: file.metadata.get(f"tokenizer.ggml.{name}") for name in names}
    for name, value in found.items():
        expected, got = ("'smollm'", repr(value)) if name == "pre" else ("a list", "none")
        if value is None or (name == "pre" and value != "smollm"):
            raise ValueError(
                f"tokenizer_of needs a file with SmolLM2's tokenizer: expected {expected} as "
                f"tokenizer.ggml.{name}, got {got}, in {file.path}."
            )
    _, tokens, merges, kinds = found.values()
    special = [token for token, kind in zip(tokens, kinds, strict=True) if kind == CONTROL]
    patterns = r"\p{N}", GPT2_PATTERN
    return BytePairTokenizer(merges, special, vocabulary=tokens, patterns=patterns)
