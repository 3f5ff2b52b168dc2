"""The editor of a reply, ``/desk/replies/ID``, its Word file, and the list of one's replies."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from data.errors import ActError
from data.model import LANGUAGES
from embeddings.errors import IndexUnavailableError
from qa.answer import Quote
from qa.messages import lines_for
from qa.query.validation import QuestionError
from web.accounts.auth import Operator
from web.accounts.roles import Account
from web.accounts.staff_page import staff_page
from web.desk.reply import Note, Reply, provision_quote, quote_parts, source_line, usual_opening
from web.desk.reply_body import (
    MAX_TEXT_LENGTH,
    PARTS,
    ReplyBody,
    body_of_picks,
    is_too_long,
    renewed,
    with_move,
    with_note,
    with_quote,
    with_words,
)
from web.desk.reply_document import MEDIA_TYPE, write_document
from web.desk.reply_repository import ReplyRepository, StoredReply
from web.desk.search import SearchFilters, search
from web.http.error_handlers import wants_document
from web.http.pages import prefs_of, text_source
from web.http.problems import Problem, ProblemError
from web.http.requests import RowId, Text, redirect, site_url
from web.http.site import AppState, StateOf

router = APIRouter(include_in_schema=False, prefix="/desk/replies")

_MAX_QUESTION = 4_000
Lines = Annotated[list[Text], Form(max_length=120)]


class TypedReply:
    """The form of the editor: the question, the languages, and the words of staff.

    ``field`` names each of ``text`` in order; ``do`` is what to do with the blocks.
    """

    def __init__(
        self,
        version: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
        question: Text = "",
        language: Lines = [],  # noqa: B006
        field: Lines = [],  # noqa: B006
        text: Lines = [],  # noqa: B006
        do: Annotated[str, Form(max_length=320)] = "",
    ) -> None:
        self.version = version
        self.question = question.replace("\r\n", "\n")
        self.languages = language
        texts = (each.replace("\r\n", "\n").strip() for each in text)
        self.words = dict(zip(field, texts, strict=False))
        self.how, _, self.what = do.partition(":")


Typed = Annotated[TypedReply, Depends()]


def start_reply(
    request: Request,
    site: AppState,
    account: Account,
    picks: Sequence[str],
    language: str,
    question: str = "",
) -> Response:
    """Store a reply that quotes ``picks`` and go on to its editor."""
    chosen = language if language in LANGUAGES else prefs_of(request).language
    body = body_of_picks(site.corpus, picks, chosen)
    replies = ReplyRepository(site.database)
    # The signature of the reply before stays that of its writer.
    before = next(iter(replies.latest(account.name)), None)
    signed = (
        [each for each in before.body.words if each[0].startswith("signature.")] if before else []
    )
    body = with_words(body, body.languages, dict(signed))
    made = replies.add(account.name, question[:_MAX_QUESTION], body)
    return redirect(request, f"/desk/replies/{made}")


@router.get("")
def replies_page(request: Request, site: StateOf, account: Operator) -> Response:
    """Show the operator's own replies, the latest first."""
    rows = ReplyRepository(site.database).latest(account.name)
    return staff_page(request, account, "desk/replies.html", {"rows": rows})


@router.get("/{reply_id}")
def reply_page(
    request: Request, site: StateOf, account: Operator, reply_id: RowId, copied: bool = False
) -> Response:
    """Show the editor; ``copied`` reports a change in another window."""
    reply = ReplyRepository(site.database).one(account.name, reply_id)
    return _editor(request, site, account, reply, is_copy=copied)


@router.post("/{reply_id}")
def change_reply(
    request: Request, site: StateOf, account: Operator, reply_id: RowId, typed: Typed
) -> Response:
    """Store the typed words, then move, add or remove a block.

    A reply that was changed in another window meanwhile stays, and this one becomes a second.
    """
    replies = ReplyRepository(site.database)
    kept = replies.one(account.name, reply_id)
    body = with_words(kept.body, typed.languages, typed.words)
    changed = StoredReply(reply_id, typed.question, body, typed.version, kept.saved_at)
    if is_too_long(body) or len(typed.question) > _MAX_QUESTION:
        problem = Problem(422, "reply_long")
        if wants_document(request):
            raise ProblemError(problem)
        return _editor(request, site, account, changed, problem)
    refused: Problem | None = None
    try:
        body = _rearranged(site, body, typed)
    except ProblemError as error:
        refused = error.problem
    except ActError:
        refused = Problem(422, "picks")
    try:
        version = replies.save(account.name, reply_id, typed.version, typed.question, body)
    except ProblemError as error:
        if error.problem.code != "reply_changed" or wants_document(request):
            raise
        made = replies.add(account.name, typed.question, body)
        return redirect(request, f"/desk/replies/{made}?copied=true")
    if wants_document(request):
        return Response(status_code=204, headers={"X-Draft-Version": str(version)})
    if refused is not None:
        return _editor(request, site, account, replies.one(account.name, reply_id), refused)
    return redirect(request, f"/desk/replies/{reply_id}")


