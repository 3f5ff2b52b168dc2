"""Text search in another language than the text: by reading aids and by the glossary."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.glossary import Term
from data.model import Act, Provision
from data.reading_aids import AidPart, ReadingAids
from qa.citation import label, url
from qa.query.stemming import stem
from web.reader.text_search import MAX_PLACES, SearchHit, excerpt, search_text

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """Hits of a search in document order.

    ``through`` is the language of the translations and terms that found some of them, None where
    the words of the text found all.
    """

    hits: tuple[SearchHit, ...]
    through: str | None = None


def search_act(
    act: Act,
    words: str,
    language: str,
    aids: Sequence[ReadingAids],
    glossary: Sequence[Term],
    address: str | None = None,
) -> FoundPlaces:
    """Return the provisions that contain ``words``, in the text or in a translation of it.

    The ``aids``, or else the glossary in the language of each, are tried in order until they find a
    provision that the text alone does not. Labels are in ``language``, paths under ``address``
    (by default the act's id).
    """
    own = {hit.eid: hit for hit in search_text(act, words, language, address)}
    for translations in aids:
        spoken = translations.language
        # A term has several names, so the glossary finds more than was meant.
        more = tuple(_by_aids(act, words, language, translations, address or act.id)) or tuple(
            _by_glossary(act, words, language, spoken, glossary, address)
        )
        hits = {hit.eid: hit for hit in more} | own
        if len(hits) > len(own):
            in_order = tuple(hits[each.eid] for each in act.provisions if each.eid in hits)
            return FoundPlaces(in_order[:MAX_PLACES], spoken)
    return FoundPlaces(tuple(own.values()))


def _by_aids(
    act: Act, words: str, language: str, aids: ReadingAids, address: str
) -> Iterator[SearchHit]:
    """Yield the provisions whose translation has a form of every word, with an excerpt of it."""
    wanted = set(_stems(words, aids.language))
    for provision in act.provisions if wanted else ():
        text = _translation(provision, aids)
        stems = {word.casefold(): _stem(word, aids.language) for word in _WORD.findall(text)}
        if not wanted <= set(stems.values()):
            continue
        forms = "|".join(re.escape(word) for word, each in stems.items() if each in wanted)
        yield SearchHit(
            label(act, provision.eid, language),
            url(address, provision.eid),
            excerpt(text, re.compile(rf"\b(?:{forms})\b")),
            provision.eid,
            aids.language,
        )


def _by_glossary(
    act: Act,
    words: str,
    language: str,
    asked_in: str,
    glossary: Sequence[Term],
    address: str | None,
) -> Iterator[SearchHit]:
    """Yield the provisions that contain a name, in the language of the act, of the term asked."""
    wanted = _stems(words, asked_in)
    for term in glossary if wanted else ():
        if any(_stems(name, asked_in) == wanted for name in term.names(asked_in)):
            for name in term.names(act.language):
                yield from search_text(act, name, language, address)


def _translation(provision: Provision, aids: ReadingAids) -> str:
    parts = (AidPart.HEADING, AidPart.TEXT)
    return " ".join(filter(None, (aids.find(provision.eid, part) for part in parts)))


def _stems(words: str, language: str) -> tuple[str, ...]:
    return tuple(_stem(word, language) for word in _WORD.findall(words))


def _stem(word: str, language: str) -> str:
    return stem(word.casefold().replace("ё", "е"), language)
