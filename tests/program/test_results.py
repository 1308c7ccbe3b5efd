"""The results of an award: every required criterion reached its level, or there is none."""

from __future__ import annotations

import pytest

from microcred.errors import InvalidDocument
from microcred.program.definition import MicroCredential
from microcred.program.results import make_results

from .definitions import ID, micro_credential

DEFINITION = MicroCredential.from_document(micro_credential())


def test_each_level_reached_becomes_a_result_in_the_rubrics_order() -> None:
    made = make_results(
        DEFINITION, {"records": "partly", "reflects": "proficient", "waits": "accomplished"}
    )
    assert [(each.result_description, each.achieved_level) for each in made] == [
        (f"{ID}#waits", f"{ID}#waits/accomplished"),
        (f"{ID}#reflects", f"{ID}#reflects/proficient"),
        (f"{ID}#records", f"{ID}#records/partly"),
    ]


def test_a_criterion_that_is_not_required_may_be_left_out() -> None:
    made = make_results(DEFINITION, {"waits": "proficient", "reflects": "proficient"})
    assert len(made) == 2


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        ({"waits": "emerging", "reflects": "proficient"}, ("/waits", "level-not-reached")),
        ({"waits": "proficient"}, ("/reflects", "criterion-not-judged")),
        ({"waits": "great", "reflects": "proficient"}, ("/waits", "no-such-level")),
        (
            {"waits": "proficient", "reflects": "proficient", "style": "all"},
            ("/style", "no-such-criterion"),
        ),
    ],
)
def test_what_is_no_pass_gives_no_results(
    reached: dict[str, str], expected: tuple[str, str]
) -> None:
    with pytest.raises(InvalidDocument) as caught:
        make_results(DEFINITION, reached)
    assert [(each.pointer, each.code) for each in caught.value.faults] == [expected]
