"""Words that show damage: unknown to every lexicon, glued together, or no words at all."""

import re
from collections.abc import Iterable, Iterator

from data.act import Act, Provision
from data.check import Finding, Severity
from data.lexicon import WORD, Lexicon, lexicon_of
from data.lookalikes import fold
from data.spacing import is_damaged

_VOWELS = frozenset("аәеёиоөуұүыіэюяaeiouy")
_SHORTENED = "млн млрд трлн тг"
_ABBREVIATED = frozenset(_SHORTENED.split())
# Letters of each of two words that are glued, and of a lower-case run that must hold a vowel.
_FEWEST_GLUED = 5
_FEWEST_LETTERS = 3
_MOST_NAMED = 12


def corpus_lexicon(acts: Iterable[Act]) -> Lexicon:
    """The words of every undamaged source line of the acts."""
    return lexicon_of(
        line for act in acts for line in act.source_lines if not is_damaged(line.strip())
    )


def word_findings(act: Act, lexicon: Lexicon) -> Iterator[Finding]:
    """Words that are no words (errors), and words that only mended lines hold (noted, at once)."""
    unknown: dict[str, None] = {}
    for provision in act.provisions:
        acknowledged = any(erratum.right is None for erratum in provision.errata)
        for word in WORD.findall(f"{provision.heading} {provision.text}"):
            known = word in lexicon
            if not known:
                unknown[word] = None
            wrong = _no_word(word) or (None if known else _glued(word, lexicon))
            if wrong and not acknowledged:
                yield _error(provision, f"{wrong}: “{word}”.")
    if unknown:
        named = ", ".join(list(unknown)[:_MOST_NAMED])
        more = " …" if len(unknown) > _MOST_NAMED else ""
        text = f"{len(unknown)} words stand on mended lines only: {named}{more}"
        yield Finding(Severity.NOTED, None, 0, text)


def _error(provision: Provision, text: str) -> Finding:
    return Finding(Severity.ERROR, provision.eid, provision.lines[0], text)


def _no_word(word: str) -> str | None:
    """What is wrong with letters that can be no word, whoever knows them; None elsewhere."""
    folded = fold(word).lower()
    if word.islower() and len(word) >= _FEWEST_LETTERS and _VOWELS.isdisjoint(folded):
        return None if folded in _ABBREVIATED else "The letters are no word"
    if re.search(r"(\w)\1\1", folded) and not word.isupper():
        return "A letter stands three times"
    return None


def _glued(word: str, lexicon: Lexicon) -> str | None:
    """What is wrong with an unknown word that two known ones make."""
    halves = range(_FEWEST_GLUED, len(word) - _FEWEST_GLUED + 1)
    glued = any(word[:cut] in lexicon and word[cut:] in lexicon for cut in halves)
    return "Two words stand together" if glued else None
