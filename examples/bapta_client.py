"""Client of Bapta's HTTP interface, and the answer as text for messengers."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Answer = dict[str, Any]

AS_SUPPLIED = {
    "kk": "Мәтін бізге берілген күйінде көрсетілген және қолданыстағы редакциямен салыстырылмаған.",
    "ru": "Текст приведён в том виде, в каком получен, и не сверен с действующей редакцией.",
    "en": "The text is shown as we received it. It has not been checked against the law in force.",
}


class BaptaError(Exception):
    """A problem that Bapta answered with: its type, its sentence, and the seconds to wait."""

    def __init__(self, kind: str, detail: str, retry_after: int | None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after


class BaptaClient:
    """A client of the server at ``address``."""

    def __init__(self, address: str = "http://127.0.0.1:8000", timeout: float = 30) -> None:
        self._address = address.rstrip("/")
        self._timeout = timeout

    def ask(
        self, question: str, *, top_k: int = 3, acts: Sequence[str] = (), ui: str | None = None
    ) -> Answer:
        """Return the answer to a question. Raises BaptaError, OSError."""
        body = {"question": question, "top_k": top_k, "acts": list(acts), "ui": ui}
        return self._post("/api/v1/chat", body)

    def check_quote(self, quote: str) -> dict[str, Any]:
        """Return whether a quote is word for word in the acts. Raises BaptaError, OSError."""
        return self._post("/api/v1/quotes/check", {"quote": quote})

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        # The address is the operator's own setting.
        request = Request(  # noqa: S310
            self._address + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Accept": "application/json"},
        )
        try:
            with urlopen(request, timeout=self._timeout) as response:  # noqa: S310
                return dict(json.load(response))
        except HTTPError as error:
            with error:
                raise _problem(error) from error


def _problem(error: HTTPError) -> BaptaError:
    wait = error.headers.get("Retry-After", "")
    try:
        problem = json.load(error)
        kind, detail = str(problem["type"]), str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        kind, detail = "about:blank", f"The server answered {error.code}."
    return BaptaError(kind, detail, int(wait) if wait.isdecimal() else None)


def question_parts(client: BaptaClient, question: str, pages: str) -> Iterator[str]:
    """Yield the parts of the answer to ``question``, or the sentence of the problem.

    Raises OSError.
    """
    try:
        yield from answer_parts(client.ask(question), pages)
    except BaptaError as error:
        yield error.detail


def passage_text(passage: dict[str, Any]) -> str:
    """Return a passage as it must be shown: lead-in, quote and closing, each word for word."""
    lead_in, closing = passage["lead_in"], passage["closing"]
    parts = [lead_in["text"]] if lead_in else []
    parts.append(passage["quote"])
    if closing and not _contains(passage, closing):
        parts.append(closing["text"])
    return "\n".join(parts)


def _contains(passage: dict[str, Any], span: dict[str, Any]) -> bool:
    """Return whether the quote has a span in its own words, as the last point has the closing."""
    return bool(
        span["eid"] == passage["citation"]["eid"]
        and passage["start"] <= span["start"]
        and span["end"] <= passage["end"]
    )


def passage_facts(answer: Answer, passage: dict[str, Any]) -> dict[str, Any]:
    """Return what a retriever states about a passage beside its text."""
    named = ("quote", "start", "end", "sha256", "language", "confidence")
    return {
        "status": answer["status"],
        **{name: passage[name] for name in named},
        **passage["citation"],
    }


def all_passages(answer: Answer) -> Iterator[tuple[Answer, dict[str, Any]]]:
    """Yield each passage with its answer; a message that asks several things has several."""
    for part in answer.get("answers") or [answer]:
        for passage in part["passages"]:
            yield part, passage


def answer_parts(answer: Answer, pages: str) -> Iterator[str]:
    """Yield the parts of an answer for a messenger; ``pages`` is the address of Bapta's pages.

    A notice of danger comes first. Each quote is whole, with its citation and a link.
    """
    notice = answer.get("notice")
    if notice:
        lines = (f"{each['label']}: {each['tel']}" for each in notice["contacts"])
        yield "\n".join([notice["text"], *lines])
    parts = answer.get("answers") or [answer]
    for part in parts:
        if len(parts) > 1:
            yield f"— {part['asked']}"
        if part["message"]:
            yield "\n".join(filter(None, (part["message"], answer["contacts"])))
        for passage in part["passages"]:
            cited = passage["citation"]
            source = f"{cited['label']} · {cited['act_title']}"
            edition = f" ({cited['edition']})" if cited["edition"] else ""
            link = pages.rstrip("/") + cited["url"]
            yield f"«{passage_text(passage)}»\n{source}{edition}\n{link}"
    if any(part["passages"] for part in parts):
        yield AS_SUPPLIED.get(answer["language"], AS_SUPPLIED["en"])


def messages(parts: Iterator[str], limit: int) -> Iterator[str]:
    """Yield the parts as messages of at most ``limit`` characters.

    Several short parts are one message. A longer part goes on in the next message, cut at a space,
    so that no word of a quote is changed or left out.
    """
    message = ""
    for part in parts:
        if message and len(message) + 2 + len(part) > limit:
            yield message
            message = ""
        message = f"{message}\n\n{part}" if message else part
        while len(message) > limit:
            cut = message.rfind(" ", 1, limit + 1)
            cut = cut if cut > 0 else limit
            yield message[:cut]
            message = message[cut:].removeprefix(" ")
    if message:
        yield message
