"""Coverage-guided fuzzing of every parser of untrusted bytes; see docs/fuzzing.md.

Each module `fuzz_*` is one target: `seeds()` gives inputs to begin with, and `check(data)` raises
on a find. What a parser may raise is `MicrocredError`; whatever else comes is one.
"""
