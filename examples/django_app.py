"""Issue and verify badges in Django: one workspace for the process, shared by its threads.

In a project, the two views and `workspace` go into an app's `views.py`, `Refuse` into its
middleware and MICROCRED_WORKSPACE into the settings. As it stands, the file is a whole site:

    WORKSPACE=district python examples/django_app.py runserver
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from microcred import (
    Achievement,
    Award,
    MicrocredError,
    Principal,
    Verifier,
    Workspace,
    issue,
    kind_of_error,
    result_for,
)

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["localhost", "testserver"],
        MIDDLEWARE=[f"{__name__}.Refuse"],
        MICROCRED_WORKSPACE=os.environ.get("WORKSPACE", "."),
    )
    django.setup()

ACHIEVEMENT = Achievement.load(Path(__file__).parent / "active-listening.yaml")
LMS = Principal.operator("lms")
STATUS = {
    "invalid": 400,
    "forbidden": 403,
    "not-found": 404,
    "conflict": 409,
    "unavailable": 500,
    "busy": 503,
}
VERIFIER = Verifier()  # shared by all threads; it remembers what it fetched a short while ago


@cache
def workspace() -> Workspace:
    """Open the workspace when it is first needed, once for all threads."""
    return Workspace(Path(settings.MICROCRED_WORKSPACE))


@csrf_exempt  # programs call it; who may is for your own sign-in to say
@require_POST
def award(request: HttpRequest) -> HttpResponse:
    """Issue a badge to a recipient, with the level reached in each criterion."""
    asked = json.loads(request.body)
    results = [result_for(ACHIEVEMENT, *each) for each in asked["results"].items()]
    badge = Award.to(asked["recipient"], ACHIEVEMENT, results=results)
    (issued,) = issue(workspace(), [badge], by=LMS)
    return HttpResponse(issued.data, "application/vc", 201)


@csrf_exempt
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the badge in the body, whatever its form."""
    return JsonResponse(VERIFIER.verify(request.body).to_dict())


class Refuse:
    """Answer what microcred refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the error's code; who asked is told more of what they sent."""
        if not isinstance(error, MicrocredError):
            return None
        status = STATUS[kind_of_error(error)]
        told = {"message": error.message} if status < 500 else {}
        return JsonResponse({"code": error.code, **told}, status=status)


urlpatterns = [path("badges", award), path("verify", verify)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
