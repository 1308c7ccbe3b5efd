"""A programme with all its verbs: from enrolling to a badge, and what becomes of it."""

from __future__ import annotations

from microcred.program.flow.assessing import Assessing
from microcred.program.flow.assigning import Assigning
from microcred.program.flow.calibrating import Calibrating
from microcred.program.flow.deciding import Deciding
from microcred.program.flow.endorsing import Endorsing
from microcred.program.flow.enrolling import Enrolling
from microcred.program.flow.gathering import Gathering
from microcred.program.flow.listing import Listing
from microcred.program.flow.privacy import Protecting
from microcred.program.flow.records import Recording
from microcred.program.flow.registering import Registering
from microcred.program.flow.reports import Reporting
from microcred.program.flow.stacks import Stacking
from microcred.program.flow.submitting import Submitting
from microcred.program.flow.views import Viewing


class Programme(
    Registering, Enrolling, Gathering, Submitting, Viewing, Assigning, Assessing, Calibrating,
    Deciding, Stacking, Recording, Endorsing, Reporting, Listing, Protecting,
):  # fmt: skip
    """A programme with all its verbs.

    Every verb is one transaction: it happens whole, or not at all. Every verb takes `by`, who asks:
    what they may do stands in `microcred.authority`, and `Forbidden` is the answer to all else. The
    trail records their name.

    Args:
        desk: what the verbs work with.
    """
