"""Make agreement_figures.json with scikit-learn and statsmodels, which the tests do not install.

pip install scikit-learn statsmodels; python make_agreement_figures.py
"""

# mypy: ignore-errors

import json
import math
import random
from pathlib import Path

import numpy as np
import sklearn
import statsmodels
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

LEVELS = ["emerging", "developing", "proficient", "exemplary"]


def pairs(chance: random.Random) -> dict[str, object]:
    """Two assessors who agree more or less."""
    count, same = chance.randint(2, 60), chance.random()
    first = [chance.choice(LEVELS) for _ in range(count)]
    second = [each if chance.random() < same else chance.choice(LEVELS) for each in first]
    figures = {
        name: float(cohen_kappa_score(first, second, labels=LEVELS, weights=weights))
        for name, weights in (("none", None), ("linear", "linear"), ("quadratic", "quadratic"))
    }
    return {"first": first, "second": second, **figures}


def many(chance: random.Random) -> dict[str, object]:
    """Several assessors a thing."""
    count, raters, same = chance.randint(2, 40), chance.randint(2, 6), chance.random()
    items = []
    for _ in range(count):
        likely = chance.choice(LEVELS)
        items.append(
            [likely if chance.random() < same else chance.choice(LEVELS) for _ in range(raters)]
        )
    table = np.array([[item.count(level) for level in LEVELS] for item in items])
    figure = float(fleiss_kappa(table))
    return {"items": items, "fleiss": None if math.isnan(figure) else figure}


chance = random.Random(20261124)
document = {
    "made with": f"scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}",
    "levels": LEVELS,
    "pairs": [pairs(chance) for _ in range(60)],
    "many": [many(chance) for _ in range(60)],
}
target = Path(__file__).with_name("agreement_figures.json")
target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
