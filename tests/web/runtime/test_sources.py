"""Sources of a build: the acts one by one, and the bank of a server."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from data.corpus import Corpus, load_corpus
from data.question_bank import BankQuestion
from qa.retrieval.indexing import Texts
from tests.helpers.acts import write_act
from tests.helpers.teaching import DRONE, LAW, published
from tests.helpers.web_app import settings_of
from web.runtime import sources as module
from web.runtime.sources import Sources

pytestmark = pytest.mark.slow


def test_build_uses_the_acts_and_the_bank_of_a_server(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "home")
    settings.acts.mkdir(parents=True)
    for name in ("first", "second"):
        write_act(settings.acts, name, name)
    own = BankQuestion("Сан?", "kk", "second", ("art_1",))
    published(settings, 1, DRONE, own, BankQuestion("?", "kk", "second", ("art_9",)))
    acts, bank = Sources(settings).to_build()
    sources = Sources(settings)
    assert [act.id for act in acts] == [LAW, "first", "second"]
    assert Texts(acts).digest == Texts(sources.corpus().acts).digest
    assert bank == sources.bank()
    assert bank.own == (DRONE, own)


def test_build_without_own_acts_uses_the_shipped_ones(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "home")
    shutil.rmtree(settings.acts, ignore_errors=True)
    acts, bank = Sources(settings).to_build()
    assert [act.id for act in acts] == [LAW]
    assert bank == Sources(settings).bank()
    assert len(bank.shipped) > 2000


def test_acts_without_a_shipped_bank_are_noticed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "home")
    sources = Sources(settings)
    assert sources.all_have_a_bank()
    settings.acts.mkdir(parents=True)
    write_act(settings.acts, "version", "version")
    assert not sources.all_have_a_bank()
    # A version of the law is asked with the bank of the law.
    with (settings.acts / "version.toml").open("a", encoding="utf-8") as file:
        file.write(f'parallel_of = "{LAW}"\n')
    assert sources.all_have_a_bank()
    write_act(settings.acts, "other", "other")
    assert not sources.all_have_a_bank()


def test_concurrent_threads_load_the_acts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Corpus] = []

    def load(*folders: Path) -> Corpus:
        loaded.append(load_corpus(*folders))
        return loaded[-1]

    monkeypatch.setattr(module, "load_corpus", load)
    sources = Sources(settings_of(tmp_path))
    ready = Barrier(4, timeout=60)

    def corpus(_: int) -> Corpus:
        ready.wait()
        return sources.corpus()

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(corpus, range(4)))
    assert len(loaded) == 1
    assert all(one is loaded[0] for one in found)
