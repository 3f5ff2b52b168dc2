import gc
import weakref
from pathlib import Path

import pytest

from data.corpus import LazyActs, act_file, act_files
from data.errors import SourceError
from data.model import Act
from tests.helpers.acts import write_act


def test_act_files_are_listed_without_parsing(tmp_path: Path) -> None:
    write_act(tmp_path, "a", "first")
    write_act(tmp_path, "b", "second")
    (tmp_path / "b.txt").write_bytes(b"\x00")
    current, past = act_files(tmp_path)
    assert [file.sidecar.id for file in current] == ["first", "second"]
    assert past == ()
    assert current[0].read().by_eid["art_1"].text == "Мәтін."
    with pytest.raises(SourceError, match=r"b\.txt is"):
        current[1].read()


def test_lazy_acts_are_not_cached(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write_act(tmp_path, name, name)
    acts = LazyActs(act_files(tmp_path)[0])
    assert [act.id for act in acts] == [act.id for act in acts] == ["a", "b", "c"]
    seen: list[weakref.ref[Act]] = []
    for act in acts:
        gc.collect()
        assert [one() for one in seen if one() is not None and one() is not act] == []
        seen.append(weakref.ref(act))
    assert len(seen) == 3


def test_act_without_sidecar_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1-бап. Сан\n", "utf-8")
    with pytest.raises(SourceError, match=r"a\.toml does not exist"):
        act_file(tmp_path / "a.txt")
