"""What things cost: `pytest benchmarks` for ours, `python -m benchmarks.compare` beside others."""
