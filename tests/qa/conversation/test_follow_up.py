"""Follow-ups: messages that lean on the question before are searched with it, others are not."""

import json
from pathlib import Path

import pytest

from qa.answer import Answer, ContextTurn, Question, Reason, Status
from qa.conversation.follow_up import (
    MAX_EARLIER_LENGTH,
    Leaning,
    earlier_turns,
    joined_text,
    leaning,
    leans_on_context,
    neighbours,
)
from qa.pipeline import Step
from tests.helpers.answerers import QUESTIONS
from tests.helpers.web_app import ACT, model_answerer

DIALOGUES = QUESTIONS / "people" / "dialogues.jsonl"
CUSTODY = "Can I be called in to explain myself?"
TOO_FAR = ContextTurn("Какая погода в Астане?", "kz-moon", "art_1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("а в багажник заглянуть?", Leaning.MARKED),
        ("ал үйден ше?", Leaning.MARKED),
        ("al uiden she?", Leaning.MARKED),
        ("from home too?", Leaning.MARKED),
        ("спасибо, а деньгами можно?", Leaning.MARKED),
        ("о чём они говорят?", Leaning.REFERRING),
        ("and search it afterwards?", Leaning.REFERRING),
        ("в какой срок?", Leaning.BARE),
        ("надолго?", Leaning.BARE),
        ("неге?", Leaning.BARE),
        ("қанша мерзімде?", Leaning.BARE),
        ("how soon?", Leaning.BARE),
        ("who pays for the damage?", Leaning.SHORT),
        ("форменная одежда", Leaning.NONE),
        ("dollar rate", Leaning.NONE),
        ("Может ли инспектор остановить машину и проверить документы?", Leaning.NONE),
        # A person or body, what is done and with what: a question of its own.
        ("Можно ли снимать полицейского на видео?", Leaning.NONE),
        ("Полицейлер көлікті тінте ала ма?", Leaning.NONE),
        ("Politseiler kolikti tinte ala ma?", Leaning.NONE),
        ("May the police use dogs?", Leaning.NONE),
        ("May the police refuse?", Leaning.SHORT),
        ("Есікті сындыра ала ма?", Leaning.SHORT),
        ("Могут ли полицейские это снимать?", Leaning.REFERRING),
        # "to" is no "too".
        ("do i need to give my name to police", Leaning.NONE),
        ("when is a report to be sent to", Leaning.SHORT),
        # English words that sound like Russian and Kazakh ones: "и", "а", "он", "но", "ал", "ше".
        ("i was beaten by policemen", Leaning.SHORT),
        ("a lawyer must be called", Leaning.SHORT),
        ("on what ground is a search made", Leaning.SHORT),
        ("can police knock on doors", Leaning.NONE),
        ("no warrant was shown", Leaning.SHORT),
        ("all prisoners must work", Leaning.SHORT),
        ("who is she", Leaning.BARE),
        ("on mozhet otkazat?", Leaning.REFERRING),
        ("no esli nochyu?", Leaning.MARKED),
        ("a esli nochyu?", Leaning.MARKED),
        # Forms of a word without a matter of its own, with and without Kazakh letters.
        ("ал мерзімі қандай?", Leaning.BARE),
        ("ал мерзими кандай", Leaning.BARE),
        ("уақыты қанша?", Leaning.BARE),
    ],
)
def test_leaning_is_told_by_the_words(text: str, expected: Leaning) -> None:
    assert leaning(text) is expected


def test_earlier_turns_leave_out_small_talk_and_need_a_matter() -> None:
    first, bare, thanks = (ContextTurn(text) for text in (CUSTODY, "how soon?", "thanks"))
    assert earlier_turns((first, thanks)) == (first,)
    assert earlier_turns((first, bare)) == (first, bare)
    marked = ContextTurn("and if it is refused?")
    assert earlier_turns((first, marked)) == (first, marked)
    assert earlier_turns((bare, first)) == (first,)
    assert earlier_turns((thanks,)) == ()


def test_joined_text_keeps_the_end_of_a_long_question() -> None:
    text = joined_text((ContextTurn("слово " * 300 + "в конце вопрос"),), "спасибо, а ночью?")
    assert text.endswith("слово в конце вопрос а ночью?")
    assert len(text) <= MAX_EARLIER_LENGTH + len(" а ночью?")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (Question("at night as well?", context=(ContextTurn(CUSTODY),)), True),
        (Question("at night as well?"), False),
        (Question("at night as well?", exact=True, context=(ContextTurn(CUSTODY),)), False),
        (Question("thanks", context=(ContextTurn(CUSTODY),)), False),
        (Question("uniform", context=(ContextTurn(CUSTODY),)), False),
        # A short message leans on a turn only if that one found something.
        (Question("Is a lawyer allowed?", context=(ContextTurn("speed limit"),)), False),
        (Question("Is a lawyer allowed?", context=(TOO_FAR,)), True),
        # One with a word for something said before does not either, an elliptical one does.
        (
            Question("Must they tell me about a lawyer?", context=(ContextTurn("speed limit"),)),
            False,
        ),
        (Question("Must they tell me about a lawyer?", context=(TOO_FAR,)), True),
        (Question("and if they refuse?", context=(ContextTurn("speed limit"),)), True),
    ],
)
def test_only_what_leans_is_searched_twice(question: Question, expected: bool) -> None:
    assert leans_on_context(question) is expected


