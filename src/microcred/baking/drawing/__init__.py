"""Pictures to start from: a badge drawn from the names of an achievement and its issuer."""
