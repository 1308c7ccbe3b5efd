"""Small badges and texts of which the right verdict was settled beforehand."""
