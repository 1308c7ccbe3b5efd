"""`microcred reinstate`."""

from microcred.cli.changing_status import status_command

command = status_command(
    "reinstate",
    """Take the suspension of badges back.

    They verify as before. A revoked badge cannot be reinstated.
    """,
)
