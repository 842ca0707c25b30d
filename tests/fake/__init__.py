"""The cloud in memory: DynamoDB, SNS, SQS and S3 as far as the platform calls them, deterministic, on its own clock.

It stands in for the network at one seam, `BaseClient._make_api_call` (`account.py`), so that thousands of stories run
in seconds and every seed replays identically. It is kept honest by `test_conformance.py`, which does the same random
operations to it and to the laptop's engine. Why our own and not moto: moto ignores request tokens, knows no conflict,
no throttling, no stale read and no index that lags, and copies its tables at every transaction.
"""
