"""The answer as a dataclass and as the model that describes it to programs."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from qa.answer import Answer
from tests.helpers.answerers import ask
from tests.helpers.web_app import FIREARM, LATIN, PILAF
from web.chat.schemas import ChatAnswer

pytestmark = pytest.mark.usefixtures("bundled_model")


@pytest.mark.parametrize("question", [FIREARM, LATIN, PILAF, "24-бап", "999-бап", "Сәлем"])
def test_an_answer_is_the_object_that_the_interface_describes(
    bapta_home: Path, question: str
) -> None:
    answer = ask(bapta_home, question)
    described = ChatAnswer.model_validate(asdict(answer))
    assert described.model_dump(mode="json") == json.loads(json.dumps(asdict(answer)))


def test_the_model_has_the_members_of_the_answer(bapta_home: Path) -> None:
    answer = ask(bapta_home, FIREARM)
    assert set(ChatAnswer.model_fields) == set(Answer.__dataclass_fields__)
    assert answer.passages[0].parallel == ()
    rendered = json.loads(json.dumps(asdict(answer)))
    assert (rendered["status"], rendered["passages"][0]["confidence"]) == ("answered", "high")
    assert rendered["reason"] is None