@router.post("/{reply_id}/delete")
def delete_reply(request: Request, site: StateOf, account: Operator, reply_id: RowId) -> Response:
    """Delete a reply."""
    ReplyRepository(site.database).delete(account.name, reply_id)
    return redirect(request, "/desk/replies")


@router.get("/{reply_id}/reply.docx")
def reply_file(request: Request, site: StateOf, account: Operator, reply_id: RowId) -> Response:
    """Return the reply as a Word file. ProblemError (409) if a quote has changed."""
    reply = ReplyRepository(site.database).one(account.name, reply_id)
    if reply.body.stale(site.corpus):
        raise ProblemError(Problem(409, "reply_stale"))
    headers = {
        "Content-Disposition": f'attachment; filename="bapta-{reply_id}.docx"',
        "Cache-Control": "no-store",
    }
    content = write_document(compose(request, site, reply.body))
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def compose(request: Request, site: AppState, body: ReplyBody) -> tuple[Reply, ...]:
    """Return the reply in each of its languages, with the present words of every quote."""
    return tuple(_composed(request, site, body, language) for language in body.languages)


def _composed(request: Request, site: AppState, body: ReplyBody, language: str) -> Reply:
    parts: list[Quote | Note] = []
    for block in body.blocks:
        if block.is_quote:
            parts.append(provision_quote(site.corpus, block.pick, language))
        elif block.text(language):
            parts.append(Note(block.text(language)))
    acts = dict.fromkeys(part.citation.act for part in parts if not isinstance(part, Note))
    urls = (text_source(site, act).official_url for act in acts)
    return Reply(
        wording=site.wording[language],
        parts=tuple(parts),
        site=site_url(request),
        official_urls=tuple(dict.fromkeys(filter(None, urls))),
        contacts="\n".join(lines_for(site.settings.contacts or "", language)) or None,
        opening=body.word("opening", language),
        closing=body.word("closing", language) or "",
        signature=body.word("signature", language) or "",
    )


def _rearranged(site: AppState, body: ReplyBody, typed: TypedReply) -> ReplyBody:
    match typed.how:
        case "add":
            return with_quote(site.corpus, body, typed.what)
        case "note":
            return with_note(body)
        case "renew":
            return renewed(site.corpus, body, typed.what)
        case _:
            return with_move(body, f"{typed.how}:{typed.what}")


def _editor(
    request: Request,
    site: AppState,
    account: Account,
    reply: StoredReply,
    problem: Problem | None = None,
    *,
    is_copy: bool = False,
) -> Response:
    ui, body = prefs_of(request).language, reply.body
    stale = body.stale(site.corpus)
    found = None
    if reply.question.strip():
        try:
            found = search(site.answerer, reply.question, SearchFilters(), ui)
        except (QuestionError, IndexUnavailableError):
            # The reply can be written without candidates.
            found = None
    quotes = {
        block.id: provision_quote(site.corpus, block.pick, ui)
        for block in body.blocks
        if block.is_quote and not stale.get(block.id, False)
    }
    context: dict[str, Any] = {
        "stored": reply,
        "body": body,
        "stale": stale,
        "quotes": quotes,
        "words_of": lambda part, language: _shown(site, body, part, language),
        "parts_of": PARTS,
        "longest": MAX_TEXT_LENGTH,
        "longest_question": _MAX_QUESTION,
        "found": found,
        "replies": () if stale or not body.picks else compose(request, site, body),
        "parts": quote_parts,
        "source": source_line,
        "is_note": lambda part: isinstance(part, Note),
        "is_copy": is_copy,
        "here": f"/desk/replies/{reply.id}",
    }
    return staff_page(request, account, "desk/reply.html", context, problem=problem)


def _shown(site: AppState, body: ReplyBody, part: str, language: str) -> str:
    """Return the text of a field: as it was written, else the usual words."""
    written = body.word(part, language)
    if written is None:
        return usual_opening(site.wording[language]) if part == "opening" else ""
    return written
