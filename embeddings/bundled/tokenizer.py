"""The pieces that Kazakh, Russian and English are written with.

The model knows a hundred languages; half of its pieces hold letters that no text of Bapta has, and
a tokenizer over all of them takes twice the memory. A text in the letters of the three languages
gets the same tokens either way, since a piece with another letter cannot match in it. Other
letters of Latin and Cyrillic stay one by one, so that a foreign name is spelled out; a letter of
another alphabet becomes the unknown token.

The tokenizer of the bundled model: XLM-RoBERTa's SentencePiece Unigram.

The original normalises with NFKC, except for the code points listed here: control characters are
dropped, line breaks and invisible marks become a space, and the full-width tilde stays. Runs of
spaces become one, spaces at the ends are dropped, and each word begins with ``▁``.
"""

import unicodedata
from collections.abc import Sequence
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.decoders import Metaspace as MetaspaceDecoder
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Normalizer, Replace, Strip
from tokenizers.normalizers import Sequence as Steps
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

_OURS = frozenset(
    ascii_lowercase
    + "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    + "әғқңөұүһі"
    # Kazakh in the Latin alphabets of 2018 and 2021, and the accents of English.
    + "áǵıńóúý"
    + "äöüğşŋñū"
    + "éç"
)

# The modifier letters are the apostrophes of Latin spellings.
_LETTERS = ("LATIN ", "CYRILLIC ", "MODIFIER LETTER ")
_WORD_BEGINS = "▁"


def select_vocabulary(pieces: Sequence[tuple[str, float]]) -> NDArray[np.int64]:
    """The ids, ascending, of the pieces whose letters are those of the three languages, or that
    are one letter of Latin or Cyrillic, and that hold no other digits than 0 to 9.
    """
    kept = [number for number, (piece, _) in enumerate(pieces) if _is_kept(piece)]
    return np.array(kept, dtype=np.int64)


def _is_kept(piece: str) -> bool:
    word = piece.removeprefix(_WORD_BEGINS)
    return all(map(_is_readable, word)) and (len(word) == 1 or all(map(_is_ours, word)))


def _is_readable(character: str) -> bool:
    category = unicodedata.category(character)
    name = unicodedata.name(character, "")
    if category.startswith("L"):
        return name.startswith(_LETTERS)
    if category.startswith("M"):
        return name.startswith("COMBINING ")
    return category != "Nd" or character.isascii()


def _is_ours(character: str) -> bool:
    return unicodedata.category(character) not in {"Ll", "Lu", "Lt", "Lo"} or (
        character == "İ" or character.lower() in _OURS
    )


BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"

DROPPED = "\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f"
SPACES = "\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd"
TILDE = "\uff5e"
# No text holds a noncharacter, so it can stand for the tilde while NFKC runs.
_STAND_IN = "\ufdd0"


def build_normalizer() -> Normalizer:
    """What is done to a text before it is split into pieces."""
    return Steps(
        [
            Replace(Regex(f"[{DROPPED}]"), ""),
            Replace(Regex(f"[{SPACES}]"), " "),
            Replace(TILDE, _STAND_IN),
            NFKC(),
            Replace(_STAND_IN, TILDE),
            Replace(Regex(" {2,}"), " "),
            Strip(),
        ]
    )


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """A tokenizer over ``pieces`` (text and log probability), each at its token id.

    The pieces must hold the five special tokens; texts come out as ``<s> … </s>``.
    """
    ids = {piece: number for number, (piece, _) in enumerate(pieces)}
    tokenizer = Tokenizer(Unigram(list(pieces), unk_id=ids[UNK], byte_fallback=False))
    tokenizer.normalizer = build_normalizer()
    tokenizer.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = MetaspaceDecoder(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = TemplateProcessing(
        single=f"{BOS} $A {EOS}",
        pair=f"{BOS} $A {EOS} {EOS} $B {EOS}",
        special_tokens=[(BOS, ids[BOS]), (EOS, ids[EOS])],
    )
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in (BOS, PAD, EOS, UNK, MASK)]
    )
    return tokenizer
