"""From evidence to badge: people, submissions, assessing, deciding, and what follows from it."""
