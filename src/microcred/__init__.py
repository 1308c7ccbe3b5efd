"""microcred issues and verifies Open Badges 3.0 and carries educator micro-credentials.

Everything that most people need is imported from here:

Issue in memory
    Holder, Issuer, ProofOptions, Recipient, SignedBadge, Signer, disclose, evidence_at,
    result_for
What a badge says
    Achievement, Alignment, Criteria, EndorsementCredential, Evidence, Image,
    OpenBadgeCredential, Profile, Result, ResultDescription, RubricCriterionLevel
Keys
    CallableKey, PublicKey, SigningKey, ecdsa_raw_from_der
Pictures
    bake, unbake, draw_badge_svg, default_picture, deliver
Verify
    AllOf, Answer, AnyOf, Finding, Outcome, Policy, PresentationReport, Session, TrustList,
    VerificationReport, Verifier, follow_link, load_trust, read_source, FolderFetcher,
    HttpFetcher, OfflineFetcher, fixed_clock
An issuer's workspace
    KeyLife, NewIssuer, Workspace, act_now, Award, IssueOptions, Issued, issue, find_badge,
    list_badges, show_badge, BadgeChoice, change_status, publish_site, renew_lists, Principal,
    Role
Many badges, and a workspace over years
    RosterOrder, MintedRoster, read_roster, mint, resign, examine, back_up_workspace,
    restore_workspace, take_up, upgrade_workspace
A programme
    load_awardable, File, Rating, open_programme
Open Badges 2.0
    Converted, convert
Errors
    ConfigurationError, Conflict, Fault, Forbidden, InvalidDocument, MalformedInput,
    MicrocredError, NotFound, ProofInvalid, Refused, RegistryBusy, ResolutionFailed,
    UnusableKey, VerificationFailed, WrongArgument, WrongPassphrase, kind_of_error

`Issuer`, `Verifier` and `bake` work in memory; `Workspace` opens an issuer's folder with its keys
and its record of badges. What fewer need has doors of its own: `microcred.program` (definitions,
standards, finding, measuring), `microcred.models`, `microcred.errors`, `microcred.status`,
`microcred.canonical` and `microcred.prediction`.

docs/first-badge.md and docs/python.md show it all at work.

Names are loaded when they are first used, so that `import microcred` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from microcred.on_demand import on_demand as _on_demand
from microcred.version import __version__ as __version__

if TYPE_CHECKING:
    from microcred.application import KeyLife as KeyLife
    from microcred.application import NewIssuer as NewIssuer
    from microcred.application import Workspace as Workspace
    from microcred.application import act_now as act_now
    from microcred.application.awards import IssueOptions as IssueOptions
    from microcred.application.awards import issue as issue
    from microcred.application.backup import back_up_workspace as back_up_workspace
    from microcred.application.backup import restore_workspace as restore_workspace
    from microcred.application.backup import take_up as take_up
    from microcred.application.badges import change_status as change_status
    from microcred.application.badges import find_badge as find_badge
    from microcred.application.badges import list_badges as list_badges
    from microcred.application.badges import show_badge as show_badge
    from microcred.application.choosing import BadgeChoice as BadgeChoice
    from microcred.application.doctor import examine as examine
    from microcred.application.programme import open_programme as open_programme
    from microcred.application.resigning import resign as resign
    from microcred.application.rosters import MintedRoster as MintedRoster
    from microcred.application.rosters import RosterOrder as RosterOrder
    from microcred.application.rosters import mint as mint
    from microcred.application.site import publish_site as publish_site
    from microcred.application.status_lists import renew_lists as renew_lists
    from microcred.application.upgrading import upgrade_workspace as upgrade_workspace
    from microcred.authority import Principal as Principal
    from microcred.authority import Role as Role
    from microcred.carriers import bake as bake
    from microcred.carriers import unbake as unbake
    from microcred.drawing import draw_badge_svg as draw_badge_svg
    from microcred.errors import ConfigurationError as ConfigurationError
    from microcred.errors import Conflict as Conflict
    from microcred.errors import Forbidden as Forbidden
    from microcred.errors import InvalidDocument as InvalidDocument
    from microcred.errors import MalformedInput as MalformedInput
    from microcred.errors import MicrocredError as MicrocredError
    from microcred.errors import NotFound as NotFound
    from microcred.errors import ProofInvalid as ProofInvalid
    from microcred.errors import Refused as Refused
    from microcred.errors import RegistryBusy as RegistryBusy
    from microcred.errors import ResolutionFailed as ResolutionFailed
    from microcred.errors import UnusableKey as UnusableKey
    from microcred.errors import VerificationFailed as VerificationFailed
    from microcred.errors import WrongArgument as WrongArgument
    from microcred.errors import WrongPassphrase as WrongPassphrase
    from microcred.errors import kind_of_error as kind_of_error
    from microcred.fetch import FolderFetcher as FolderFetcher
    from microcred.fetch import HttpFetcher as HttpFetcher
    from microcred.fetch import OfflineFetcher as OfflineFetcher
    from microcred.findings import Fault as Fault
    from microcred.findings import Finding as Finding
    from microcred.findings import Outcome as Outcome
    from microcred.issuing import Holder as Holder
    from microcred.issuing import Issuer as Issuer
    from microcred.issuing import ProofOptions as ProofOptions
    from microcred.issuing import Recipient as Recipient
    from microcred.issuing import SignedBadge as SignedBadge
    from microcred.issuing import Signer as Signer
    from microcred.issuing import default_picture as default_picture
    from microcred.issuing import deliver as deliver
    from microcred.issuing import disclose as disclose
    from microcred.issuing import evidence_at as evidence_at
    from microcred.issuing import result_for as result_for
    from microcred.keys import CallableKey as CallableKey
    from microcred.keys import PublicKey as PublicKey
    from microcred.keys import SigningKey as SigningKey
    from microcred.keys import ecdsa_raw_from_der as ecdsa_raw_from_der
    from microcred.ledger import Award as Award
    from microcred.ledger import Issued as Issued
    from microcred.minting import read_roster as read_roster
    from microcred.models import Achievement as Achievement
    from microcred.models import Alignment as Alignment
    from microcred.models import Criteria as Criteria
    from microcred.models import EndorsementCredential as EndorsementCredential
    from microcred.models import Evidence as Evidence
    from microcred.models import Image as Image
    from microcred.models import OpenBadgeCredential as OpenBadgeCredential
    from microcred.models import Profile as Profile
    from microcred.models import Result as Result
    from microcred.models import ResultDescription as ResultDescription
    from microcred.models import RubricCriterionLevel as RubricCriterionLevel
    from microcred.open_badges_2.conversion import Converted as Converted
    from microcred.open_badges_2.conversion import convert as convert
    from microcred.program.flow import File as File
    from microcred.program.flow import Rating as Rating
    from microcred.program.loading import load_awardable as load_awardable
    from microcred.timestamps import fixed_clock as fixed_clock
    from microcred.verifying import AllOf as AllOf
    from microcred.verifying import Answer as Answer
    from microcred.verifying import AnyOf as AnyOf
    from microcred.verifying import Policy as Policy
    from microcred.verifying import PresentationReport as PresentationReport
    from microcred.verifying import Session as Session
    from microcred.verifying import TrustList as TrustList
    from microcred.verifying import VerificationReport as VerificationReport
    from microcred.verifying import Verifier as Verifier
    from microcred.verifying import follow_link as follow_link
    from microcred.verifying import load_trust as load_trust
    from microcred.verifying import read_source as read_source

_HOMES: Final = {
    "microcred.application.backup": ("back_up_workspace", "restore_workspace", "take_up"),
    "microcred.application.doctor": ("examine",),
    "microcred.application.resigning": ("resign",),
    "microcred.application.rosters": ("MintedRoster", "RosterOrder", "mint"),
    "microcred.application.upgrading": ("upgrade_workspace",),
    "microcred.minting": ("read_roster",),
    "microcred.application": ("KeyLife", "NewIssuer", "Workspace", "act_now"),
    "microcred.application.awards": ("IssueOptions", "issue"),
    "microcred.application.badges": ("change_status", "find_badge", "list_badges", "show_badge"),
    "microcred.application.choosing": ("BadgeChoice",),
    "microcred.application.programme": ("open_programme",),
    "microcred.application.site": ("publish_site",),
    "microcred.application.status_lists": ("renew_lists",),
    "microcred.authority": ("Principal", "Role"),
    "microcred.carriers": ("bake", "unbake"),
    "microcred.drawing": ("draw_badge_svg",),
    "microcred.errors": (
        "ConfigurationError",
        "Conflict",
        "Forbidden",
        "InvalidDocument",
        "MalformedInput",
        "MicrocredError",
        "NotFound",
        "ProofInvalid",
        "Refused",
        "RegistryBusy",
        "ResolutionFailed",
        "UnusableKey",
        "VerificationFailed",
        "WrongArgument",
        "WrongPassphrase",
        "kind_of_error",
    ),
    "microcred.fetch": ("FolderFetcher", "HttpFetcher", "OfflineFetcher"),
    "microcred.findings": ("Fault", "Finding", "Outcome"),
    "microcred.issuing": (
        "Holder",
        "Issuer",
        "ProofOptions",
        "Recipient",
        "SignedBadge",
        "Signer",
        "default_picture",
        "deliver",
        "disclose",
        "evidence_at",
        "result_for",
    ),
    "microcred.keys": ("CallableKey", "PublicKey", "SigningKey", "ecdsa_raw_from_der"),
    "microcred.ledger": ("Award", "Issued"),
    "microcred.models": (
        "Achievement",
        "Alignment",
        "Criteria",
        "EndorsementCredential",
        "Evidence",
        "Image",
        "OpenBadgeCredential",
        "Profile",
        "Result",
        "ResultDescription",
        "RubricCriterionLevel",
    ),
    "microcred.open_badges_2.conversion": ("Converted", "convert"),
    "microcred.program.flow": ("File", "Rating"),
    "microcred.program.loading": ("load_awardable",),
    "microcred.timestamps": ("fixed_clock",),
    "microcred.verifying": (
        "AllOf",
        "Answer",
        "AnyOf",
        "Policy",
        "PresentationReport",
        "Session",
        "TrustList",
        "VerificationReport",
        "Verifier",
        "follow_link",
        "load_trust",
        "read_source",
    ),
}

__all__ = [name for names in _HOMES.values() for name in names]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = _on_demand(__name__, _HOMES)


def __dir__() -> list[str]:
    return [*(name for name in globals() if name.startswith("__")), *__all__]
