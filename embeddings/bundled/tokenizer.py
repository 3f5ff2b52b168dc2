"""The tokenizer of the bundled model: XLM-RoBERTa's SentencePiece Unigram, reduced.

Half of the model's pieces hold letters that no text of Bapta has, and double the memory. A text in
the letters of Kazakh, Russian and English gets the same tokens without them, since a piece with
another letter cannot match in it. Other letters of Latin and Cyrillic stay one by one, so that a
foreign name is spelled out; a letter of another alphabet becomes the unknown token.

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
_WORD_START = "▁"

BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"

DROPPED = "\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f"
SPACES = "\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd"
TILDE = "\uff5e"
# A noncharacter, which no text holds, stands for the tilde while NFKC runs.
_PLACEHOLDER = "\ufdd0"


def select_vocabulary(pieces: Sequence[tuple[str, float]]) -> NDArray[np.int64]:
    """Return the ids, ascending, of the pieces in the letters of the three languages.

    Single letters of Latin and Cyrillic stay too. No piece holds other digits than 0 to 9.
    """
    ids = [number for number, (piece, _) in enumerate(pieces) if _is_selected(piece)]
    return np.array(ids, dtype=np.int64)


def _is_selected(piece: str) -> bool:
    word = piece.removeprefix(_WORD_START)
    return all(map(_is_supported, word)) and (len(word) == 1 or all(map(_is_ours, word)))


def _is_supported(character: str) -> bool:
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


def build_normalizer() -> Normalizer:
    """Build the normaliser that a text passes before it is split into pieces."""
    return Steps(
        [
            Replace(Regex(f"[{DROPPED}]"), ""),
            Replace(Regex(f"[{SPACES}]"), " "),
            Replace(TILDE, _PLACEHOLDER),
            NFKC(),
            Replace(_PLACEHOLDER, TILDE),
            Replace(Regex(" {2,}"), " "),
            Strip(),
        ]
    )


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Build a tokenizer over ``pieces`` (text, log probability), in the order of their token ids.

    The pieces include the five special tokens; a text becomes ``<s> … </s>``.
    """
    ids = {piece: number for number, (piece, _) in enumerate(pieces)}
    tokenizer = Tokenizer(Unigram(list(pieces), unk_id=ids[UNK], byte_fallback=False))
    tokenizer.normalizer = build_normalizer()
    tokenizer.pre_tokenizer = Metaspace(replacement=_WORD_START, prepend_scheme="always")
    tokenizer.decoder = MetaspaceDecoder(replacement=_WORD_START, prepend_scheme="always")
    tokenizer.post_processor = TemplateProcessing(
        single=f"{BOS} $A {EOS}",
        pair=f"{BOS} $A {EOS} {EOS} $B {EOS}",
        special_tokens=[(BOS, ids[BOS]), (EOS, ids[EOS])],
    )
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in (BOS, PAD, EOS, UNK, MASK)]
    )
    return tokenizer
