"""Free-text search in any language, the same on SQLite and PostgreSQL.

`words` makes words of text, `index` keeps and finds them in a database, `snippets` shows where they
stand. Modules are imported by their own names: the first needs no database.
"""
