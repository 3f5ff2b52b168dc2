"""The notice of danger: its words, the emergency numbers, and the operator's own lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.messages import message
from qa.notice import Contact, DangerKind, Helpline, Notice
from qa.query.danger import danger_kind

EMERGENCY_NUMBERS = ("102", "112")
NOTICE_KIND = "danger"
# The services of these numbers in Kazakhstan; any other number is its own label.
_NAMED_NUMBERS = frozenset({"101", "102", "103", "112"})


@dataclass(frozen=True, slots=True)
class DangerNotices:
    """Notices with the lines of one installation: first those for all, then those of the kind."""

    emergency: tuple[str, ...] = EMERGENCY_NUMBERS
    helplines: tuple[Helpline, ...] = ()

    def for_message(self, texts: Sequence[str], language: str) -> Notice | None:
        """Return the notice in ``language`` if a message speaks of danger now, else None.

        ``texts`` are the message as typed and as corrected, so that a typing error or another
        keyboard layout hides no danger.
        """
        kind = danger_kind(texts)
        return None if kind is None else self._notice(kind, language)

    def _notice(self, kind: DangerKind, language: str) -> Notice:
        """Return the notice for ``kind``; only a wish to die has words of its own."""
        name = "danger_suicide" if kind is DangerKind.SUICIDE else "danger"
        own = [line for line in self.helplines if line.serves(kind)]
        contacts = (
            *(Contact(_emergency_label(number, language), number) for number in self.emergency),
            *(Contact(line.labels[language], line.tel) for line in own),
        )
        return Notice(NOTICE_KIND, message(name, language), contacts)


def _emergency_label(number: str, language: str) -> str:
    """Return the name of the service that ``number`` calls, or the number itself."""
    return message(f"call_{number}", language) if number in _NAMED_NUMBERS else number
