"""Answers of the development set, several acts, repealed and long provisions."""

from hashlib import sha256
from itertools import pairwise
from math import log
from pathlib import Path

import pytest

from data.corpus import Corpus, load_corpus
from data.model import Act, Kind, Provision
from data.passages import split_passages
from qa.abstention import Abstention, Logistic, Model
from qa.answer import Answer, Confidence, Question, Reason, Status
from qa.answerer import Answerer
from qa.retrieval.fusion import FusionWeights, Weights, standard_weights, weighted_sum
from qa.retrieval.indexing import build_index, corpus_texts
from tests.helpers.answerers import ACT, eids, traces
from tests.helpers.hashing_encoder import HashingEncoder
from tests.helpers.web_app import FIREARM, law_answerer, model_answerer

pytestmark = pytest.mark.usefixtures("bundled_model")


BANDS = [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH]


@pytest.fixture(scope="module")
def answers(bapta_home: Path, bundled_model: Path) -> tuple[Answer, ...]:
    """Return the answers to all development questions."""
    return tuple(trace.answer for _, trace in traces(bapta_home, "development"))


def test_every_quote_is_a_slice_of_its_provision(answers: tuple[Answer, ...]) -> None:
    act = load_corpus().default
    seen = set()
    for answer in answers:
        for quote in answer.passages:
            provision = act.by_eid[quote.citation.eid]
            seen.add(provision.eid)
            assert provision.text[quote.start : quote.end] == quote.quote != ""
            assert quote.sha256 == sha256(provision.text.encode()).hexdigest()
            assert (quote.lead_in, quote.closing) == (provision.lead_in, provision.closing)
            for span in (quote.lead_in, quote.closing):
                if span is not None:
                    assert act.by_eid[span.eid].text[span.start : span.end] == span.text
            if quote.highlight is not None:
                start, end = quote.highlight
                assert 0 <= start < end <= len(quote.quote)
                assert quote.quote[start:end] == quote.quote[start:end].strip()
    # Most of the law is shown for one question or another.
    assert len(seen) > 0.8 * len({passage.eid for passage in split_passages(act)})


def test_answers_quote_a_provision_once_in_falling_confidence(
    answers: tuple[Answer, ...],
) -> None:
    for answer in answers:
        assert len(eids(answer)) == len(set(eids(answer))) <= 5
        bands = [BANDS.index(quote.confidence) for quote in answer.passages]
        assert all(one >= next_ for one, next_ in pairwise(bands))
        assert {one.eid for one in answer.see_also}.isdisjoint(eids(answer))


def test_status_follows_the_band_of_the_first_quote(answers: tuple[Answer, ...]) -> None:
    for answer in answers:
        if answer.passages:
            band = answer.passages[0].confidence
            assert (answer.status is Status.ANSWERED) == (band is Confidence.HIGH)
            assert (answer.status is Status.CLOSEST) == (band is Confidence.MEDIUM)
            assert (answer.reason, answer.message, answer.contacts) == (None, None, None)
        else:
            assert answer.status is Status.NOT_COVERED
            assert answer.reason is not None
            assert answer.message
    assert {answer.status for answer in answers} == set(Status)
    assert len({answer.answer_id for answer in answers}) == len(answers)


LONG = " ".join(
    f"Орталық қызметтің {number}-міндетін осы қаулының тәртібімен атқарады." for number in range(40)
)


def _two_acts() -> Corpus:
    provisions = (
        Provision("art_1", Kind.ARTICLE, "1", "", None, None, heading="Орталық"),
        Provision("art_1__para_1", Kind.PARAGRAPH, "1", LONG, "art_1", None),
        Provision(
            "art_1__para_2", Kind.PARAGRAPH, "2", "Күші жойылды.", "art_1", None, repealed=True
        ),
    )
    other = Act("kz-centre", "Орталық туралы", "kk", None, None, "t.txt", (), provisions)
    return Corpus((load_corpus().default, other))


@pytest.fixture(scope="module")
def two_acts() -> Answerer:
    """Return an answerer of the law and another act with the encoder of the tests."""
    corpus, encoder = _two_acts(), HashingEncoder()
    return Answerer(corpus, encoder, build_index(corpus_texts(corpus), encoder), contacts="1402")


def test_only_the_requested_acts_are_searched(two_acts: Answerer) -> None:
    for act_id in (ACT, "kz-centre"):
        ranking = two_acts.rank(Question("орталық қызметтің міндеті", acts=(act_id,)))
        assert {one.act for one in ranking.candidates} == {act_id}
    both = two_acts.rank(Question("орталық қызметтің міндеті"))
    assert {one.act for one in both.candidates} == {ACT, "kz-centre"}


