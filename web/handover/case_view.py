"""Parts of the pages of a case: its decisions with their quotes, the answer before, times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from data.corpus import Corpus
from data.errors import ActError
from data.model import Act, Provision
from data.reading_aids import AidsLibrary
from qa.quotes import translated, whole_quote
from web.accounts.auth import Accounts
from web.accounts.roles import Role
from web.chat.answer_card import AnswerCard, answer_card
from web.desk.provision_labels import label_of
from web.desk.staleness import digest_of, present_quotes, quoted_text
from web.handover.models import Case, CaseState, KeptQuote, Replacement
from web.http.site import AppState
from web.http.translations import Translations
from web.journal.models import QuestionRow
from web.storage.database import Database
from web.teaching.models import MissRow


@dataclass(frozen=True, slots=True)
class PreviousAnswer:
    """The automatic answer before a case, and the cluster of its question."""

    status: str
    reason: str | None
    channel: str
    group: int | None


def previous_answer(database: Database, answer_id: str | None) -> PreviousAnswer | None:
    """Return the journal's record of an answer; None if it is erased."""
    if answer_id is None:
        return None
    with database.reading() as session:
        row = session.execute(
            select(QuestionRow.status, QuestionRow.reason, QuestionRow.channel, MissRow.group_id)
            .outerjoin(MissRow, MissRow.question_id == QuestionRow.id)
            .where(QuestionRow.answer_id == answer_id)
            .limit(1)
        ).first()
    return None if row is None else PreviousAnswer(*row)


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A provision of an answer as it is shown.

    ``card`` is None if no stored edition has the quoted text; ``changed`` is True if the present
    edition differs, ``gone`` if it lacks the provision.
    """

    name: str
    card: AnswerCard | None
    changed: bool
    gone: bool
    changes: str | None


def quote_views(
    corpus: Corpus, library: AidsLibrary, quotes: Sequence[KeptQuote], ui: str
) -> tuple[QuoteView, ...]:
    """Return the provisions of an answer in order, with labels and translations in ``ui``."""
    return tuple(_quoted(corpus, library, each, ui) for each in quotes)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as it is shown; ``replaced`` says why it is no longer the present one."""

    state: CaseState
    replaced: Replacement | None
    decided_by: str
    decided_at: datetime
    phrase: str
    note: str
    quoted: tuple[QuoteView, ...]


def decision_views(
    corpus: Corpus, library: AidsLibrary, case: Case, ui: str
) -> tuple[DecisionView, ...]:
    """Return the decisions on a case, the latest first, with labels and translations in ``ui``."""
    views = [
        DecisionView(
            each.state,
            each.replaced,
            each.decided_by,
            each.decided_at,
            each.phrase,
            each.note,
            quote_views(corpus, library, each.quotes, ui),
        )
        for each in case.past
    ]
    if case.state is not CaseState.OPEN and case.decided_at is not None:
        quoted = quote_views(corpus, library, case.quotes, ui)
        by, at = case.decided_by or "", case.decided_at
        views.append(DecisionView(case.state, None, by, at, case.phrase, case.note, quoted))
    return tuple(reversed(views))


def _quoted(corpus: Corpus, library: AidsLibrary, kept: KeptQuote, ui: str) -> QuoteView:
    present = present_quotes(corpus, kept)
    changed = present is None or digest_of(present) != kept.digest
    found = _in_its_edition(corpus, kept) or quoted_text(corpus, kept)
    if found is None:
        name = label_of(corpus, kept.act, kept.eid, ui)
        return QuoteView(name, None, changed, present is None, None)
    act, provision = found
    quote = translated(
        whole_quote(act, provision, ui, corpus.address(act)), act, library.aids(act, ui)
    )
    older = act.edition_id != corpus.act(act.id).edition_id
    changes = f"/acts/{corpus.address(act)}/changes" if changed and older else None
    return QuoteView(quote.citation.label, answer_card(quote), changed, present is None, changes)


def _in_its_edition(corpus: Corpus, kept: KeptQuote) -> tuple[Act, Provision] | None:
    try:
        act = corpus.edition(kept.act, kept.edition)
    except ActError:
        return None
    provision = act.by_eid.get(kept.eid)
    if provision is None or digest_of(provision) != kept.digest:
        return None
    return act, provision


def active_operators(site: AppState) -> tuple[str, ...]:
    """Return the names of the enabled accounts that may answer cases."""
    rows = site.features.get(Accounts).repository.all()
    return tuple(row.name for row in rows if not row.disabled and Role(row.role).may(Role.OPERATOR))


def format_waiting_time(wording: Translations, waited: timedelta) -> str:
    """Format a waiting time in days, hours or minutes."""
    minutes = max(0, int(waited.total_seconds()) // 60)
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length:
            return wording.count(f"handover.waits.{unit}", minutes // length)
    return wording.count("handover.waits.minutes", minutes)
