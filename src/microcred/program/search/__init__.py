"""Free-text search in any language, the same on SQLite and PostgreSQL."""

from microcred.program.search.index import Hit, Text, TextIndex
from microcred.program.search.snippets import Piece, snippet_of
from microcred.program.search.words import fold, words_of

__all__ = ["Hit", "Piece", "Text", "TextIndex", "fold", "snippet_of", "words_of"]
