"""A question that was asked and answered, on its way into the journal."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from qa.answer import Answer, Question
from qa.query.normalization import words_of
from web.journal.strike import Striker

_LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer with what is kept beside it.

    ``client`` is the key of the client's address: it is hashed before anything is written.
    ``channel`` is ``api``, ``page`` or ``widget``; ``seconds`` what the answer took.
    """

    at: datetime
    question: Question
    answer: Answer
    channel: str
    session: str | None
    client: str
    seconds: float

    def row(self, striker: Striker, visitor: str) -> dict[str, Any]:
        """The columns of the question's row, but for its id."""
        struck = striker.strike(self.answer.question)
        passages = self.answer.passages
        first = passages[0].citation if passages else None
        return {
            "at": self.at,
            "day": self.at.astimezone(UTC).date(),
            "answer_id": self.answer.answer_id,
            "session": self.session,
            "visitor": visitor,
            "channel": self.channel,
            "ui": self.question.ui,
            "language": self.answer.language,
            "question": struck.text,
            "asked_as": " ".join(words_of(struck.text))[:_LONGEST_KEY],
            "struck": ",".join(sorted({secret.value for secret in struck.secrets})),
            "exact": self.question.exact,
            "repaired": self.answer.searched_as is not None,
            "status": self.answer.status.value,
            "reason": self.answer.reason.value if self.answer.reason else None,
            "act": first.act if first else None,
            "eid": first.eid if first else None,
            "passages": [
                [each.citation.act, each.citation.eid, each.sha256, each.confidence.value]
                for each in passages
            ],
            "ms": round(self.seconds * 1000),
        }
