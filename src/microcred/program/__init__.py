"""Educator micro-credentials: what they ask for, the standards they connect to, and finding them.

Modules are imported by their own names: `microcred.program.definition`, for example.
"""
