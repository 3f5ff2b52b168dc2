"""A corpus of the law and short acts of other kinds, in two languages."""

from functools import cache

from data.corpus import Corpus, load_corpus
from data.model import Act, Kind, Provision
from qa.answerer import Answerer
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.hashing_encoder import HashingEncoder


def short_act(
    act_id: str,
    title: str,
    language: str = "ru",
    *names: str,
    articles: tuple[int, ...] = (1, 24),
    parallel_of: str | None = None,
) -> Act:
    """Return an act whose articles have two paragraphs each."""
    provisions: list[Provision] = []
    for number in articles:
        eid = f"art_{number}"
        provisions.append(Provision(eid, Kind.ARTICLE, str(number), "", None, None, "Правило"))
        provisions += [
            Provision(
                f"{eid}__para_{n}", Kind.PARAGRAPH, str(n), f"Правило {number}.{n}.", eid, None
            )
            for n in (1, 2)
        ]
    return Act(
        act_id,
        title,
        language,
        None,
        None,
        "t.txt",
        (),
        tuple(provisions),
        parallel_of=parallel_of,
        names=names,
    )


@cache
def act_library() -> Corpus:
    """Return the law, a law in two languages, a code and a convention."""
    return Corpus(
        (
            load_corpus().default,
            short_act("gardens", "О садовых товариществах в Республике Казахстан"),
            short_act(
                "gardens-kk",
                "Қазақстан Республикасындағы бағбандар серіктестіктері туралы",
                "kk",
                "№ 77-VI",
                parallel_of="gardens",
            ),
            short_act("water", "Водный кодекс Республики Казахстан", articles=(1, 450)),
            short_act("seas", "Конвенция о тёплых морях", articles=(4,)),
        )
    )


@cache
def library_answerer() -> Answerer:
    """Return an answerer of the library with the encoder of the tests."""
    corpus, encoder = act_library(), HashingEncoder()
    return Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder), contacts="1402")
