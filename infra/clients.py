"""Clients of AWS for the operator's commands, from the usual environment (region, credentials, AWS_ENDPOINT_URL)."""

from __future__ import annotations

import os
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config

DEFAULT_REGION = "ap-southeast-1"


def region() -> str:
    """The region every command works in: Singapore unless told otherwise, the nearest to the city."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


def client(service: str) -> Any:
    """A client of one service. Not cached: the endpoint may change between calls in tests."""
    config = Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "max_attempts": 5},
        signature_version="s3v4" if service == "s3" else None,
        s3={"addressing_style": "path"} if laptop() else None,
    )
    return _session().create_client(service, region_name=region(), config=config)


def laptop() -> bool:
    """Whether the commands talk to an engine on this machine instead of AWS."""
    host = urlsplit(os.environ.get("AWS_ENDPOINT_URL", "")).hostname
    return host in {"127.0.0.1", "localhost", "::1"}
