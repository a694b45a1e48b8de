"""Text for language models: tokenizers, sampling, counts, and how well a model predicts.

Derived in lessons 5.1 and 8.1.
"""

from nnhelpers.text.byte_pairs import BytePairTokenizer, gpt2_tokenizer
from nnhelpers.text.merging import byte_alphabet
from nnhelpers.text.ngrams import NGramModel
from nnhelpers.text.sampling import greedy, next_probabilities, sampler
from nnhelpers.text.scores import bits_per_character, log_probabilities, perplexity
from nnhelpers.text.tokenizers import CharacterTokenizer, WordTokenizer
from nnhelpers.text.words import GPT2_PATTERN, split_words

__all__ = [
    "GPT2_PATTERN",
    "BytePairTokenizer",
    "CharacterTokenizer",
    "NGramModel",
    "WordTokenizer",
    "bits_per_character",
    "byte_alphabet",
    "gpt2_tokenizer",
    "greedy",
    "log_probabilities",
    "next_probabilities",
    "perplexity",
    "sampler",
    "split_words",
]
