"""Contexts that the vectors use and that real badges do not."""

from __future__ import annotations

from typing import Any

import pytest

from tests import contexts_of_vectors


@pytest.fixture
def vector_contexts() -> dict[str, dict[str, Any]]:
    """Provide the contexts by URL."""
    return contexts_of_vectors.vector_contexts()
