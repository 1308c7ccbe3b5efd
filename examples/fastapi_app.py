"""Issue and verify badges in FastAPI: one workspace for the process, shared by its threads.

WORKSPACE=district uvicorn --factory --app-dir examples fastapi_app:create_app
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

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


class Asked(BaseModel):
    """What the badge is for: an e-mail address, a DID or a URL, and the level of each criterion."""

    recipient: str
    results: dict[str, str]


def make_app(folder: Path) -> FastAPI:
    """Make the application of one issuer."""
    workspace = Workspace(folder)  # opened once, and shared by all threads
    verifier = Verifier()  # likewise; it remembers what it fetched a short while ago
    app = FastAPI()

    # Plain functions and not `async def`: FastAPI runs them in threads, so that nobody waits.
    @app.post("/badges", status_code=201)
    def award(asked: Asked) -> Response:
        results = [result_for(ACHIEVEMENT, *each) for each in asked.results.items()]
        badge = Award.to(asked.recipient, ACHIEVEMENT, results=results)
        (issued,) = issue(workspace, [badge], by=LMS)
        return Response(issued.data, 201, media_type="application/vc")

    @app.post("/verify")
    def verify(badge: Annotated[bytes, Body(media_type="application/octet-stream")]) -> Any:
        return verifier.verify(badge).to_dict()

    @app.exception_handler(MicrocredError)
    def refuse(_request: Request, error: MicrocredError) -> JSONResponse:
        status = STATUS[kind_of_error(error)]
        told = {"message": error.message} if status < 500 else {}
        return JSONResponse({"code": error.code, **told}, status)

    return app


def create_app() -> FastAPI:
    """Make what servers look for."""
    return make_app(Path(os.environ["WORKSPACE"]))
