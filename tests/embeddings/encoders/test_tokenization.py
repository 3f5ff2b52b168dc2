"""Tokens of the bundled model by SentencePiece, and of other exports by their own tokenizer."""

import shutil
from pathlib import Path

import pytest
from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer

from data.corpus import load_corpus
from embeddings.bundled.tokenizer import build_tokenizer
from embeddings.encoders.tokenization import PieceTokenizer, WholeTokenizer, open_tokenizer
from embeddings.errors import ModelError
from embeddings.export_format import NORMALIZER, PIECES, TOKENIZER
from qa.retrieval.bank_index import shipped_bank
from tests.helpers.paths import ROOT

LAW = ROOT / "data" / "shipped" / "000_bd92600af3e91630.txt"
SPECIAL = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("<mask>", 0.0)]


@pytest.fixture(scope="module")
def export(bundled_model: Path) -> Path:
    return bundled_model / "onnx"


def test_tokens_equal_those_of_the_whole_vocabulary(bundled_model: Path, export: Path) -> None:
    whole = Tokenizer.from_file(str(bundled_model / "tokenizer.json"))
    pieces = SentencePieceProcessor(model_file=str(export / PIECES))
    assert (whole.get_vocab_size(), pieces.get_piece_size()) == (250002, 127234)
    texts = LAW.read_text(encoding="utf-8").splitlines()
    texts += [entry.question for entry in shipped_bank(load_corpus())]
    assert len(texts) > 7000
    found = open_tokenizer(export, 512).encode(texts)
    expected = [encoding.tokens for encoding in whole.encode_batch(texts)]
    assert [pieces.id_to_piece(ids) for ids in found] == expected


def test_other_letters_are_spelled_out_or_unknown(export: Path) -> None:
    pieces = SentencePieceProcessor(model_file=str(export / PIECES))
    chinese, czech = open_tokenizer(export, 512).encode(["заң 中国", "Dvořák, Їжак"])
    assert chinese[2:] == [pieces.piece_to_id("▁"), 3, 2]
    spelled = pieces.id_to_piece(czech)
    assert spelled[1:-2] == ["▁D", "vo", "ř", "ák", ",", "▁", "Ї"]


def test_special_tokens_that_are_typed_are_text(export: Path) -> None:
    ((start, *typed, end),) = open_tokenizer(export, 512).encode(["<s> </s> <mask> <pad>"])
    assert (start, end) == (0, 2)
    assert not {0, 1, 2, 127233}.intersection(typed)


@pytest.mark.parametrize("text", ["", " \u200b\t", "\x00"])
def test_empty_text_has_start_and_end(export: Path, text: str) -> None:
    assert open_tokenizer(export, 512).encode([text]) == [[0, 2]]


def test_long_text_is_cut(export: Path) -> None:
    ((*ids,),) = open_tokenizer(export, 12).encode(["бап " * 40])
    assert len(ids) == 12
    assert (ids[0], ids[-1]) == (0, 2)


def test_export_without_pieces_has_its_own_tokenizer(tmp_path: Path) -> None:
    tokenizer = build_tokenizer([*SPECIAL, ("▁бап", -1.0), ("▁", -2.0)])
    tokenizer.save(str(tmp_path / TOKENIZER))
    opened = open_tokenizer(tmp_path, 3)
    assert isinstance(opened, WholeTokenizer)
    assert opened.encode(["бап", "бап бап бап"]) == [[0, 5, 2], [0, 5, 2]]


@pytest.mark.parametrize("name", [PIECES, NORMALIZER])
def test_damaged_tokenizer_is_an_error(export: Path, tmp_path: Path, name: str) -> None:
    for one in (PIECES, NORMALIZER):
        shutil.copy(export / one, tmp_path / one)
    assert isinstance(open_tokenizer(tmp_path, 512), PieceTokenizer)
    (tmp_path / name).write_bytes((export / name).read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"The tokenizer of the exported model in .* is damaged"):
        open_tokenizer(tmp_path, 512)
