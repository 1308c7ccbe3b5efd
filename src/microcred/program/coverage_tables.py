"""Coverage in the forms that people and spreadsheets read: a table and CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from microcred.program.coverage import Coverage
from microcred.program.frameworks import Item

_CSV_COLUMNS: Final = (
    "framework", "group", "id", "code", "standard", "count", "educators", "covered_by",
)  # fmt: skip
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])(?=[\s\"']*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])")
"""Where a cell begins like a formula (OWASP, "CSV Injection"), the full-width letters too."""


def coverage_table(coverage: Coverage) -> str:
    """Write a line for each standard, under its heading."""
    lines = [coverage.framework.title, f"{_summary(coverage)}."]
    if coverage.educators is not None:
        lines += ["", f"{'badges':>6} {'educators':>9}"]
    group: Item | None = None
    for item in coverage.standards:
        heading = coverage.group_of(item)
        if heading != group:
            lines += ["", heading.title if heading else ""]
            group = heading
        lines.append(_row(coverage, item))
    return "\n".join(lines)


def _summary(coverage: Coverage) -> str:
    covered = len(coverage.standards) - len(coverage.gaps)
    total = sum(source.count for source in coverage.sources)
    counted = f"{covered} of {len(coverage.standards)} standards"
    summary = f"{coverage.title}: {counted} are covered by {total} {coverage.unit_of(total)}"
    if coverage.educators is None:
        return summary
    noun = "educator" if coverage.all_educators == 1 else "educators"
    return f"{summary} of {coverage.all_educators} {noun}"


def _row(coverage: Coverage, item: Item) -> str:
    """Write how often a standard is covered, and by what."""
    count = f"{coverage.counts[item.id]:6}"
    if coverage.educators is not None:
        count += f" {coverage.educators[item.id]:9}"
    names = ", ".join(source.label for source in coverage.sources_of(item.id))
    code = f"{item.code} " if item.code else ""
    return f"{count}  {code}{item.title}: {names or 'GAP'}"


def coverage_csv(coverage: Coverage) -> bytes:
    """Write a row for each standard as CSV in UTF-8, with a byte order mark for spreadsheets."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(_CSV_COLUMNS)
    educators = coverage.educators
    for item in coverage.standards:
        group = coverage.group_of(item)
        names = "; ".join(source.label for source in coverage.sources_of(item.id))
        row = (
            coverage.framework.title,
            group.title if group else "",
            item.id,
            item.code,
            item.title,
            coverage.counts[item.id],
            "" if educators is None else educators[item.id],
            names,
        )
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return output.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking text for a formula, also where it splits the text further.

    Many open CSV as separated by semicolons or tabs: what stands behind one begins a cell then.
    """
    return _FORMULA.sub(r"\1'", cell)
