"""What the platform costs in time, memory and calls, as ratios to one raw botocore call of the same run.

Absolute times say more about a machine than about code, so none is printed. `docs/benchmarks.md` has the method.
"""
