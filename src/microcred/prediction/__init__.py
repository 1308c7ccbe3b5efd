"""Who else would refuse a badge, and why: the rules of two other verifiers, as data."""

from microcred.prediction.rule import Prediction
from microcred.prediction.verifiers import VERIFIERS, opinion_of, predict
from microcred.prediction.wording import describe_predictions, tell_predictions

__all__ = [
    "VERIFIERS",
    "Prediction",
    "describe_predictions",
    "opinion_of",
    "predict",
    "tell_predictions",
]
