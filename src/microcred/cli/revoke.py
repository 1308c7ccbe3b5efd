"""`microcred revoke`."""

from microcred.cli.changing_status import status_command

command = status_command(
    "revoke",
    """Revoke badges, for good.

    Whoever verifies one of them from now on is told so, as soon as the issuer's site is on the
    web. The reason is kept and not published. A badge that was revoked by mistake cannot be
    brought back: issue a new one. 'microcred suspend' can be undone.
    """,
)
