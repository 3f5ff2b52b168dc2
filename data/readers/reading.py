"""Result of a reader: the text of a source file, with notices on what it left out or doubts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

LANGUAGE_NAMES: Mapping[str, str] = {"kk": "Kazakh", "ru": "Russian", "en": "English"}
# Singular and plural of each kind in a notice, and the treatment of its items.
_SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "footnote": ("footnote", "footnotes", "read as a note of its provision"),
    "endnote": ("endnote", "endnotes", "read as a note of its provision"),
    "footnote_unplaced": ("footnote", "footnotes", "left out: nothing refers to it"),
    "page_footnote": ("footnote of a page", "footnotes of pages", "left out"),
    "text_box": ("text box", "text boxes", "read after the paragraph that holds it"),
    "nested_table": ("table inside a table", "tables inside a table", "read as paragraphs"),
    "layout_table": ("table for the layout of a page", "tables for the layout of a page", "read"),
    "hidden": ("hidden passage", "hidden passages", "left out"),
    "struck": ("struck-out passage", "struck-out passages", "read: check it against the source"),
    "pale": ("passage in white letters", "passages in white letters", "read: check it"),
    "deleted": ("tracked deletion", "tracked deletions", "left out"),
    "inserted": ("tracked insertion", "tracked insertions", "read"),
    "header": ("header or footer", "headers and footers", "left out"),
    "comment": ("comment", "comments", "left out"),
    "picture": ("picture", "pictures", "left out"),
    "formula": ("formula", "formulas", "left out"),
    "symbol": ("sign of a symbol font", "signs of a symbol font", "left out"),
    "embedded": ("embedded document", "embedded documents", "left out"),
    "contents": ("table of contents", "tables of contents", "left out"),
    "menu": ("menu or list of links", "menus and lists of links", "left out"),
    "note_mark": ("raised note mark", "raised note marks", "left out"),
    "two_languages_table": (
        "table with two languages side by side",
        "tables with two languages side by side",
        "read",
    ),
    "other_column": ("column in another language", "columns in another language", "left out"),
    "running_head": ("running head", "running heads", "left out"),
    "page_number": ("page number", "page numbers", "left out"),
    "question_mark": ("letter", "letters", "perhaps lost by an earlier conversion, read as “?”"),
    "lost_letter": ("letter lost by an earlier conversion", "letters lost", "read as “\ufffd”"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """Language that is stated for the file, and the language of the one column to read."""

    language: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Text of a source file with sentences on what was left out or is doubtful.

    ``as_is`` says that the format keeps words and white space, so that nothing needs repair;
    ``eids`` are those that the file states for its provisions and chapters.
    """

    text: str
    notices: tuple[str, ...] = ()
    as_is: bool = False
    eids: tuple[str, ...] = ()


@dataclass(slots=True)
class Notices:
    """Collector of the notices of one file: counts by kind, and whole sentences."""

    counts: Counter[str] = field(default_factory=Counter)
    whole: list[str] = field(default_factory=list)

    def add(self, kind: str, count: int = 1) -> None:
        """Count something of a kind that has a sentence."""
        self.counts[kind] += count

    def say(self, sentence: str) -> None:
        """Add a sentence, once."""
        if sentence not in self.whole:
            self.whole.append(sentence)

    def sentences(self) -> tuple[str, ...]:
        """Return the notices, each a sentence on one line."""
        return tuple(_printable(sentence) for sentence in (*self.whole, *self._counted()))

    def _counted(self) -> Iterator[str]:
        for kind, (one, several, fate) in _SENTENCES.items():
            count = self.counts[kind]
            if count:
                yield f"{count} {one if count == 1 else several} {fate}."


def join_names(languages: Iterable[str]) -> str:
    """Return the names of languages as a phrase: "Kazakh (kk) and Russian (ru)"."""
    names = [f"{LANGUAGE_NAMES[language]} ({language})" for language in languages]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _printable(sentence: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in sentence)
