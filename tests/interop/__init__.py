"""Badges exchanged with other implementations, each installed from its registry."""
