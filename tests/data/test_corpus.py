import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.corpus import SHIPPED, act_file, load_corpus
from data.errors import BaptaError, SourceError, UnknownActError, UnknownProvisionError
from tests.helpers.acts import SIDECAR, write_act


def test_the_shipped_corpus_is_the_law() -> None:
    corpus = load_corpus()
    assert [act.id for act in corpus.acts] == ["kz-internal-affairs"]
    assert corpus.default is corpus.act("kz-internal-affairs")
    assert corpus.provision("kz-internal-affairs", "art_7").heading == (
        "Ішкі істер органдары жүйесінің біртұтастығы"
    )


def test_acts_of_more_folders_follow_by_file_name(tmp_path: Path) -> None:
    write_act(tmp_path, "b", "second")
    write_act(tmp_path, "a", "first")
    corpus = load_corpus(SHIPPED, tmp_path)
    assert [act.id for act in corpus.acts] == ["kz-internal-affairs", "first", "second"]
    assert corpus.default.id == "kz-internal-affairs"


def test_unknown_act_and_provision_errors_name_them() -> None:
    corpus = load_corpus()
    with pytest.raises(UnknownActError, match="no act “nowhere”"):
        corpus.act("nowhere")
    with pytest.raises(UnknownProvisionError, match="has no provision “art_33”"):
        corpus.provision("kz-internal-affairs", "art_33")


def test_digest_depends_on_text_edition_and_id(tmp_path: Path) -> None:
    write_act(tmp_path, "a", "first")
    digest = load_corpus(tmp_path).digest
    assert load_corpus(tmp_path).digest == digest
    seen = {digest}
    write_act(tmp_path, "a", "first", "1-бап. Сан\n\nБасқа мәтін.\n")
    seen.add(load_corpus(tmp_path).digest)
    write_act(tmp_path, "a", "other")
    seen.add(load_corpus(tmp_path).digest)
    write_act(tmp_path, "a", "first")
    with (tmp_path / "a.toml").open("a", encoding="utf-8") as file:
        file.write('edition = "2"\n')
    seen.add(load_corpus(tmp_path).digest)
    assert len(seen) == 4


def test_a_changed_sidecar_changes_the_act(tmp_path: Path) -> None:
    for path in SHIPPED.glob("000_*"):
        shutil.copy(path, tmp_path)
    sidecar = tmp_path / "000_bd92600af3e91630.toml"
    sidecar.write_text(SIDECAR.format("renamed"), "utf-8")
    act = act_file(tmp_path / "000_bd92600af3e91630.txt").read()
    assert (act.id, act.title, act.edition, len(act.articles)) == ("renamed", "Заң", None, 32)


def test_changed_source_line_is_rejected_by_its_erratum(tmp_path: Path) -> None:
    for path in SHIPPED.glob("000_*"):
        shutil.copy(path, tmp_path)
    source = tmp_path / "000_bd92600af3e91630.txt"
    source.write_text(source.read_text("utf-8").replace("Заңымен", "Заңында"), "utf-8")
    with pytest.raises(SourceError, match=r"The erratum for line 1011 of .* does not match"):
        act_file(source).read()


def test_invalid_folders_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There are no acts"):
        load_corpus(tmp_path)
    with pytest.raises(SourceError, match="nowhere does not exist"):
        load_corpus(tmp_path / "nowhere")
    (tmp_path / "a.txt").write_text("1-бап. Сан\n", "utf-8")
    with pytest.raises(SourceError, match=r"a\.toml does not exist"):
        load_corpus(tmp_path)
    write_act(tmp_path, "a", "same")
    write_act(tmp_path, "b", "same")
    with pytest.raises(
        SourceError, match=r"The id “same” of .*b\.txt is already used by a\.txt"
    ) as raised:
        load_corpus(tmp_path)
    assert raised.value.fix == f"mv {tmp_path / 'b.txt'} {tmp_path / 'b.txt'}.aside"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff\xfe\xfd"])
def test_empty_or_binary_source_is_rejected(tmp_path: Path, content: bytes) -> None:
    write_act(tmp_path, "a", "first")
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.txt is"):
        load_corpus(tmp_path)


def test_error_prints_its_sentence_and_the_command() -> None:
    assert str(BaptaError("The index is missing.")) == "The index is missing."
    assert str(BaptaError("The index is missing.", "bapta index build")) == (
        "The index is missing. Run: bapta index build"
    )


def test_reading_the_law_loads_no_numpy() -> None:
    code = "import sys; from data.corpus import load_corpus; load_corpus(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "data.parsing.parser" in loaded
    assert "numpy" not in loaded
