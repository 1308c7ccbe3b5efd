"""Issue and verify badges in Flask: one workspace for the process, shared by its threads.

WORKSPACE=district flask --app examples/flask_app.py run

curl localhost:5000/badges --json '{"recipient": "ana@school.example",
"results": {"Listens to understand": "Accomplished"}}'
curl localhost:5000/verify --data-binary @ana.png
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request

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


def make_app(folder: Path) -> Flask:
    """Make the application of one issuer."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 10 * 1024 * 1024
    workspace = Workspace(folder)  # opened once, and shared by all threads
    verifier = Verifier()  # likewise; it remembers what it fetched a short while ago

    @app.post("/badges")
    def award() -> Response:
        asked = request.get_json()
        results = [result_for(ACHIEVEMENT, *each) for each in asked["results"].items()]
        badge = Award.to(asked["recipient"], ACHIEVEMENT, results=results)
        (issued,) = issue(workspace, [badge], by=LMS)
        return Response(issued.data, 201, mimetype="application/vc")

    @app.post("/verify")
    def verify() -> Response:
        return jsonify(verifier.verify(request.get_data()).to_dict())

    @app.errorhandler(MicrocredError)
    def refuse(error: MicrocredError) -> tuple[dict[str, Any], int]:
        status = STATUS[kind_of_error(error)]
        told = {"message": error.message} if status < 500 else {}
        return {"code": error.code, **told}, status

    return app


def create_app() -> Flask:
    """Make what `flask --app` and servers look for."""
    return make_app(Path(os.environ["WORKSPACE"]))
