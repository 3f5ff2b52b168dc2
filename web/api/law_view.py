"""Acts, provisions and norms of the corpus in the JSON shapes of the interface."""

from collections.abc import Sequence
from dataclasses import asdict

from data.corpus import Corpus
from data.eid import is_under
from data.errors import UnknownProvisionError
from data.model import Act, Provision, Span
from data.norm_bearers import BorneNorm
from data.norms import NormKind
from qa.citation import citation
from web.api.schemas import ActModel, EditionModel, NormModel, ProvisionModel
from web.chat.schemas import CitationModel, SpanModel


def view_act(corpus: Corpus, act: Act) -> ActModel:
    """Return the current edition of an act with its counts, digest and past editions."""
    past = corpus.editions(act.id)[1:]
    return ActModel(
        id=act.id,
        title=act.title,
        language=act.language,
        kind=act.kind,
        parallel_of=act.parallel_of,
        edition=_edition(corpus, act),
        past_editions=[_edition(corpus, each) for each in past],
        articles=len(act.articles),
        provisions=len(act.provisions),
        sha256=act.digest,
        url=f"/acts/{corpus.address(act)}",
    )


def find_provision(act: Act, eid: str) -> Provision:
    """Return the provision ``eid`` of this edition. Raises UnknownProvisionError."""
    provision = act.by_eid.get(eid)
    if provision is None:
        raise UnknownProvisionError(f"The act “{act.id}” has no provision “{eid}”.")
    return provision


def view_provision(corpus: Corpus, act: Act, provision: Provision, ui: str) -> ProvisionModel:
    """Return a provision with its whole text and its citation in the language ``ui``."""
    return ProvisionModel(
        citation=_citation(corpus, act, provision.eid, ui),
        edition_id=act.edition_id,
        kind=provision.kind,
        number=provision.number,
        heading=provision.heading,
        text=provision.text,
        end=len(provision.text),
        language=act.language,
        lead_in=_span(provision.lead_in),
        closing=_span(provision.outer_closing),
        sha256=provision.sha256,
        repealed=provision.repealed,
        errata=bool(provision.errata),
    )


def view_norm(corpus: Corpus, act: Act, borne: BorneNorm, ui: str) -> NormModel:
    """Return a norm with its citation in the language ``ui``."""
    norm = borne.norm
    return NormModel(
        kind=norm.kind.value,
        bearer=borne.bearer.value if borne.bearer else None,
        sentence=SpanModel(**asdict(norm.sentence)),
        marks=[SpanModel(**asdict(mark)) for mark in norm.marks],
        citation=_citation(corpus, act, norm.eid, ui),
        edition_id=act.edition_id,
        language=act.language,
        sha256=act.by_eid[norm.eid].sha256,
    )


def select_norms(
    norms: Sequence[BorneNorm], kind: NormKind | None, under: str | None
) -> list[BorneNorm]:
    """Return the norms of a kind at or below the provision ``under``; None selects all."""
    return [
        each
        for each in norms
        if (kind is None or each.norm.kind is kind)
        and (under is None or is_under(each.norm.eid, under))
    ]


def _edition(corpus: Corpus, act: Act) -> EditionModel:
    return EditionModel(id=act.edition_id, name=act.edition, address=corpus.address(act))


def _citation(corpus: Corpus, act: Act, eid: str, ui: str) -> CitationModel:
    return CitationModel(**asdict(citation(act, eid, ui, corpus.address(act))))


def _span(span: Span | None) -> SpanModel | None:
    return None if span is None else SpanModel(**asdict(span))
