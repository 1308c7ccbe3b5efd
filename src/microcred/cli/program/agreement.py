"""`microcred program agreement`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from microcred.cli.program.running import Told, flow_command
from microcred.program.agreement import Figure
from microcred.program.flow import Programme
from microcred.program.flow.reports import AgreementReport


@flow_command("agreement")
@click.argument("definition_id", metavar="[DEFINITION]", required=False)
@click.option("--pairs", is_flag=True, help="Each pair of assessors too.")
def command(programme: Programme, definition_id: str | None, actor: str, *, pairs: bool) -> Told:  # noqa: ARG001
    """Show how far assessors agree, by criterion: per cent and kappa.

    It compares what they said first and independently, before anything was settled. DEFINITION is
    the id of one micro-credential. Kappa is the agreement beyond chance: 1 is perfect, 0 is chance.
    """
    report = programme.agreement(definition_id)
    return Told({"agreement": report}, _lines(report, pairs=pairs))


def _lines(report: AgreementReport, *, pairs: bool) -> Iterator[str]:
    yield f"{report.submissions} submissions rated by two or more, {report.disputed} disputed"
    for each in report.criteria:
        yield (
            f"{each.definition_id} {each.criterion}: {_per_cent(each.share)} agree, "
            f"Fleiss' kappa {_figure(each.fleiss)}"
        )
    for pair in report.pairs if pairs else ():
        yield (
            f"{pair.definition_id} {pair.criterion}, {pair.first} and {pair.second}: "
            f"{_per_cent(pair.share)} agree, kappa {_figure(pair.kappa)}, "
            f"linear {_figure(pair.linear)}, quadratic {_figure(pair.quadratic)}"
        )


def _per_cent(figure: Figure) -> str:
    return "-" if figure.value is None else f"{figure.value:.0%} of {figure.count}"


def _figure(figure: Figure) -> str:
    return f"none ({figure.reason})" if figure.value is None else f"{figure.value:.2f}"
