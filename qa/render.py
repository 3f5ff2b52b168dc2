"""An answer as the JSON object that the programming interface and the command print."""

from typing import Any

from data.act import Span
from qa.answer import Answer, Citation, Quote, SeeAlso


def answer_dict(answer: Answer) -> dict[str, Any]:
    """``answer`` as plain dicts, lists, strings, numbers and None, ready for JSON."""
    return {
        "answer_id": answer.answer_id,
        "status": answer.status.value,
        "reason": answer.reason.value if answer.reason else None,
        "message": answer.message,
        "contacts": answer.contacts,
        "question": answer.question,
        "searched_as": answer.searched_as,
        "language": answer.language,
        "passages": [_quote(quote) for quote in answer.passages],
        "see_also": [_see_also(one) for one in answer.see_also],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "quote": quote.quote,
        "start": quote.start,
        "end": quote.end,
        "language": quote.language,
        "lead_in": _span(quote.lead_in),
        "closing": _span(quote.closing),
        "highlight": list(quote.highlight) if quote.highlight else None,
        "citation": _citation(quote.citation),
        "confidence": quote.confidence.value,
        "sha256": quote.sha256,
        "errata": quote.errata,
        "parallel": [_quote(parallel) for parallel in quote.parallel],
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {"text": span.text, "eid": span.eid, "start": span.start, "end": span.end}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "act": citation.act,
        "act_title": citation.act_title,
        "edition": citation.edition,
        "eid": citation.eid,
        "article_title": citation.article_title,
        "label": citation.label,
        "url": citation.url,
    }


def _see_also(see_also: SeeAlso) -> dict[str, Any]:
    return {"eid": see_also.eid, "label": see_also.label, "url": see_also.url}
