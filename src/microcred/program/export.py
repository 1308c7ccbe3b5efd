"""A catalogue as data for others: plain JSON, and JSON-LD in the words of CTDL.

Credential Engine, Credential Transparency Description Language: a `ceterms:MicroCredential` for
each entry, what it asks for as condition profiles, standards as `ceterms:targetCompetency`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from microcred.models import Profile
from microcred.program.catalogue import Catalogue
from microcred.program.definition import Definition, MicroCredential, Stack
from microcred.program.entry import Entry, Standard
from microcred.program.frameworks import Framework, Target
from microcred.program.texts import Words, text_in

CATALOGUE_FORMAT: Final = "microcred-catalogue/1"
CTDL_CONTEXT: Final = "https://credreg.net/ctdl/schema/context/json"


def catalogue_document(catalogue: Catalogue) -> dict[str, Any]:
    """Return the whole catalogue as JSON-ready data: every definition, with its standards found."""
    return {
        "format": CATALOGUE_FORMAT,
        "entries": [
            {
                **entry.definition.to_document(),
                "digest": entry.definition.digest,
                "standards": [_describe_standard(standard) for standard in entry.standards],
            }
            for entry in catalogue
        ],
    }


def _describe_standard(standard: Standard) -> dict[str, str]:
    target = _target(standard)
    members = {
        "framework": standard.framework.id,
        "frameworkName": target.target_framework,
        "item": target.item.id,
        "code": target.item.code,
        "name": target.target_name,
        "url": target.target_url,
    }
    return {name: value for name, value in members.items() if value}


def _target(standard: Standard) -> Target:
    if standard.item is None:
        raise ValueError(standard.framework.id)
    return Target(standard.framework, standard.item)


def ctdl_document(catalogue: Catalogue, owner: Profile) -> dict[str, Any]:
    """Return the catalogue as one JSON-LD graph in CTDL.

    Args:
        catalogue: what to tell.
        owner: the issuer, as the organisation that owns and offers all of it.
    """
    owner_id = str(owner.url or owner.id)
    organisation = {
        "@type": "ceterms:CredentialOrganization",
        "@id": owner_id,
        "ceterms:ctid": ctid_of(str(owner.id)),
        **_some({"ceterms:name": _owner_name(owner)}),
        **_some({"ceterms:subjectWebpage": owner.url}),
    }
    entries = [_ctdl_entry(entry, catalogue, owner_id) for entry in catalogue]
    return {"@context": CTDL_CONTEXT, "@graph": [organisation, *entries]}


def _owner_name(owner: Profile) -> dict[str, str] | None:
    """Return the name of the issuer, the language of which nobody states."""
    return {"und": owner.name} if isinstance(owner.name, str) else None


def ctid_of(name: str) -> str:
    """Return the CTID of something: `ce-` and a UUID that always is the same for the same id."""
    given = name.removeprefix("urn:uuid:")
    if given != name:
        return f"ce-{given}"
    return f"ce-{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _ctdl_entry(entry: Entry, catalogue: Catalogue, owner_id: str) -> dict[str, Any]:
    definition = entry.definition
    language = definition.language
    hours = definition.hours
    members = {
        "ceterms:name": _language_map(definition.name, language),
        "ceterms:description": _language_map(definition.competency, language),
        "ceterms:inLanguage": list(definition.all_languages),
        "ceterms:subjectWebpage": definition.page or _web_page(entry.id),
        "ceterms:identifier": _identifier(definition.code),
        "ceterms:versionCode": definition.version,
        "ceterms:keyword": {language: list(definition.tags)} if definition.tags else None,
        "ceterms:subject": [_named(subject, language) for subject in definition.audience.subjects],
        "ceterms:audienceLevelType": [
            _named(grade, language) for grade in definition.audience.grades
        ],
        "ceterms:audienceType": [_named(role, language) for role in definition.audience.roles],
        "ceterms:estimatedDuration": _duration(hours) if hours is not None else None,
        "ceterms:image": definition.image.url if definition.image else None,
        "ceterms:requires": list(_conditions(entry, catalogue)),
        "ceterms:isPreparationFor": [
            other.id for other in catalogue if entry.id in other.definition.prerequisites
        ],
    }
    return {
        "@type": "ceterms:MicroCredential",
        "@id": entry.id,
        "ceterms:ctid": ctid_of(entry.id),
        "ceterms:ownedBy": [owner_id],
        "ceterms:offeredBy": [owner_id],
        "ceterms:credentialStatusType": {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:targetNode": "credentialStat:Active",
        },
        **_some(members),
    }


def _conditions(entry: Entry, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield what an entry asks for: the competency with its standards, and what is held before."""
    definition = entry.definition
    language = definition.language
    yield {
        "@type": "ceterms:ConditionProfile",
        "ceterms:description": _language_map(definition.competency, language),
        **_some({"ceterms:submissionOfDescription": _submitted(definition)}),
        **_some({"ceterms:targetCompetency": [_competency(each) for each in entry.standards]}),
    }
    if definition.prerequisites:
        yield _holding(definition.prerequisites, "Held before: ", catalogue)
    if isinstance(definition, Stack):
        for requirement in definition.requires:
            which = "All of: "
            if requirement.needed < len(requirement.of):
                which = f"{requirement.needed} of: "
            yield _holding(requirement.of, which, catalogue)