def test_reference_is_resolved_in_the_named_or_requested_act(two_acts: Answerer) -> None:
    chosen = two_acts.ask(Question("1-баптың 1-тармағы", acts=("kz-centre",))).passages[0]
    assert chosen.citation.act == "kz-centre"
    named = two_acts.ask(Question("«Орталық туралы» заңның 1-бабының 1-тармағы")).passages[0]
    assert named.citation.act == "kz-centre"


@pytest.mark.parametrize(
    ("question", "language", "message", "labels"),
    [
        (
            "1-баптың 1-тармағы",
            "kk",
            "Қай заң туралы сұрап отырсыз? Мұндай норма бірнеше заңда бар.",
            ["1-баптың 1-тармағы"] * 2,
        ),
        (
            "ст. 1 п. 1",
            "ru",
            "О каком законе вопрос? Такая норма есть в нескольких законах.",
            ["пункт 1 статьи 1"] * 2,
        ),
        (
            "article 1(1)",
            "en",
            "Which law do you mean? Several laws have such a provision.",
            ["Article 1, paragraph 1"] * 2,
        ),
    ],
)
def test_provision_of_several_acts_asks_for_the_act(
    two_acts: Answerer, question: str, language: str, message: str, labels: list[str]
) -> None:
    answer = two_acts.ask(Question(question))
    assert (answer.status, answer.reason) == (Status.NOT_COVERED, Reason.WHICH_ACT)
    assert (answer.language, answer.message, answer.contacts) == (language, message, None)
    assert [(one.act, one.language) for one in answer.choices] == [(ACT, "kk"), ("kz-centre", "kk")]
    assert [one.label for one in answer.choices] == labels
    assert answer.choices[1].act_title == "Орталық туралы"
    assert answer.choices[1].url == "/acts/kz-centre/art_1#art_1__para_1"


@pytest.mark.parametrize(
    ("article", "labels", "message"),
    [
        (
            "24-бабы",
            ["24-бап", "1-бап"],
            "Сұрақта бірнеше заң аталған. Сұралған нормалар төменде көрсетілген.",
        ),
        (
            "99-бабы",
            ["1-бап"],
            "Сұрақта бірнеше заң аталған. Сұралған нормалардың бәрі бірдей бұл заңдарда жоқ."
            " Табылғандары төменде көрсетілген.",
        ),
    ],
)
def test_provisions_of_several_named_acts_are_linked(
    two_acts: Answerer, article: str, labels: list[str], message: str
) -> None:
    question = f"ОВД туралы заңның {article} және «Орталық туралы» заңның 1-бабы"
    answer = two_acts.ask(Question(question))
    assert (answer.reason, answer.message) == (Reason.SEVERAL_ACTS, message)
    assert [one.label for one in answer.choices] == labels


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            "ОВД туралы заңның 24-бабы мен Еңбек кодексінің 5-бабы",
            "Сұрақта бірнеше заң аталған. Сұралған нормалардың бәрі бірдей бұл заңдарда жоқ."
            " Табылғандары төменде көрсетілген."
            " «Бапта» жауап іздейтін заңдардың ішінде жоқ: Еңбек кодексі.",
        ),
        (
            "ст. 24 закона об ОВД и ст. 5 Закона РК «О дорожном движении»",
            "В вопросе названо несколько законов. Не все нормы, о которых вы спросили, в них есть."
            " Найденные – ниже."
            " Среди законов, по которым отвечает «Бапта», нет: «О дорожном движении».",
        ),
        (
            "article 24 of the police law and article 5 of the labor code",
            "The question names several laws. They do not have all the provisions that it asks for."
            " Those found are below. The laws that Bapta answers from do not include: Labour code.",
        ),
    ],
)
def test_title_of_a_named_act_that_is_not_loaded_is_told(
    two_acts: Answerer, question: str, message: str
) -> None:
    answer = two_acts.ask(Question(question))
    assert (answer.reason, answer.message) == (Reason.SEVERAL_ACTS, message)
    assert [(one.act, one.url) for one in answer.choices] == [(ACT, f"/acts/{ACT}/art_24#art_24")]


def test_provision_of_one_act_alone_is_quoted(two_acts: Answerer) -> None:
    (quote, *_) = two_acts.ask(Question("24-баптың 3-тармағы")).passages
    assert (quote.citation.act, quote.citation.eid) == (ACT, "art_24__para_3")


def test_provision_that_no_act_has_is_refused(two_acts: Answerer) -> None:
    answer = two_acts.ask(Question("99-бап"))
    assert answer.reason is Reason.NO_SUCH_PROVISION
    assert answer.message == (
        "«Бапта» жауап іздейтін заңдардың ешқайсысында мұндай бап, тармақ немесе басқа бөлік жоқ."
    )


def test_related_provisions_name_their_act(two_acts: Answerer) -> None:
    links = two_acts.ask(Question("24-баптың 3-тармағы")).see_also
    title = two_acts.corpus.default.title
    assert links
    assert {(one.act, one.act_title) for one in links} == {(ACT, title)}


