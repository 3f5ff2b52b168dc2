"""Content of a reply that is edited: languages, words of staff, and blocks of quotes and notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.corpus import Corpus
from data.eid import split_reference
from data.model import LANGUAGES
from web.desk.reply import MAX_QUOTES, picked_quotes, provision_quote, rearranged
from web.desk.staleness import digest_of, present_quotes, quote_marks
from web.http.problems import Problem, ProblemError

MAX_LANGUAGES = 2
MAX_TEXT_LENGTH = 2_000
MAX_NOTES = 12
PARTS = ("opening", "closing", "signature")
"""Parts of a reply that staff write, in order; quotes and notes follow the opening."""


@dataclass(frozen=True, slots=True)
class Block:
    """A quote or a note of a reply; ``id`` distinguishes it from the others.

    A quote is named by act, edition and eId, with the digest of the words that were shown when it
    was added: its words are never those of a form. A note has a text in each language.
    """

    id: str
    act: str = ""
    edition: str = ""
    eid: str = ""
    digest: str = ""
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def is_quote(self) -> bool:
        """Return whether the block is a quote."""
        return bool(self.eid)

    @property
    def pick(self) -> str:
        """Return the provision as ``act:eId``."""
        return f"{self.act}:{self.eid}"

    def text(self, language: str) -> str:
        """Return the text of a note."""
        return dict(self.texts).get(language, "")


@dataclass(frozen=True, slots=True)
class ReplyBody:
    """A reply in one language or two; ``words`` holds the parts that staff have changed."""

    languages: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    words: tuple[tuple[str, str], ...] = ()

    def word(self, part: str, language: str) -> str | None:
        """Return a part as staff wrote it, None where it was never changed."""
        return dict(self.words).get(f"{part}.{language}")

    @property
    def picks(self) -> tuple[str, ...]:
        """Return the quoted provisions in order."""
        return tuple(block.pick for block in self.blocks if block.is_quote)

    def stale(self, corpus: Corpus) -> dict[str, bool]:
        """Return the ids of quotes whose words differ now; True if the provision is gone."""
        found = {}
        for block in self.blocks:
            if block.is_quote:
                present = present_quotes(corpus, block)
                if present is None or digest_of(present) != block.digest:
                    found[block.id] = present is None
        return found


def body_of_picks(corpus: Corpus, picks: Sequence[str], language: str) -> ReplyBody:
    """Return a reply that quotes ``picks``; raises as :func:`web.desk.reply.picked_quotes`."""
    picked_quotes(corpus, picks, language)
    body = ReplyBody((language,))
    for pick in dict.fromkeys(picks):
        body = with_quote(corpus, body, pick)
    return body


def with_quote(corpus: Corpus, body: ReplyBody, pick: str) -> ReplyBody:
    """Add a quote in its present words, unless the reply has it.

    Raises ProblemError (422) for a provision that cannot be quoted or one too many,
    UnknownActError and UnknownProvisionError.
    """
    # A pick that is no reference is refused here.
    provision_quote(corpus, pick, corpus.default.language)
    act, eid = split_reference(pick)
    block = _quote_block(corpus, _new_id(body), act or corpus.default.id, eid)
    if block.pick in body.picks:
        return body
    if len(body.picks) >= MAX_QUOTES:
        raise ProblemError(Problem(422, "picks"))
    return replace(body, blocks=(*body.blocks, block))


def with_note(body: ReplyBody) -> ReplyBody:
    """Add an empty note. Raises ProblemError (422) for one too many."""
    if sum(not block.is_quote for block in body.blocks) >= MAX_NOTES:
        raise ProblemError(Problem(422, "reply_notes"))
    return replace(body, blocks=(*body.blocks, Block(_new_id(body))))


def with_move(body: ReplyBody, move: str) -> ReplyBody:
    """Move or remove a block, as :func:`web.desk.reply.rearranged` reads ``move``."""
    by_id = {block.id: block for block in body.blocks}
    order = rearranged(tuple(by_id), move)
    return replace(body, blocks=tuple(by_id[each] for each in order))


def renewed(corpus: Corpus, body: ReplyBody, block_id: str) -> ReplyBody:
    """Take the present words of a changed quote. Raises UnknownProvisionError if it is gone."""
    blocks = tuple(
        _quote_block(corpus, block.id, block.act, block.eid)
        if block.id == block_id and block.is_quote
        else block
        for block in body.blocks
    )
    return replace(body, blocks=blocks)


def with_words(body: ReplyBody, languages: Sequence[str], typed: Mapping[str, str]) -> ReplyBody:
    """Take the typed words: ``opening.kk``, ``note.3.ru``; names that are none are ignored."""
    chosen = tuple(each for each in LANGUAGES if each in languages)[:MAX_LANGUAGES]
    words = dict(body.words)
    for part in PARTS:
        for language in LANGUAGES:
            name = f"{part}.{language}"
            if name in typed:
                words[name] = typed[name]
    blocks = tuple(
        block if block.is_quote else replace(block, texts=tuple(_note_texts(block, typed)))
        for block in body.blocks
    )
    return ReplyBody(chosen or body.languages, blocks, tuple(sorted(words.items())))


def is_too_long(body: ReplyBody) -> bool:
    """Return whether a text of staff exceeds its limit."""
    texts = [text for _, text in body.words]
    texts += [text for block in body.blocks for _, text in block.texts]
    return any(len(text) > MAX_TEXT_LENGTH for text in texts)


def _note_texts(block: Block, typed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        text = typed.get(f"note.{block.id}.{language}", block.text(language))
        if text:
            yield language, text


def _quote_block(corpus: Corpus, block_id: str, act: str, eid: str) -> Block:
    marks = quote_marks(corpus, act, eid)
    return Block(block_id, act, marks["edition"], eid, marks["digest"])


def _new_id(body: ReplyBody) -> str:
    return str(1 + max((int(block.id) for block in body.blocks), default=0))


def body_to_json(body: ReplyBody) -> dict[str, Any]:
    """Return a reply as values of JSON."""
    return {
        "languages": list(body.languages),
        "words": dict(body.words),
        "blocks": [
            {
                "id": block.id,
                "act": block.act,
                "edition": block.edition,
                "eid": block.eid,
                "digest": block.digest,
                "texts": dict(block.texts),
            }
            for block in body.blocks
        ],
    }


def body_from_json(kept: Mapping[str, Any]) -> ReplyBody:
    """Return the reply of :func:`body_to_json`."""
    blocks = tuple(
        Block(**{**each, "texts": tuple(each["texts"].items())}) for each in kept["blocks"]
    )
    return ReplyBody(tuple(kept["languages"]), blocks, tuple(sorted(kept["words"].items())))
