"""Who else would refuse a badge, and why: the rules of two other verifiers, as data."""

from microcred.prediction.prediction import Prediction
from microcred.prediction.tables import VERIFIERS, opinion_of, predict_elsewhere

__all__ = ["VERIFIERS", "Prediction", "opinion_of", "predict_elsewhere"]
