"""Answers as plain text for a terminal."""

from collections.abc import Iterator

from qa.answer import Answer, Quote
from web.http.translations import Translations


def answer_text(answer: Answer, wording: Translations, official_url: str | None = None) -> str:
    """Return ``answer`` with each quote under its citation, between its lead-in and closing.

    ``wording`` is in the language of the labels. A notice of danger comes first.
    """
    lines: list[str] = []
    if answer.notice is not None:
        lines.append(answer.notice.text)
        lines += [f"{each.tel}  {each.label}" for each in answer.notice.contacts]
        lines.append("")
    if answer.searched_as is not None:
        lines += [f"{wording.say('turn.searched_as')} {answer.searched_as}", ""]
    if answer.message is not None:
        lines.append(answer.message)
    for choice in answer.choices:
        lines += [f"{choice.label} · {choice.act_title}", f"   {choice.url}"]
    if answer.contacts is not None:
        lines.append(answer.contacts)
    if answer.passages:
        lines += [wording.say(f"state.{answer.status.value}"), ""]
        language = answer.passages[0].language
        if language != answer.language:
            lines += [wording.say(f"card.in.{language}"), ""]
    for number, quote in enumerate(answer.passages, 1):
        if number == 1 and answer.one_of:
            lines += [wording.say("turn.one_of"), ""]
        if number == (answer.one_of or 1) + 1:
            lines += [wording.say("turn.others"), ""]
        lines += [*_quote(number, quote, wording), ""]
    if answer.passages:
        lines.append(wording.say("notice.as_supplied"))
        lines += [f"{wording.say('notice.official')}: {official_url}"] if official_url else []
    return "\n".join(lines)


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
    yield f"   {cited.url}"