def _holding(ids: Iterable[str], which: str, catalogue: Catalogue) -> dict[str, Any]:
    named = [catalogue.entries[each].name() if each in catalogue.entries else each for each in ids]
    return {
        "@type": "ceterms:ConditionProfile",
        "ceterms:description": {"en": which + ", ".join(named)},
        "ceterms:targetCredential": list(ids),
    }


def _competency(standard: Standard) -> dict[str, Any]:
    target = _target(standard)
    members = {
        "ceterms:framework": standard.framework.uri,
        "ceterms:frameworkName": _titles(standard.framework),
        "ceterms:targetNode": target.target_url,
        "ceterms:targetNodeName": _in_languages(target, lambda each: each.target_name),
        "ceterms:targetNodeDescription": _in_languages(target, lambda one: one.target_description),
        "ceterms:codedNotation": target.item.code,
    }
    return {"@type": "ceterms:CredentialAlignmentObject", **_some(members)}


def _titles(framework: Framework) -> dict[str, str]:
    others = {each.language: each.name for each in framework.translations if each.name}
    return {framework.language or "und": framework.title, **others}


def _in_languages(target: Target, word_of: Callable[[Target], str | None]) -> dict[str, str]:
    """Return what an item is called, or says, in each of its languages."""
    item = target.item
    tags = (item.language or target.framework.language, *(t.language for t in item.translations))
    words = ((tag or "und", word_of(target.worded(tag))) for tag in tags)
    return {tag: word for tag, word in words if word}


def _named(name: str, language: str) -> dict[str, Any]:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNodeName": {language: name},
    }


def _duration(hours: float) -> list[dict[str, str]]:
    """Return an ISO 8601 duration, in hours and minutes."""
    whole, minutes = divmod(round(hours * 60), 60)
    text = "PT" + (f"{whole}H" if whole else "") + (f"{minutes}M" if minutes else "")
    return [{"@type": "ceterms:DurationProfile", "ceterms:exactDuration": text}]


def _identifier(code: str | None) -> list[dict[str, str]]:
    if code is None:
        return []
    return [{"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": code}]


def _submitted(definition: Definition) -> dict[str, list[str]]:
    """Name the parts of a submission, in each language."""
    parts = definition.parts if isinstance(definition, MicroCredential) else []
    return {
        language: [text_in(part.name, language) for part in parts]
        for language in (definition.all_languages if parts else ())
    }


def _language_map(words: Words, language: str) -> dict[str, str]:
    return dict(words) if isinstance(words, Mapping) else {language: words}


def _web_page(name: str) -> str | None:
    return name if name.startswith(("https://", "http://")) else None


def _some(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
