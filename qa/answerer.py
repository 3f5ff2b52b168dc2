"""The answerer: a question in, an answer out, every quote a verbatim slice of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from data.corpus import Corpus
from embeddings.encoder import Encoder
from embeddings.vectors import VectorIndex
from qa.abstention import Abstention, standard_abstention
from qa.answer import Answer, Confidence, Question, Quote, Reason, SeeAlso, Status
from qa.candidates import Candidate, Ranker, Ranking
from qa.citation import citation
from qa.fusion import standard_weights
from qa.highlight import highlight
from qa.indexing import Entry, entries_of
from qa.lexical import terms_of
from qa.messages import greeting_language, message
from qa.question import check_question
from qa.readings import Reader
from qa.see_also import see_also
from qa.understand import Reading

_STATUS = {
    Confidence.HIGH: Status.ANSWERED,
    Confidence.MEDIUM: Status.CLOSEST,
    Confidence.LOW: Status.NOT_COVERED,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """An answer with the ranking behind it and the score of the abstention rule (0 to 1)."""

    answer: Answer
    ranking: Ranking
    sureness: float


class Answerer:
    """Answers from one corpus. Holds no state between questions; safe to share by threads."""

    def __init__(
        self,
        corpus: Corpus,
        encoder: Encoder,
        index: VectorIndex,
        *,
        contacts: str | None = None,
        entries: Sequence[Entry] | None = None,
        abstention: Abstention | None = None,
    ) -> None:
        """``index`` was built by ``encoder`` from ``entries`` (by default those of ``corpus``)."""
        self.corpus = corpus
        self._contacts = contacts
        self._reader = Reader(corpus)
        self._abstention = abstention or standard_abstention()
        entries = entries_of(corpus) if entries is None else entries
        self._ranker = Ranker(corpus, encoder, index, entries, standard_weights())

    def ask(self, question: Question) -> Answer:
        """The answer to ``question``.

        Raises QuestionError for a text that is no question, UnknownActError for an unknown act.
        """
        return self.trial(question).answer

    def trial(self, question: Question) -> Trial:
        """The answer with what it was decided by; raises as :meth:`ask`."""
        text = check_question(question.text)
        if greeted := greeting_language(text):
            language = question.language or greeted
            reading = Reading(text, language, changed=False, likeness=1.0)
            answer = self._without_passages(question, reading, Reason.GREETING)
            return Trial(answer, Ranking(reading, ()), 0.0)
        ranking = self.rank(question)
        sureness = self.sureness(ranking)
        if self._abstention.band(sureness) is Confidence.LOW:
            answer = self._without_passages(question, ranking.reading, Reason.OUT_OF_SCOPE)
        else:
            answer = self._with_passages(question, ranking)
        return Trial(answer, ranking, sureness)

    def rank(self, question: Question, limit: int = 50) -> Ranking:
        """The best ``limit`` provisions before any status is given.

        Raises QuestionError, and UnknownActError for an unknown act.
        """
        for act_id in question.acts:
            self.corpus.act(act_id)
        text = check_question(question.text)
        readings = self._reader.read(text, question.language, exact=question.exact)
        return self._ranker.rank(readings, question.acts, limit)

    def sureness(self, ranking: Ranking) -> float:
        """The score of the abstention rule: 0 to 1, higher when the first candidate answers."""
        return self._abstention.sureness(ranking.candidates, self._same_language(ranking))

    def _same_language(self, ranking: Ranking) -> bool:
        if not ranking.candidates:
            return False
        first = self.corpus.act(ranking.candidates[0].act)
        return first.language == ranking.reading.language

    def _quote(self, candidate: Candidate, ranking: Ranking, ui: str) -> Quote:
        act = self.corpus.act(candidate.act)
        provision = act.by_eid[candidate.eid]
        passage = candidate.passage
        language = ranking.reading.language
        return Quote(
            quote=passage.text,
            start=passage.start,
            end=passage.end,
            language=act.language,
            lead_in=provision.lead_in,
            closing=provision.closing,
            highlight=highlight(
                passage.text,
                terms_of(ranking.reading.text),
                terms_of,
                lambda term: self._ranker.weight(term, language),
            ),
            citation=citation(act, provision.eid, ui),
            confidence=self._confidence(candidate, ranking),
            sha256=provision.sha256,
            errata=bool(provision.errata),
        )

    def _confidence(self, candidate: Candidate, ranking: Ranking) -> Confidence:
        """The band of one candidate: as sure as the first, less what its score lacks to it."""
        sure = self.sureness(ranking)
        behind = ranking.candidates[0].score - candidate.score
        return self._abstention.band(self._abstention.behind(sure, behind))

    def _with_passages(self, question: Question, ranking: Ranking) -> Answer:
        reading = ranking.reading
        ui = question.ui or reading.language
        quotes = tuple(
            self._quote(candidate, ranking, ui)
            for candidate in ranking.candidates[: question.top_k]
        )
        return Answer(
            answer_id=uuid4().hex,
            status=_STATUS[quotes[0].confidence],
            reason=None,
            message=None,
            contacts=None,
            question=question.text,
            searched_as=_searched_as(reading),
            language=reading.language,
            passages=quotes,
            see_also=self._see_also(quotes, ui),
        )

    def _see_also(self, quotes: Sequence[Quote], ui: str) -> tuple[SeeAlso, ...]:
        first = quotes[0].citation
        act = self.corpus.act(first.act)
        shown = {quote.citation.eid for quote in quotes if quote.citation.act == first.act}
        beside = see_also(act, act.by_eid[first.eid], ui)
        return tuple(one for one in beside if one.eid not in shown)

    def _without_passages(self, question: Question, reading: Reading, reason: Reason) -> Answer:
        return Answer(
            answer_id=uuid4().hex,
            status=Status.NOT_COVERED,
            reason=reason,
            message=message(reason.value, question.ui or reading.language),
            contacts=self._contacts,
            question=question.text,
            searched_as=_searched_as(reading),
            language=reading.language,
            passages=(),
        )


def _searched_as(reading: Reading) -> str | None:
    return reading.text if reading.changed else None
