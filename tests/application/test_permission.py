"""Every verb of the application asks who asks, before it does anything else."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import pytest

import microcred.application
from microcred.application import Workspace
from microcred.application.key_life import KeyLife
from microcred.application.opening import act_now
from microcred.authority import Principal, Role, Verb, may
from microcred.errors import Forbidden

NO_VERBS: Final = {
    "badges.find_badge": "what the site tells everybody of a badge",
    "checking_keys.key_faults": "a part of `examine`",
    "definitions.load_definition": "definitions are for everybody",
    "programme.open_programme": "each of the programme's verbs asks",
    "programme.flow_settings": "settings",
    "site.site_of": "what `publish_site` works with",
    "site.update_site": "what follows a verb that was permitted",
    "site_after.keep_site_current": "what follows a verb that was permitted",
    "site_after.page_of": "an address",
    "status_lists.list_signer_for": "a part of the verbs that change a status",
    "taking_over.take_over_keys": "a part of `upgrade_workspace`",
}
"""Functions over a workspace that ask nobody, and why."""

ANYONE: Final = Principal.anyone()
SCHOOL: Final = Principal(name="olga", roles={Role.OFFICER}, schools={"North"})


def modules() -> Iterator[Any]:
    package = microcred.application
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".shapes." not in found.name:
            yield importlib.import_module(found.name)


def over_a_workspace() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public functions that take a workspace first, by module and name."""
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if first is not None and first.annotation == "Workspace":
                yield f"{module.__name__.removeprefix('microcred.application.')}.{name}", function


FUNCTIONS: Final = dict(over_a_workspace())
VERBS: Final = {
    name: each for name, each in FUNCTIONS.items() if "by" in inspect.signature(each).parameters
}
KEY_VERBS: Final = sorted(
    name
    for name, _ in inspect.getmembers(KeyLife, inspect.isfunction)
    if not name.startswith("_") and name != "badges_of"  # reads on what `revoke` came to
)


def call(function: Callable[..., Any], first: tuple[Any, ...], **options: Any) -> Any:
    """Call with nothing for what else it needs: who may not is refused before it is looked at."""
    wanted = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.default is inspect.Parameter.empty and each.name not in options
    ][len(first) :]
    first += tuple("revoke" if each.name == "action" else None for each in wanted)
    done = function(*first, **options)
    if isinstance(done, AbstractContextManager):
        with done:
            pass
    return done


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("w") / "hill", "Hill District")


def test_each_function_over_a_workspace_asks_or_says_why_not() -> None:
    assert set(FUNCTIONS) - set(VERBS) == set(NO_VERBS)


@pytest.mark.parametrize("by", [ANYONE, SCHOOL], ids=["anyone", "an-officer-of-a-school"])
@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_is_not_for_everybody(name: str, by: Principal, workspace: Workspace) -> None:
    with pytest.raises(Forbidden) as caught:
        call(VERBS[name], (workspace,), by=by)
    assert caught.value.code == "forbidden"


@pytest.mark.parametrize("by", [ANYONE, SCHOOL], ids=["anyone", "an-officer-of-a-school"])
@pytest.mark.parametrize("name", KEY_VERBS)
def test_keys_are_not_for_everybody(name: str, by: Principal, workspace: Workspace) -> None:
    life = KeyLife(workspace, act_now("ana"), by=by)
    with pytest.raises(Forbidden) as caught:
        call(getattr(life, name), ())
    assert caught.value.code == "forbidden"


def test_the_history_of_keys_names_who_asked(workspace: Workspace) -> None:
    administrator = Principal(name="ada", roles={Role.ADMINISTRATOR})
    life = KeyLife(workspace, act_now("somebody else"), by=administrator)
    assert life.act.actor == "ada"
    assert life.new().name == "key-2"


def test_a_program_issues_and_revokes_and_has_no_say_over_keys() -> None:
    service = Principal(name="lms", roles={Role.SERVICE})
    assert may(service, Verb.ISSUE)
    assert may(service, Verb.REVOKE)
    assert not any(may(service, each) for each in (Verb.ROTATE_KEY, Verb.PUBLISH, Verb.SHOW))


def test_every_verb_that_is_asked_for_is_one_of_the_table() -> None:
    """And none is in the table that nothing asks for, but what later doors are to ask."""
    root = Path(microcred.__file__).parent
    code = "\n".join(
        each.read_text("utf-8") for each in root.rglob("*.py") if "authority" not in each.parts
    )
    later = {
        Verb.LIST_KEYS, Verb.EXPORT_KEY,  # of what is in the workspace's files
        Verb.SEARCH, Verb.VERIFY, Verb.CONVERT,  # for everybody
    }  # fmt: skip
    by_action = {Verb.REVOKE, Verb.SUSPEND, Verb.REINSTATE}
    unused = {each for each in Verb if not re.search(rf"\bVerb\.{each.name}\b", code)}
    assert unused == later | by_action
