"""Articles that a question may mean beside the right ones, by its words and by headings."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

from data.eid import article_of
from data.question_bank import BankQuestion
from qa.drills.article_options import ArticleOptions
from qa.drills.card_source import CardSource

# A stem in so great a share of the provisions does not tell what a question is about.
_COMMON = 0.12
# One in so great a share of the headings is what the whole act is about.
_COMMON_IN_HEADINGS = 0.2
# Stems of one word may differ by so many letters of a suffix, after so many at least.
_SUFFIX_LETTERS = 2
_MIN_LETTERS = 5
# Headings with so many telling stems in common say the same of several.
_SAME_HEADING = 2


class QuestionRivals:
    """The articles of one act that are not offered beside the right ones of a question.

    The words of a question are compared with those of the act, in the act's language. One in
    another language counts as the one with the same answers that has the same place in the bank,
    or as all of them if there is none.
    """

    def __init__(self, source: CardSource, articles: ArticleOptions) -> None:
        self._source = source
        self._rows = articles.rows
        self._forms: dict[BankQuestion, list[frozenset[str]]] = {}

    def find(self, question: BankQuestion, right: Collection[str]) -> frozenset[str]:
        """Return the articles that answer ``question`` in the eyes of a reader, save ``right``.

        They have a telling word of it that no right provision has, their heading has one that no
        heading of a right one has, or their heading says of others what that of a right one says.
        """
        own = frozenset[str]().union(*(self._provision_words(eid) for eid in question.eids))
        titles = frozenset[str]().union(*(self._titles[eid] for eid in right))
        named: set[str] = set()
        for each in self._versions(question):
            for forms in self._content(each):
                if not forms & own and self._share(forms) <= _COMMON:
                    named.update(eid for eid, words in self._words.items() if forms & words)
                if not forms & titles:
                    named.update(eid for eid, title in self._titles.items() if forms & title)
        alike = {
            eid
            for eid, title in self._titles.items()
            if any(len(title & self._titles[each]) >= _SAME_HEADING for each in right)
        }
        return frozenset((named | alike) - set(right))

    def is_divided(self, question: BankQuestion, right: Collection[str]) -> bool:
        """Return whether a word of the question stands in the headings of some right ones alone.

        "Competence" asks for the article on competence, not for that on tasks beside it.
        """
        return any(
            len({not forms & self._titles[eid] for eid in right}) > 1
            for each in self._versions(question)
            for forms in self._content(each)
        )

    def _content(self, question: BankQuestion) -> list[frozenset[str]]:
        """Return the stems of the act that each word of the question may have, by words."""
        if question not in self._forms:
            self._forms[question] = [
                frozenset(
                    stem
                    for stem in self._by_beginning[word[:_MIN_LETTERS]]
                    if _is_one_word(word, stem)
                )
                for word in self._source.content(question)
            ]
        return self._forms[question]

    def _provision_words(self, eid: str) -> frozenset[str]:
        """Return the stems of a provision with its lead-in and the heading of its article."""
        source = self._source
        provision = source.act.by_eid[eid]
        texts = [provision.text, source.act.by_eid[article_of(eid)].heading]
        texts.extend(span.text for span in (provision.lead_in, provision.closing) if span)
        return frozenset(word for text in texts for word in source.stems(text))

    def _share(self, stems: Collection[str]) -> float:
        return max(map(self._source.share_of_provisions, stems), default=0.0)

    def _versions(self, question: BankQuestion) -> tuple[BankQuestion, ...]:
        """Return the questions in the language of the act that stand for ``question``."""
        own_language = self._source.act.language
        if question.language == own_language:
            return (question,)
        by_language = self._groups[question.eids]
        own, others = by_language[own_language], by_language[question.language]
        if len(own) == len(others) and question in others:
            return (own[others.index(question)],)
        return tuple(own)

    @cached_property
    def _groups(self) -> Mapping[tuple[str, ...], Mapping[str, list[BankQuestion]]]:
        """Return the questions of the bank by their answers and by language."""
        groups: dict[tuple[str, ...], dict[str, list[BankQuestion]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for question in self._source.bank:
            groups[question.eids][question.language].append(question)
        return groups

    @cached_property
    def _by_beginning(self) -> Mapping[str, set[str]]:
        """Return the stems of the act by their first letters."""
        found: dict[str, set[str]] = defaultdict(set)
        for words in self._words.values():
            for word in words:
                found[word[:_MIN_LETTERS]].add(word)
        return found

    @cached_property
    def _words(self) -> Mapping[str, frozenset[str]]:
        """Return the stems of each article, with those of its heading."""
        provisions = self._source.provisions
        return {
            eid: frozenset[str]().union(*(self._provision_words(provisions[r].eid) for r in rows))
            for eid, rows in self._rows.items()
        }

    @cached_property
    def _titles(self) -> Mapping[str, frozenset[str]]:
        """Return the stems of each heading that few others have."""
        source = self._source
        titles = {eid: source.title_stems(eid) for eid in self._rows}
        counts = Counter(word for title in titles.values() for word in title)
        most = _COMMON_IN_HEADINGS * len(titles)
        return {
            eid: frozenset(word for word in title if counts[word] <= most)
            for eid, title in titles.items()
        }


def _is_one_word(one: str, other: str) -> bool:
    """Return whether both stems are of one word: an ending taken for a suffix is left on some."""
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) >= _MIN_LETTERS
        and long.startswith(short)
        and len(long) - len(short) <= _SUFFIX_LETTERS
    )
