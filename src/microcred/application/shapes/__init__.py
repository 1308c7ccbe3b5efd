"""What verbs come to, as JSON: the same shapes from a command, a page and an interface.

A module has the shapes of one noun, each a `TypedDict` called after what it describes, as
`BadgeJson`, and a function that makes it, `badge_json`. `export` generates a JSON Schema of each
result into `schemas/results/`; docs/decisions/0018-shapes-of-results.md has the reasons.
"""
