"""microcred issues and verifies Open Badges 3.0."""
