import pytest

from qa.messages import SmallTalk, SmallTalkKind, message

REPLIES = [SmallTalk(kind, "en").message for kind in SmallTalkKind]


@pytest.mark.parametrize(
    "name",
    ["out_of_scope", "no_such_provision", "other_act", "repealed", "no_words", *REPLIES],
)
def test_every_message_exists_in_three_languages(name: str) -> None:
    texts = {message(name, language) for language in ("kk", "ru", "en")}
    assert len(texts) == 3
    assert all(len(text) > 20 for text in texts)