def test_neighbours_are_the_siblings_beside_a_provision(bapta_home: Path) -> None:
    corpus = model_answerer(bapta_home).corpus
    near = {eid for _, eid in neighbours(ContextTurn("?", ACT, "art_24__para_2"), corpus)}
    assert near == {"art_24__para_1", "art_24__para_3"}
    why = neighbours(ContextTurn("?", ACT, "art_24__para_2"), corpus, Leaning.BARE)
    assert {eid for _, eid in why} == near | {"art_24__para_2"}
    for gone in (TOO_FAR, ContextTurn("?", ACT, "art_999"), ContextTurn("?")):
        assert neighbours(gone, corpus) == frozenset()


def ask(home: Path, text: str, *context: ContextTurn, exact: bool = False) -> Answer:
    return model_answerer(home).ask(Question(text, exact=exact, context=context))


@pytest.mark.parametrize(
    ("before", "text", "eid"),
    [
        ("Сколько людей может забрать патруль: куда везут пьяных с улицы?", "а из дома тоже?",
         "art_16__para_1__point_16"),
        ("Көшеде мас жатқан кісіні патруль қайда жеткізеді?", "ал үйден ше?",
         "art_16__para_1__point_16"),
        ("Must the police take back false statements about me?", "how soon?", "art_6__para_4"),
    ],
)  # fmt: skip
def test_a_follow_up_is_answered_with_the_question_before(
    bapta_home: Path, bundled_model: Path, before: str, text: str, eid: str
) -> None:
    answer = ask(bapta_home, text, ContextTurn(before, ACT, eid))
    assert answer.status is Status.CLOSEST
    assert answer.passages[0].citation.eid == eid
    assert answer.question == text
    assert answer.searched_as is not None
    assert answer.searched_as.endswith(text)
    assert answer.searched_as.startswith(before[:10])
    assert all(quote.confidence != "high" for quote in answer.passages)
    undone = ask(bapta_home, text, ContextTurn(before, ACT, eid), exact=True)
    assert undone.searched_as is None


@pytest.mark.parametrize("turn", [ContextTurn(CUSTODY), TOO_FAR, ContextTurn("?"), ContextTurn("")])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("А сколько стоит билет на поезд до Алматы?", Reason.OUT_OF_SCOPE),
        ("and the weather tomorrow?", Reason.OUT_OF_SCOPE),
        ("how old is he?", Reason.OUT_OF_SCOPE),
        ("thanks", Reason.GREETING),
        ("24-бап", None),
        ("Кто выдаёт паспорта?", None),
        ("Можно ли снимать полицейского на видео?", Reason.OUT_OF_SCOPE),
        ("do i need to show papers to police", None),
    ],
)
def test_a_new_topic_is_answered_as_without_context(
    bapta_home: Path, bundled_model: Path, turn: ContextTurn, text: str, reason: Reason | None
) -> None:
    answer, alone = ask(bapta_home, text, turn), ask(bapta_home, text)
    assert answer.reason is reason
    assert answer.searched_as == alone.searched_as
    assert [quote.citation for quote in answer.passages] == [
        quote.citation for quote in alone.passages
    ]


def test_danger_of_an_earlier_question_gives_no_notice(
    bapta_home: Path, bundled_model: Path
) -> None:
    before = ContextTurn("Меня сейчас убивают, помогите!")
    assert ask(bapta_home, "а полиция приедет?", before).notice is None
    assert ask(bapta_home, "а если он меня сейчас убьёт? помогите!", before).notice is not None


def test_the_step_names_both_questions(bapta_home: Path, bundled_model: Path) -> None:
    question = Question("how soon?", context=(ContextTurn(CUSTODY),))
    _, steps = model_answerer(bapta_home).explain(question)
    (facts,) = (step.facts for step in steps if step.name is Step.CONTEXT)
    assert facts["leaning"] == "bare"
    assert facts["text"] == f"{CUSTODY} how soon?"


def _figures(home: Path) -> dict[str, float]:
    """The figures of each third dialogue: each turn is asked with those before it."""
    right = follow_ups = refused = lost = new = shown = outside = missed = 0
    answerer = model_answerer(home)
    for line in DIALOGUES.read_text("utf-8").splitlines()[::3]:
        context: tuple[ContextTurn, ...] = ()
        for turn in json.loads(line)["turns"]:
            answer = answerer.ask(Question(turn["question"], context=context[-2:]))
            first = answer.passages[0].citation if answer.passages else None
            eid = first.eid if first else None
            if turn.get("small_talk"):
                missed += answer.reason is not Reason.GREETING
            elif turn["follow_up"]:
                follow_ups += 1
                right += eid in turn["gold"]
                refused += answer.status is Status.NOT_COVERED
            elif context and turn["gold"]:
                new += 1
                lost += eid not in turn["gold"]
            elif context:
                outside += 1
                shown += answer.status is not Status.NOT_COVERED
            context += (ContextTurn(turn["question"], first.act if first else None, eid),)
    return {
        "right": right / follow_ups,
        "refused": refused / follow_ups,
        "lost": lost / new,
        "outside shown": shown / outside,
        "small talk missed": missed,
    }


def test_dialogues_keep_their_figures(bapta_home: Path, bundled_model: Path) -> None:
    figures = _figures(bapta_home)
    assert figures["right"] >= 0.85
    assert figures["refused"] <= 0.05
    assert figures["lost"] <= 0.01
    assert figures["outside shown"] <= 0.05
    assert figures["small talk missed"] == 0
