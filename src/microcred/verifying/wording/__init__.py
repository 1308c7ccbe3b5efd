"""A report and a badge in people's words: what `print(report)` and `microcred verify` say.

Each module makes lines of text and prints nothing; words of others in them do nothing to a
terminal. Modules are imported by their own names.
"""
