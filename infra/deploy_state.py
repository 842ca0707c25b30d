"""Where Chalice's record of what it deployed lives between checkouts: `deployed/<stage>.json` in the state bucket.

`chalice deploy` finds its functions by name but its API and event sources only by the ids in
`.chalice/deployed/<stage>.json`; without that file it would make a second API at another address. So a checkout gets
the record from the bucket, or, when nobody stored it after the deployment, from what runs in the account.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra import deploy_found
from infra.clients import client


def bring_back(project: Path, stage: str, bucket: str) -> str:
    """Make checkout and bucket hold the same record, the later written one. Returns what happened, in words."""
    record = _record(project, stage)
    stored = _stored(bucket, stage)
    if not record.exists() and stored is None:
        found = deploy_found.find(stage, _functions(project))
        if found is None:
            return "deploy record: none yet"
        _write(record, json.dumps(found, indent=2).encode())
        return "deploy record: rebuilt from what runs in the account; " + remember(project, stage, bucket)
    if stored is None:
        return remember(project, stage, bucket)
    if not record.exists() or record.stat().st_mtime < stored["LastModified"].timestamp():
        _write(record, stored["Body"].read())
        return "deploy record: brought back from the state bucket"
    return remember(project, stage, bucket)


def remember(project: Path, stage: str, bucket: str) -> str:
    """Store the checkout's record in the bucket. Returns what happened, in words."""
    record = _record(project, stage)
    if not record.exists():
        return f"deploy record: none; run chalice deploy --stage {stage} first"
    client("s3").put_object(Bucket=bucket, Key=_key(stage), Body=record.read_bytes())
    return "deploy record: stored in the state bucket"


def _record(project: Path, stage: str) -> Path:
    return project / ".chalice" / "deployed" / f"{stage}.json"


def _write(record: Path, content: bytes) -> None:
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_bytes(content)


def _functions(project: Path) -> list[str]:
    config = json.loads((project / ".chalice" / "config.json").read_text(encoding="utf-8"))
    return sorted(config["lambda_functions"])


def _key(stage: str) -> str:
    return f"deployed/{stage}.json"


def _stored(bucket: str, stage: str) -> dict[str, Any] | None:
    try:
        return dict(client("s3").get_object(Bucket=bucket, Key=_key(stage)))
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            return None
        raise
