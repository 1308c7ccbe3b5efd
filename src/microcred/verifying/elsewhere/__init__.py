"""Who else would refuse a badge, and why: the rules of two other verifiers, as data."""

from microcred.verifying.elsewhere.prediction import Prediction
from microcred.verifying.elsewhere.tables import VERIFIERS, opinion_of, predict_elsewhere

__all__ = ["VERIFIERS", "Prediction", "opinion_of", "predict_elsewhere"]
