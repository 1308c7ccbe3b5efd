"""`microcred program agreement`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from microcred.authority import Principal
from microcred.cli.program.next_steps import id_of, title_of
from microcred.cli.program.running import Told, flow_command
from microcred.program.agreement import Figure
from microcred.program.flow import Programme
from microcred.program.flow.reports import AgreementReport


@flow_command("agreement")
@click.argument("definition_id", metavar="[DEFINITION]", required=False)
@click.option("--pairs", is_flag=True, help="Each pair of assessors too.")
def command(
    programme: Programme, definition_id: str | None, actor: Principal, *, pairs: bool
) -> Told:
    """Show how far assessors agree, by criterion: per cent and kappa.

    It compares what they said first and independently, before anything was settled. DEFINITION is
    the name of one micro-credential's file, its id or its code. Kappa is the agreement beyond
    chance: 1 is perfect, 0 is chance.
    """
    wanted = None if definition_id is None else id_of(programme, definition_id)
    report = programme.agreement(wanted, by=actor)
    return Told({"agreement": report}, _lines(programme, report, pairs=pairs))


def _lines(programme: Programme, report: AgreementReport, *, pairs: bool) -> Iterator[str]:
    yield f"{report.submissions} submissions rated by two or more, {report.disputed} disputed"
    for each in report.criteria:
        what = f"{title_of(programme, each.definition_id)}, {each.criterion}"
        kappa = _figures([("Fleiss' kappa", each.fleiss)])
        yield f"{what}: {_per_cent(each.share)} agree, {kappa}"
    for pair in report.pairs if pairs else ():
        what = f"{title_of(programme, pair.definition_id)}, {pair.criterion}"
        who = f"{pair.first} and {pair.second}"
        kappas = [("kappa", pair.kappa), ("linear", pair.linear), ("quadratic", pair.quadratic)]
        yield f"{what}, {who}: {_per_cent(pair.share)} agree, {_figures(kappas)}"


def _per_cent(figure: Figure) -> str:
    return "-" if figure.value is None else f"{figure.value:.0%} of {figure.count}"


def _figures(named: Sequence[tuple[str, Figure]]) -> str:
    """Return figures, or once the reason why there are none."""
    if all(figure.value is None for _, figure in named):
        return f"no kappa: {named[0][1].reason}"
    told = [
        f"{name} none ({figure.reason})" if figure.value is None else f"{name} {figure.value:.2f}"
        for name, figure in named
    ]
    return ", ".join(told)
