"""Fitting of the channel weights and the abstention models to development questions.

Weights minimise the softmax cross-entropy of the right passages among all (Cao et al. 2007,
ListNet with one relevant set). An abstention model is a ridge-regularised logistic regression of
"the act answers this question" on the features of the first provision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields

import numpy as np
from numpy.typing import NDArray

from data.errors import BaptaError
from qa.abstention import Model
from qa.answer import Question
from qa.answerer import Answerer
from qa.evaluation.dataset import EvaluationQuestion
from qa.evaluation.runner import Progress, is_right
from qa.retrieval.fusion import Weights

Matrix = NDArray[np.float64]
_RIDGE_WEIGHTS = 1e-3
_RIDGE_MODEL = 3.0
# Thresholds let through at most these shares of the out-of-scope questions.
_MAX_ANSWERED = 0.025
# Without a bank the features separate worse, and a possible match is still of use.
_MAX_SHOWN = {"bank": 0.13, "same": 0.4, "other": 0.4}


class FitError(BaptaError):
    """Questions that do not suffice for a fit."""


def fit_weights(
    answerer: Answerer, questions: Sequence[EvaluationQuestion], progress: Progress | None = None
) -> Weights:
    """Return the weights of the channels of ``answerer``, fitted to the in-scope questions.

    Raises FitError if there are only references, which no channel finds.
    """
    cases: list[tuple[Matrix, NDArray[np.bool_]]] = []
    for number, question in enumerate(questions, start=1):
        if question.gold and question.form != "reference":
            channels, provisions = answerer.channels(Question(question.text))
            right = np.array([is_right(found, question.gold) for found in provisions])
            cases.append((channels.T.astype(np.float64), right))
        if progress is not None:
            progress(number, len(questions))
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
    answerer: Answerer, questions: Sequence[EvaluationQuestion], progress: Progress | None = None
) -> dict[str, Model]:
    """Return the abstention models by name, as far as ``questions`` suffice.

    Raises FitError unless some model has questions both in scope and out of scope.
    """
    rows: dict[str, list[tuple[Mapping[str, float], bool]]] = {}
    for number, question in enumerate(questions, start=1):
        features = answerer.rank(Question(question.text)).evidence
        if features is not None:
            rows.setdefault(features.model, []).append((features.values(), bool(question.gold)))
        if progress is not None:
            progress(number, len(questions))
    usable = {name: found for name, found in rows.items() if len({gold for _, gold in found}) > 1}
    if not usable:
        raise FitError("Fitting a model needs questions in scope and questions out of scope.")
    return {name: _model(found, _MAX_SHOWN[name]) for name, found in usable.items()}


def _model(rows: Sequence[tuple[Mapping[str, float], bool]], max_shown: float) -> Model:
    names = list(rows[0][0])
    inputs = np.array([[values[name] for name in names] for values, _ in rows])
    in_scope = np.array([gold for _, gold in rows])
    bias, weights = _logistic(inputs, in_scope)
    confidence = 1 / (1 + np.exp(-(bias + inputs[~in_scope] @ weights)))
    shares = (_MAX_ANSWERED, max_shown)
    high, medium = (float(np.quantile(confidence, 1 - share)) for share in shares)
    return Model(bias, dict(zip(names, weights.tolist(), strict=True)), high, medium)


def _logistic(inputs: Matrix, in_scope: NDArray[np.bool_]) -> tuple[float, Matrix]:
    """Return bias and weights for raw inputs of a model fitted to standardised ones."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    model = LogisticRegression(C=1 / _RIDGE_MODEL, max_iter=5000)
    model.fit((inputs - mean) / spread, in_scope)
    weights: Matrix = model.coef_[0] / spread
    return float(model.intercept_[0] - weights @ mean), weights


def weights_toml(weights: Weights) -> str:
    """Return the weights as a table of fusion.toml."""
    names = [field.name for field in fields(weights)]
    values = zip(names, astuple(weights), strict=True)
    return "\n".join(f"{name} = {value:.3f}" for name, value in values)


def model_toml(name: str, model: Model) -> str:
    """Return the model as tables of abstention.toml."""
    lines = [f"[{name}]", f"bias = {model.bias:.4f}"]
    lines += [f"high = {model.high:.4f}", f"medium = {model.medium:.4f}", f"[{name}.weights]"]
    lines += [f"{key} = {weight:.4f}" for key, weight in model.weights.items()]
    return "\n".join(lines)
