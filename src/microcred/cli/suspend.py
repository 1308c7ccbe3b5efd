"""`microcred suspend`."""

from microcred.cli.changing_status import status_command

command = status_command(
    "suspend",
    """Suspend badges, until they are reinstated.

    Whoever verifies one of them meanwhile is told not to accept it now. The reason is kept and
    not published.
    """,
)
