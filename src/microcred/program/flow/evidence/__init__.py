"""Evidence: taking it in, telling what it is, and keeping it by its digest."""
