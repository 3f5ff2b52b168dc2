"""Parallel versions: the same act in another language, linked provision by provision."""

from data.act import Act, Provision
from data.corpus import Corpus


def parallel_acts(corpus: Corpus, act_id: str) -> tuple[Act, ...]:
    """The other languages of an act, in the order of the corpus. Raises `UnknownActError`."""
    root = corpus.act(act_id).parallel_of or act_id
    return tuple(act for act in corpus.around(root) if act.id != act_id)


def parallel_provisions(corpus: Corpus, act_id: str, eid: str) -> tuple[tuple[Act, Provision], ...]:
    """The same provision in the other languages of its act: act and provision.

    Provisions are linked by eId; where a language has no such provision, it is left out. Raises
    `UnknownActError`.
    """
    return tuple(
        (act, act.by_eid[eid]) for act in parallel_acts(corpus, act_id) if eid in act.by_eid
    )
