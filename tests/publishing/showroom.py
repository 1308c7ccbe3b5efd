"""A site with every kind of page, and with the texts that pages break on."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from microcred.application.catalogue_files import catalogue_files
from microcred.application.program_pages import program_pages
from microcred.issuing import Recipient
from microcred.publishing.addresses import achievement_folder, badge_folder
from microcred.status import StatusList, make_status_list_credential
from tests.publishing.world import ACHIEVEMENT, NOW, STAMP, URL, World, evidence, result

ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = ROOT / "examples" / "program"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

ARABIC = {
    **ACHIEVEMENT,
    "id": f"{URL}/achievements/listening-ar",
    "inLanguage": "ar",
    "name": "الإصغاء الفعّال",
    "description": "يُصغي المعلّم إلى طلابه حتى يشعروا بأنّ صوتهم مسموع.",
    "criteria": {"narrative": "## المطلوب\n\n- تسجيل لنقاش في الصف\n- تأمّل في صفحة واحدة"},
}
HOSTILE = {
    **ACHIEVEMENT,
    "id": "https://elsewhere.example/a?x='",
    "name": f"{ATTACK} {LONG_WORD}",
    "description": ATTACK,
    "criteria": {
        "id": "javascript:alert(3)",
        "narrative": f"{ATTACK}\n\n[a](javascript:alert(4)) [b](data:text/html,x) "
        f"![c](https://tracker.example/x.png) [good](https://good.example/)\n\n# Heading\n\n"
        f"| a | b |\n|---|---|\n| {LONG_WORD} | {LONG_WORD} |\n",
    },
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": LONG_WORD,
            "targetUrl": "javascript:alert(5)",
            "targetCode": ATTACK,
        }
    ],
    "tag": [ATTACK, LONG_WORD],
}


SPANISH = {
    **ACHIEVEMENT,
    "id": f"{URL}/achievements/escucha",
    "inLanguage": "es",
    "name": "Escucha activa",
    "description": "La docente escucha de modo que sus estudiantes se sienten escuchados.",
}
_DEFINITION = "urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d"


@dataclasses.dataclass(frozen=True)
class Showroom:
    """A published site.

    Attributes:
        folder: where it is.
        pages: the path of a page of each kind, by what it shows.
    """

    folder: Path
    pages: dict[str, str]

    def badge_file(self, page: str, form: str) -> Path:
        return self.folder / self.pages[page].replace("index.html", f"badge.{form}")


def furnish(world: World) -> Showroom:
    """Fill a world with badges of every kind and publish it."""
    profile = {
        **world.site.profile,
        "description": "Public schools in the hills: 14 schools, 600 teachers.",
    }
    world.site = dataclasses.replace(world.site, profile=profile, language="en")
    world.site = dataclasses.replace(
        world.site,
        program=lambda: program_pages(_PROGRAM),
        catalogue_files=lambda: catalogue_files(_PROGRAM, world.profile),
    )
    statuses = StatusList()
    statuses.set(94567)
    document = make_status_list_credential(
        statuses, f"{URL}/status/1/revocation.json", str(world.profile.id), valid_from=NOW
    )
    world.set_list(json.dumps(document))
    for achievement in (ARABIC, HOSTILE, SPANISH):
        world.achieve(achievement)
    full = [
        evidence(id="https://hill.example/lesson", name="Recording", description="Twelve minutes."),
        evidence(narrative="A *reflection* on three moments.", genre="Reflection"),
    ]
    badges = {
        "badge": world.issue("a", results=[result(3)], evidence=full,
                             valid_until="2036-09-01T12:00:00Z"),
        "revoked badge": world.issue("b", results=[result(2)]),
        "suspended badge": world.issue("c"),
        "right-to-left badge": world.issue("d", achievement=ARABIC, results=[result(2)]),
        "hostile badge": world.issue("https://elsewhere.example/b?x='", achievement=HOSTILE,
                                     evidence=[evidence(name=LONG_WORD, narrative=ATTACK)]),
        "badge by DID": world.issue("e", recipient=Recipient.did("did:key:z6Mkf5rGMoatrSj1f4CyvuHBe"
                                                                 "XJELe9RPdzo2PKGNCKVtZxP")),
        "JWT badge": world.issue("f", suite="vc-jwt"),
        "expired badge": world.issue("g", valid_until="2026-10-01T00:00:00Z"),
        "Spanish badge": world.issue("h", achievement=SPANISH, results=[result(3)]),
    }  # fmt: skip
    world.endorse(badges["badge"], "We saw her *listen*: students spoke twice as often.")
    world.endorse(f"{_DEFINITION}01", "We count it as a day of professional learning.",
                  "رابطة معلّمي التلال")  # fmt: skip
    world.endorse(str(world.profile.id), f"Their assessors are trained. {LONG_WORD}")
    world.set_badge(badges["revoked badge"], revoked_at=STAMP)
    world.set_badge(badges["suspended badge"], suspended_at=STAMP)
    world.publish()
    pages = {name: f"{badge_folder(badge)}/index.html" for name, badge in badges.items()}
    for name, achievement in (("achievement", ACHIEVEMENT), ("right-to-left achievement", ARABIC),
                              ("hostile achievement", HOSTILE)):  # fmt: skip
        folder = achievement_folder(str(achievement["id"]), URL)
        pages[name] = f"{folder}/index.html"
    pages |= {"issuer": "index.html", "reader": "check/index.html",
              "catalogue": "catalogue/index.html"}  # fmt: skip
    for name, number in (("micro-credential", "01"), ("stack", "10"), ("two languages", "02"),
                         ("Spanish micro-credential", "02#in-es")):  # fmt: skip
        pages[name] = f"{achievement_folder(f'{_DEFINITION}{number}', URL)}/index.html"
    return Showroom(world.folder, pages)
