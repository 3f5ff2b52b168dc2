"""Fitting of the channel weights and the abstention models to development questions.

Weights minimise the softmax cross-entropy of the right passages among all (Cao et al. 2007,
ListNet with one relevant set). An abstention model is a ridge-regularised logistic regression on
the features of the first provision, of "the acts answer this question" and of "the first provision
answers it".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from data.errors import BaptaError
from embeddings.encoder import Progress
from qa.abstention import Logistic, Model
from qa.answer import Question
from qa.answerer import Answerer
from qa.evaluation.bank_folds import Fold
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.runner import is_right
from qa.retrieval.fusion import Weights
from qa.retrieval.scorer import TEXT_CHANNELS

Matrix = NDArray[np.float64]
# Least probability that the first provision is right for an answer: about 3 % of the questions that
# a bank does not have, and 6 % of the development questions without a bank, are answered wrongly.
_MIN_RIGHT = {"bank": 0.64, "same": 0.55, "other": 0.57}
_RIDGE_WEIGHTS = 1e-3
# Without a bank there are more features, and questions on few acts.
_RIDGE_MODEL = {"bank": 3.0, "same": 30.0, "other": 30.0}
# Thresholds let through at most these shares of the out-of-scope questions. Without a bank the
# features separate worse, and a possible match is still of use.
_MAX_SURE = {"bank": 0.012, "same": 0.3, "other": 0.15}
_MAX_SHOWN = {"bank": 0.1, "same": 0.45, "other": 0.45}


class FitError(BaptaError):
    """Questions that do not suffice for a fit."""


def fit_weights(
    answerer: Answerer,
    questions: Sequence[EvaluationQuestion],
    progress: Progress | None = None,
    folds: Iterable[Fold] = (),
) -> Weights:
    """Return the weights of the channels of ``answerer``, fitted to the in-scope questions.

    Those of ``folds`` count too. Raises FitError if there are only references, which no channel
    finds.
    """
    cases: list[tuple[Matrix, NDArray[np.bool_]]] = []
    for one, question, _ in _asked(Fold(answerer, questions), folds, progress):
        if question.gold and question.form != "reference":
            scores, provisions = one.channels(Question(question.text))
            right = np.array([is_right(found, question.gold) for found in provisions])
            channels = scores.channels if scores.banks else scores.channels[: len(TEXT_CHANNELS)]
            if right.any():
                cases.append((channels.T.astype(np.float64), right))
    if not cases:
        raise FitError("Fitting the weights needs questions in scope, and there are none.")
    return Weights(*(float(weight) for weight in _minimise_entropy(cases)))


def _minimise_entropy(cases: Sequence[tuple[Matrix, NDArray[np.bool_]]]) -> Matrix:
    from scipy.optimize import minimize

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, gradient = 0.0, np.zeros_like(weights)
        for features, right in cases:
            scores = features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            hit = shares[right].sum() + 1e-12
            total -= np.log(hit)
            gradient += shares @ features - (shares[right] / hit) @ features[right]
        ridge = _RIDGE_WEIGHTS * len(cases)
        return total + ridge * float(weights @ weights), gradient + 2 * ridge * weights

    start = np.ones(cases[0][0].shape[1])
    bounds = [(0.0, None)] * len(start)
    found: Matrix = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def fit_models(
    answerer: Answerer,
    questions: Sequence[EvaluationQuestion],
    progress: Progress | None = None,
    folds: Iterable[Fold] = (),
) -> dict[str, Model]:
    """Return the abstention models by name, as far as ``questions`` suffice.

    With ``folds`` the right model is fitted to the in-scope questions of both. The scope model is
    not: the bank's out-of-scope questions are further from the acts than those of people.
    Raises FitError unless some model has questions both in scope and out of scope.
    """
    rows: dict[str, list[_Case]] = {}
    for one, question, is_folded in _asked(Fold(answerer, questions), folds, progress):
        ranking = one.rank(Question(question.text))
        if ranking.evidence is not None and not ranking.is_direct:
            first = ranking.candidates[0]
            is_first_right = is_right((first.act, first.eid), question.gold)
            case = _Case(ranking.evidence.values(), bool(question.gold), is_first_right, is_folded)
            rows.setdefault(ranking.evidence.model, []).append(case)
    usable = {name: cases for name, cases in rows.items() if _is_usable(_unfolded(cases))}
    if not usable:
        raise FitError("Fitting a model needs questions in scope and questions out of scope.")
    return {name: _model(name, cases) for name, cases in usable.items()}


def _asked(
    first: Fold, folds: Iterable[Fold], progress: Progress | None
) -> Iterator[tuple[Answerer, EvaluationQuestion, bool]]:
    """Yield each question with its answerer, and whether it is of ``folds``.

    The progress is of each fold apart.
    """
    for fold in chain((first,), folds):
        for number, question in enumerate(fold.questions, start=1):
            yield fold.answerer, question, fold is not first
            if progress is not None:
                progress(number, len(fold.questions))


@dataclass(frozen=True, slots=True)
class _Case:
    values: Mapping[str, float]
    in_scope: bool
    is_first_right: bool
    is_folded: bool = False


def _unfolded(cases: Sequence[_Case]) -> list[_Case]:
    return [case for case in cases if not case.is_folded]


def _is_usable(cases: Sequence[_Case]) -> bool:
    return len({case.in_scope for case in cases}) > 1 and any(case.is_first_right for case in cases)


def _model(name: str, cases: Sequence[_Case]) -> Model:
    ridge = _RIDGE_MODEL[name]
    asked = _unfolded(cases)
    judged = [case for case in cases if case.in_scope] if len(asked) < len(cases) else cases
    scope = _logistic(asked, [case.in_scope for case in asked], ridge)
    right = _logistic(judged, [case.is_first_right for case in judged], ridge)
    outside = [case.values for case in asked if not case.in_scope]
    return Model(
        scope,
        right,
        _threshold(scope, outside, _MAX_SHOWN[name]),
        _threshold(scope, outside, _MAX_SURE[name]),
        _MIN_RIGHT[name],
    )


def _threshold(model: Logistic, outside: Sequence[Mapping[str, float]], share: float) -> float:
    """Return the probability that at most ``share`` of the out-of-scope questions exceed."""
    odds = np.array([model.log_odds(values) for values in outside])
    return float(np.quantile(1 / (1 + np.exp(-odds)), 1 - share))


def _logistic(cases: Sequence[_Case], labels: Sequence[bool], ridge: float) -> Logistic:
    """Return a model of the raw inputs of ``cases``, fitted to standardised ones."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    names = list(cases[0].values)
    inputs = np.array([[case.values[name] for name in names] for case in cases])
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    model = LogisticRegression(C=1 / ridge, max_iter=5000)
    model.fit((inputs - mean) / spread, np.array(labels))
    weights: Matrix = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ mean)
    return Logistic(bias, dict(zip(names, weights.tolist(), strict=True)))


def weights_toml(weights: Weights) -> str:
    """Return the weights as a table of fusion.toml."""
    names = [field.name for field in fields(weights)]
    values = zip(names, astuple(weights), strict=True)
    return "\n".join(f"{name} = {value:.3f}" for name, value in values)


def model_toml(name: str, model: Model) -> str:
    """Return the model as tables of abstention.toml."""
    lines = [f"[{name}]", f"medium = {model.medium:.4f}"]
    lines += [f"sure = {model.sure:.4f}", f"high = {model.high:.4f}"]
    for part, logistic in (("scope", model.scope), ("right", model.right)):
        lines += [f"[{name}.{part}]", f"bias = {logistic.bias:.4f}", f"[{name}.{part}.weights]"]
        lines += [f"{key} = {weight:.4f}" for key, weight in logistic.weights.items()]
    return "\n".join(lines)
