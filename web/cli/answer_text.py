"""Answers as plain text for a terminal."""

from collections.abc import Iterator, Sequence

from qa.answer import Answer, PartAnswer, Quote
from web.http.translations import Translations


def answer_text(answer: Answer, wording: Translations, official_url: str | None = None) -> str:
    """Return ``answer`` with each quote under its citation, between its lead-in and closing.

    ``wording`` is in the language of the labels. A notice of danger comes first. Several answers
    are under the words that each answers.
    """
    lines: list[str] = []
    if answer.notice is not None:
        lines.append(answer.notice.text)
        lines += [f"{each.tel}  {each.label}" for each in answer.notice.contacts]
        lines.append("")
    if answer.answers is None:
        lines += _found(answer, answer.language, wording)
    else:
        lines += [wording.say("turn.several"), ""]
        for part in answer.answers:
            lines += [f"> {' '.join(part.asked.split())}", ""]
            lines += [*_found(part, part.language, wording), ""]
    if answer.contacts is not None:
        lines.append(answer.contacts)
    lines += _nearest(answer.nearest, wording)
    if answer.not_searched:
        lines += ["", wording.say("turn.not_searched")]
        lines += [f"> {' '.join(asked.split())}" for asked in answer.not_searched]
    if answer.passages or answer.answers:
        lines.append(wording.say("notice.as_supplied"))
        lines += [f"{wording.say('notice.official')}: {official_url}"] if official_url else []
    return "\n".join(lines)


def _found(answer: Answer | PartAnswer, language: str, wording: Translations) -> Iterator[str]:
    """Yield the lines of what was found for one question."""
    if answer.searched_as is not None:
        yield f"{wording.say('turn.searched_as')} {answer.searched_as}"
        yield ""
    if answer.message is not None:
        yield answer.message
    for choice in answer.choices:
        yield f"{choice.label} · {choice.act_title}"
        yield f"   {choice.url}"
    if not answer.passages:
        return
    yield wording.say(f"state.{answer.status.value}")
    yield ""
    if answer.passages[0].language != language:
        yield wording.say(f"card.in.{answer.passages[0].language}")
        yield ""
    for number, quote in enumerate(answer.passages, 1):
        if number == 1 and answer.one_of:
            yield wording.say("turn.one_of")
            yield ""
        if number == (answer.one_of or 1) + 1:
            yield wording.say("turn.others")
            yield ""
        yield from _quote(number, quote, wording)
        yield ""


def _nearest(quotes: Sequence[Quote], wording: Translations) -> Iterator[str]:
    """Yield the lines of provisions that are no answer."""
    if not quotes:
        return
    yield ""
    yield wording.say("nearest.title")
    yield wording.say("nearest.explain")
    for number, quote in enumerate(quotes, 1):
        yield ""
        yield from _quote(number, quote, wording)


def _quote(number: int, quote: Quote, wording: Translations) -> Iterator[str]:
    cited = quote.citation
    act = f"{cited.act_title}, {cited.edition}" if cited.edition else cited.act_title
    yield f"{number}. {cited.label} · {cited.article_title}"
    yield f"   {act}"
    if quote.lead_in is not None:
        yield f"   {quote.lead_in.text}"
    yield f"   «{quote.quote}»"
    if quote.outer_closing is not None:
        yield f"   {quote.outer_closing.text}"
    yield from _translation(quote, wording)
    yield f"   {cited.url}"


def _translation(quote: Quote, wording: Translations) -> Iterator[str]:
    """Yield the lines of the translation of ``quote``, marked as unofficial."""
    if quote.translation is None:
        return
    yield f"   {wording.say('aid.title')}:"
    parts = (quote.translation.lead_in, quote.translation.text, quote.translation.closing)
    yield from (f"     {part}" for part in parts if part)
    yield f"   {wording.say(f'aid.counts.{quote.language}')}"
