"""Words that name a provision: its heading, or the beginning of its text, translated or not."""

from data.corpus import load_corpus
from data.reading_aids import ReadingAids
from web.reader.provision_words import MAX_WORDS, provision_words


def test_every_provision_with_words_is_named_shortly() -> None:
    law = load_corpus().default
    for language in ("kk", "ru"):
        aids = ReadingAids.for_act(law, language)
        for provision in law.provisions:
            found = provision_words(law, provision.eid, aids)
            if not provision.heading and not provision.text:
                assert found is None
                continue
            assert found is not None
            assert found.language == language
            assert found.is_translation == (language == "ru")
            assert 0 < len(found.text) <= MAX_WORDS
            if language == "kk":
                words = " ".join((provision.heading or provision.text).split())
                assert words.startswith(found.text.rstrip("…"))


def test_a_heading_comes_before_the_text_and_long_texts_are_cut_between_words() -> None:
    law = load_corpus().default
    aids = ReadingAids.for_act(law, "ru")
    heading = provision_words(law, "art_18", aids)
    assert heading is not None
    assert heading.text == "Обязанности сотрудников органов внутренних дел"
    long = provision_words(law, "art_18__point_5", aids)
    assert long is not None
    assert long.text == (
        "после задержания лица назвать ему основание его задержания, разъяснить, что он имеет…"
    )
    assert provision_words(law, "art_999", aids) is None
