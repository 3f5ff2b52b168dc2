import json

from data.act import Span
from qa.answer import Answer, Citation, Confidence, Quote, Reason, SeeAlso, Status
from qa.render import answer_dict

CITATION = Citation(
    act="kz-test",
    act_title="Полиция туралы",
    edition=None,
    eid="art_1__point_2",
    article_title="Міндеттер",
    label="1-баптың 2) тармақшасы",
    url="/acts/kz-test/art_1#art_1__point_2",
)
QUOTE = Quote(
    quote="есепке алуды жүргізуге",
    start=0,
    end=22,
    language="kk",
    lead_in=Span("art_1", 0, 8, "Полиция:"),
    closing=Span("art_1__point_3", 12, 20, "міндетті"),
    highlight=(0, 12),
    citation=CITATION,
    confidence=Confidence.HIGH,
    sha256="0" * 64,
    errata=False,
)


def test_an_answer_is_the_object_of_the_interface() -> None:
    answer = Answer(
        answer_id="a1",
        status=Status.ANSWERED,
        reason=None,
        message=None,
        contacts=None,
        question="Kim esepke alady?",
        searched_as="Кім есепке алады?",
        language="kk",
        passages=(QUOTE,),
        see_also=(SeeAlso("art_1", "1-бап", "/acts/kz-test/art_1#art_1"),),
    )
    rendered = answer_dict(answer)
    assert rendered == {
        "answer_id": "a1",
        "status": "answered",
        "reason": None,
        "message": None,
        "contacts": None,
        "question": "Kim esepke alady?",
        "searched_as": "Кім есепке алады?",
        "language": "kk",
        "passages": [
            {
                "quote": "есепке алуды жүргізуге",
                "start": 0,
                "end": 22,
                "language": "kk",
                "lead_in": {"text": "Полиция:", "eid": "art_1", "start": 0, "end": 8},
                "closing": {"text": "міндетті", "eid": "art_1__point_3", "start": 12, "end": 20},
                "highlight": [0, 12],
                "citation": {
                    "act": "kz-test",
                    "act_title": "Полиция туралы",
                    "edition": None,
                    "eid": "art_1__point_2",
                    "article_title": "Міндеттер",
                    "label": "1-баптың 2) тармақшасы",
                    "url": "/acts/kz-test/art_1#art_1__point_2",
                },
                "confidence": "high",
                "sha256": "0" * 64,
                "errata": False,
                "parallel": [],
            }
        ],
        "see_also": [
            {"eid": "art_1", "label": "1-бап", "url": "/acts/kz-test/art_1#art_1"},
        ],
    }
    assert json.loads(json.dumps(rendered)) == rendered


def test_a_refusal_says_why_and_whom_to_ask() -> None:
    answer = Answer(
        answer_id="a2",
        status=Status.NOT_COVERED,
        reason=Reason.OUT_OF_SCOPE,
        message="Жауап жоқ.",
        contacts="102",
        question="Ауа райы қандай?",
        searched_as=None,
        language="kk",
        passages=(),
    )
    rendered = answer_dict(answer)
    assert (rendered["status"], rendered["reason"]) == ("not_covered", "out_of_scope")
    assert (rendered["message"], rendered["contacts"]) == ("Жауап жоқ.", "102")
    assert rendered["passages"] == rendered["see_also"] == []