def test_long_named_provision_is_quoted_whole_once(two_acts: Answerer) -> None:
    (quote,) = two_acts.ask(Question("1-бап", acts=("kz-centre",))).passages
    assert (quote.citation.eid, quote.quote) == ("art_1__para_1", LONG)
    searched = two_acts.rank(Question("орталық қызметтің міндеті", acts=("kz-centre",)))
    assert [one.eid for one in searched.candidates] == ["art_1__para_1"]
    assert len(searched.candidates[0].passage.text) < 1000 < len(LONG)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("1-баптың 2-тармағы", "Заңда бұл норманың күші жойылған деп көрсетілген."),
        ("ст. 1 п. 2", "В законе указано, что эта норма утратила силу."),
        ("article 1(2)", "The law says that this provision has been repealed."),
    ],
)
def test_repealed_provision_is_linked_but_never_quoted(
    two_acts: Answerer, question: str, message: str
) -> None:
    answer = two_acts.ask(Question(question, acts=("kz-centre",)))
    assert (answer.status, answer.reason) == (Status.NOT_COVERED, Reason.NO_SUCH_PROVISION)
    assert (answer.passages, answer.message) == ((), message)
    assert [one.eid for one in answer.see_also] == ["art_1__para_2"]
    searched = two_acts.rank(Question("Күші жойылды", acts=("kz-centre",)))
    assert "art_1__para_2" not in {one.eid for one in searched.candidates}


def test_refusal_has_the_contacts_of_the_operator(two_acts: Answerer) -> None:
    answer = two_acts.ask(Question("99-бап"))
    assert (answer.status, answer.contacts) == (Status.NOT_COVERED, "1402")


@pytest.mark.parametrize(
    ("confidence", "right", "status", "band"),
    [
        (0.95, 0.95, Status.ANSWERED, Confidence.HIGH),
        (0.6, 0.9, Status.ANSWERED, Confidence.HIGH),
        (0.6, 0.89, Status.CLOSEST, Confidence.MEDIUM),
        (0.95, 0.6, Status.CLOSEST, Confidence.MEDIUM),
        (0.39, 0.95, Status.NOT_COVERED, None),
    ],
)
def test_confidence_decides_status_and_band(
    confidence: float, right: float, status: Status, band: Confidence | None
) -> None:
    corpus, encoder = load_corpus(), HashingEncoder()
    scope, first_right = (Logistic(log(p / (1 - p)), {}) for p in (confidence, right))
    rule = Model(scope, first_right, medium=0.4, sure=0.4, high=0.9 - 1e-9)
    answerer = Answerer(
        corpus,
        encoder,
        build_index(corpus_texts(corpus), encoder),
        abstention=Abstention({"same": rule}),
    )
    trace = answerer.answer_with_trace(Question("атыс қаруын ескертусіз жеңіліске қолдану құқығы"))
    assert trace.confidence == pytest.approx(confidence)
    assert trace.decision.abstention.right == pytest.approx(right)
    assert trace.answer.status is status
    first = trace.answer.passages[0].confidence if trace.answer.passages else None
    assert first is band


def test_references_can_be_off_and_weights_replaced() -> None:
    corpus, encoder = load_corpus(), HashingEncoder()
    index = build_index(corpus_texts(corpus), encoder)
    words_only = FusionWeights(bank=Weights(0.0, 1.0), text=Weights(0.0, 1.0))
    searching = Answerer(corpus, encoder, index, weights=words_only, references=False)
    ranking = searching.rank(Question("24-баптың 3-тармағы"))
    assert ranking.named is None
    assert ranking.evidence is not None
    found = searching.rank(Question("ескертусіз жеңіліске қолдану")).candidates
    assert found[0].eid == "art_24__para_3"
    # Scores are in log odds, and differ by the only channel that has a weight.
    behind = [found[0].score - one.score for one in found]
    assert behind == pytest.approx([found[0].channels[1] - one.channels[1] for one in found])


def test_answerer_without_bank_uses_the_model_without_bank() -> None:
    ranking = law_answerer().rank(Question("атыс қаруын ескертусіз жеңіліске қолдану құқығы"))
    assert ranking.candidates[0].eid == "art_24__para_3"
    assert ranking.evidence is not None
    assert ranking.evidence.model == "same"


def test_channels_have_the_shape_channels_by_passages(bapta_home: Path) -> None:
    scores, provisions = model_answerer(bapta_home).channels(Question(FIREARM))
    passages = split_passages(load_corpus().default)
    assert scores.channels.shape == (4, len(passages))
    assert provisions == [(ACT, passage.eid) for passage in passages]
    total = weighted_sum(standard_weights().bank, scores.channels)
    assert provisions[int(total.argmax())] == (ACT, "art_24__para_3")
