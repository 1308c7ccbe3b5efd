"""`microcred verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

import click

from microcred.cli.moments import Moment
from microcred.cli.options import FILE, json_option
from microcred.cli.outcome import (
    EXIT_CONFIGURATION,
    EXIT_NOT_WELL_FORMED,
    EXIT_REFUSED,
    EXIT_UNDETERMINED,
    describe_error,
    note,
    print_json,
    reports_errors,
    say,
    say_styled,
)
from microcred.cli.report_text import tell_presentation, tell_report
from microcred.cli.streams import STANDARD, read_input, read_start
from microcred.cli.words import wrapped
from microcred.errors import (
    ConfigurationError,
    InvalidTimestamp,
    MalformedInput,
    ResolutionFailed,
)
from microcred.fetch import Fetcher, FolderFetcher, HttpFetcher, OfflineFetcher
from microcred.limits import MAX_CONTEXT_BYTES, MAX_IMAGE_BYTES
from microcred.prediction import (
    Prediction,
    describe_predictions,
    predict,
    tell_predictions,
)
from microcred.strict_json import parse_json_object
from microcred.timestamps import Clock, fixed_clock, parse_timestamp, system_clock
from microcred.verifying import (
    Policy,
    PresentationReport,
    Session,
    VerificationReport,
    Verifier,
    follow_link,
    load_trust,
    read_source,
)
from microcred.verifying.wording.steps import describe_trace, tell_steps

_Found = VerificationReport | PresentationReport | ConfigurationError | ResolutionFailed


@click.command(name="verify")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--recipient", help="Who the badge must be for: an e-mail address, a DID or a URL.")
@click.option(
    "--trust",
    type=FILE,
    multiple=True,
    help="File of the issuers you trust: DIDs and URLs, one a line, or a registry as JSON.",
)
@click.option("--offline", is_flag=True, help="Ask nothing of the network.")
@click.option(
    "--context",
    "contexts",
    type=(str, FILE),
    multiple=True,
    metavar="URL FILE",
    help="A JSON-LD context that you have read and accept: its URL, and the file it is in.",
)
@click.option(
    "--site",
    "sites",
    type=(str, FILE),
    multiple=True,
    metavar="URL DIR",
    help="Read this folder for what will stand at URL, to try a site before it is uploaded.",
)
@click.option(
    "--at",
    type=Moment(),
    metavar="DAY",
    help="Check as of this day, as 2026-01-31, or this moment, with a time zone.",
)
@click.option("--challenge", help="The value that you gave the holder, for a presentation.")
@click.option("--domain", help="Who you are, as you told the holder, for a presentation.")
@click.option(
    "--holder",
    type=click.Choice(["subject", "anyone"]),
    default="subject",
    show_default=True,
    help="Who may present a badge: only whom it was given to, or anyone.",
)
@click.option("--resources", is_flag=True, help="Fetch what the badge states a digest of.")
@click.option(
    "--accept-unlisted-keys",
    is_flag=True,
    help="Accept a key that only the badge itself carries. Proves nothing about who signed.",
)
@click.option(
    "--form",
    type=click.Choice(["require", "report"]),
    default="require",
    show_default=True,
    help="Whether a badge that is not well formed is refused, or that is only reported.",
)
@click.option("--all", "show_all", is_flag=True, help="Explain the checks that passed, too.")
@click.option(
    "--explain",
    "show_steps",
    is_flag=True,
    help="Tell every step of the verification, and what other verifiers would say.",
)
@json_option
@reports_errors
def command(
    sources: tuple[str, ...],
    recipient: str | None,
    trust: tuple[Path, ...],
    contexts: tuple[tuple[str, Path], ...],
    sites: tuple[tuple[str, Path], ...],
    at: str | None,
    challenge: str | None,
    domain: str | None,
    holder: Literal["subject", "anyone"],
    form: Literal["require", "report"],
    *,
    offline: bool,
    resources: bool,
    accept_unlisted_keys: bool,
    show_all: bool,
    show_steps: bool,
    as_json: bool,
) -> None:
    """Check badges.

    SOURCE is a JSON, JWT, SD-JWT, PNG or SVG file, a presentation of badges, an https link to
    one of them or to a badge's page, or - for standard input. Of a single badge all is told
    that it says about criteria, levels, evidence and standards, of several the main points.

    Exit code 0: all badges are valid. 1: one is invalid. 2: a source cannot be read. 3: a check
    could not be completed, so that one is neither valid nor invalid. 4: all are genuine and in
    force, but one is not well formed.
    """
    _check_usage(sources, recipient)
    policy = Policy(
        recipient=recipient,
        trust_registries=tuple(item for path in trust for item in load_trust(path)),
        contexts={url: _read_context(path) for url, path in contexts},
        check_resources=resources,
        accept_unlisted_keys=accept_unlisted_keys,
        form=form,
        holder=holder,
    )
    session = _session(challenge, domain)
    fetcher = _with_sites(make_fetcher(offline=offline), sites)
    verifier = Verifier(policy, fetcher=fetcher, clock=_clock(at))
    verdicts: set[str] = set()
    described: list[dict[str, Any]] = []
    for number, source in enumerate(sources):
        found, data = _verify(verifier, fetcher, source, session)
        verdicts.add(_verdict(found))
        if as_json:
            described.append(_describe(source, found))
        else:
            _tell(source, found, number, len(sources), show_all=show_all)
        if as_json and show_steps:
            described[-1] |= _describe_steps(found, data)
        elif show_steps:
            _explain_steps(found, data)
    if as_json:
        print_json({"reports": described})
    sys.exit(_exit_code(verdicts))


def _check_usage(sources: tuple[str, ...], recipient: str | None) -> None:
    if sources.count(STANDARD) > 1:
        message = "standard input (-) can be read only once"
        raise ConfigurationError(message, code="invalid-option")
    if recipient is not None and not recipient.strip():  # a variable that is not set, say
        message = "--recipient is empty; whose badge should it be?"
        raise ConfigurationError(message, code="invalid-option")


def _read_context(path: Path) -> dict[str, Any]:
    try:
        context = parse_json_object(read_input(path, MAX_CONTEXT_BYTES))
    except MalformedInput as error:
        raise ConfigurationError(f"{path}: {error.message}", code=error.code) from error
    if "@context" not in context:
        raise ConfigurationError(f"{path}: there is no @context in it", code="invalid-option")
    return context


def make_fetcher(*, offline: bool) -> Fetcher | None:
    """Make what reaches the network; None leaves it to the verifier, when it needs one."""
    return OfflineFetcher() if offline else None


def _with_sites(fetcher: Fetcher | None, sites: tuple[tuple[str, Path], ...]) -> Fetcher | None:
    """Read folders for what will stand at their addresses; the rest as before."""
    for url, folder in sites:
        if not url.startswith("https://") or not folder.is_dir():
            message = f"--site is an address, https://…, and a folder, not {url} and {folder}"
            raise ConfigurationError(message, code="invalid-option")
        note(f"What is said to stand at {url} is read from {folder}: nobody else can see it yet.")
    return FolderFetcher(dict(sites), fetcher or HttpFetcher()) if sites else fetcher


def _verify(
    verifier: Verifier, fetcher: Fetcher | None, source: str, session: Session | None
) -> tuple[_Found, bytes]:
    """Verify one source, or give the reason why there is nothing to verify; with what was read."""
    try:
        if source.startswith(("https://", "http://")):
            data = _follow(source, fetcher)
        else:
            # One byte more than is allowed: that it is too large is for the report to say.
            data = read_start(source, MAX_IMAGE_BYTES + 1)
    except (ConfigurationError, ResolutionFailed) as error:
        return error, b""
    report = verifier.verify(data, session)
    if report.find("source")[0].code == "is-a-presentation":
        return verifier.verify_presentation(data, session), data
    return report, data


def _predict(report: VerificationReport, data: bytes) -> list[Prediction]:
    """Say what other verifiers would say of what was read; nothing where there is no badge."""
    if report.credential is None:
        return []
    try:
        return predict(read_source(data), report)
    except MalformedInput:
        return []


def _explain(report: VerificationReport, predictions: list[Prediction]) -> None:
    say("\n" + tell_steps(report))
    if predictions:
        say("\n" + tell_predictions(predictions))


def _describe_steps(found: _Found, data: bytes) -> dict[str, Any]:
    if isinstance(found, PresentationReport):
        return {"trace": describe_trace(found.as_report())}
    if not isinstance(found, VerificationReport):
        return {}
    others = describe_predictions(_predict(found, data))
    return {"trace": describe_trace(found), "otherVerifiers": others}


def _follow(link: str, fetcher: Fetcher | None) -> bytes:
    followed = follow_link(link, fetcher or HttpFetcher())
    if followed.remark:
        note(followed.remark)
    return followed.data


def _verdict(found: _Found) -> str:
    if isinstance(found, VerificationReport | PresentationReport):
        return "not well formed" if found.lacks_only_form else found.verdict
    return "unreadable" if isinstance(found, ConfigurationError) else "undetermined"


def _describe(source: str, found: _Found) -> dict[str, Any]:
    if not isinstance(found, VerificationReport | PresentationReport):
        return {"name": source, "error": describe_error(found)}
    return {"name": source, **found.to_dict()}


def _tell(source: str, found: _Found, number: int, count: int, *, show_all: bool) -> None:
    name = "standard input" if source == STANDARD else source
    gap = "\n" if number else ""
    if isinstance(found, VerificationReport):
        say_styled(gap + wrapped(tell_report(name, found, show_all=show_all, brief=count > 1)))
    elif isinstance(found, PresentationReport):
        say_styled(gap + wrapped(tell_presentation(name, found, show_all=show_all)))
    else:
        note(f"error: {found}")


def _exit_code(verdicts: set[str]) -> int:
    codes = {
        "invalid": EXIT_REFUSED,
        "unreadable": EXIT_CONFIGURATION,
        "undetermined": EXIT_UNDETERMINED,
        "not well formed": EXIT_NOT_WELL_FORMED,
    }
    return next((code for verdict, code in codes.items() if verdict in verdicts), 0)


def _clock(at: str | None) -> Clock:
    if at is None:
        return system_clock
    try:
        return fixed_clock(parse_timestamp(at))
    except InvalidTimestamp as error:
        raise ConfigurationError(f"--at: {error.message}", code="invalid-option") from error


def _explain_steps(found: _Found, data: bytes) -> None:
    """Tell every step, and of a badge what other verifiers would say."""
    if isinstance(found, VerificationReport):
        _explain(found, _predict(found, data))
    elif isinstance(found, PresentationReport):
        _explain(found.as_report(), [])


def _session(challenge: str | None, domain: str | None) -> Session | None:
    return Session(challenge, domain) if challenge or domain else None
