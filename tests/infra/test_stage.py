"""A stage's lasting stack, as the engine made it from infra/state.yaml."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path
from typing import Any

import pytest

from chalicelib.foundation.ids import digest
from infra import stage_keys
from infra.clients import client
from infra.trouble import Trouble
from infra.up import raise_stage

CHALICE = Path(__file__).resolve().parents[2] / ".chalice"


def test_table_has_its_keys_indexes_and_signing_key(stage: Any) -> None:
    table = client("dynamodb").describe_table(TableName=stage.outputs["TableName"])["Table"]
    indexes = {
        index["IndexName"]: (
            [key["AttributeName"] for key in index["KeySchema"]],
            index["Projection"]["NonKeyAttributes"],
        )
        for index in table["GlobalSecondaryIndexes"]
    }
    assert indexes == {
        "work": (["wk", "ws"], ["row"]),
        "mine": (["mk", "ms"], ["own"]),
        "due": (["dk", "ds"], ["row"]),
        "code": (["ck", "cs"], ["face"]),
    }
    key = {"pk": {"S": "K#signing"}, "sk": {"S": "K"}}
    item = client("dynamodb").get_item(TableName=stage.outputs["TableName"], Key=key)["Item"]
    assert len(item["value"]["S"]) == 43  # 32 bytes in base64url


@pytest.mark.parametrize("name", ["signing", "front"])
def test_keys_are_never_overwritten(stage: Any, name: str) -> None:
    before = stage_keys.read(stage.outputs["TableName"], name)
    assert len(before) == 43
    assert stage_keys.ensure(stage.outputs["TableName"], name) is False
    assert stage_keys.read(stage.outputs["TableName"], name) == before


def test_config_holds_the_front_key_s_digest_and_not_the_key(stage: Any, tmp_path: Path) -> None:
    outputs = fresh_stage(tmp_path)
    key = stage_keys.read(outputs["TableName"], "front")
    text = (tmp_path / ".chalice" / "config.json").read_text(encoding="utf-8")
    assert key not in text
    assert digest(key) in text


def test_upload_to_quarantine_is_told_to_the_arrivals_queue(stage: Any, tmp_path: Path) -> None:
    outputs = fresh_stage(tmp_path)  # nobody reads its queue
    client("s3").put_object(Bucket=outputs["QuarantineBucketName"], Key="drafts/d1/f1", Body=b"%PDF-")
    keys: set[str] = set()
    for _ in range(5):
        answer = client("sqs").receive_message(
            QueueUrl=outputs["ArrivalsQueueUrl"], MaxNumberOfMessages=10, WaitTimeSeconds=2
        )
        for message in answer.get("Messages", []):
            keys |= {record["s3"]["object"]["key"] for record in json.loads(message["Body"]).get("Records", [])}
        if keys:
            break
    assert keys == {"drafts/d1/f1"}


def test_only_who_asks_for_a_demonstration_gets_one(stage: Any, tmp_path: Path) -> None:
    name = fresh_stage(tmp_path)["TableName"].removeprefix("motcua-")
    assert demo_of(tmp_path, name) == "yes"  # the laptop's stages are
    raise_stage(name, tmp_path, lambda line: None, demo="no")
    assert demo_of(tmp_path, name) == "no"
    template = json.loads(json.dumps(client("cloudformation").get_template_summary(StackName=f"motcua-{name}-state")))
    defaults = {one["ParameterKey"]: one.get("DefaultValue") for one in template["Parameters"]}
    assert defaults["Demo"] == "no"


def demo_of(project: Path, name: str) -> str:
    """What the functions of a stage would be told."""
    config = json.loads((project / ".chalice" / "config.json").read_text(encoding="utf-8"))
    return str(config["stages"][name]["environment_variables"]["MOTCUA_DEMO"])


def test_up_may_be_repeated_and_keeps_the_site_url(stage: Any, tmp_path: Path) -> None:
    first = fresh_stage(tmp_path)
    name = first["TableName"].removeprefix("motcua-")
    assert raise_stage(name, tmp_path, lambda line: None) == first
    config = json.loads((tmp_path / ".chalice" / "config.json").read_text(encoding="utf-8"))
    assert config["stages"][name]["environment_variables"]["MOTCUA_SITE_URL"] == "https://motcua.example"


def test_up_asks_for_the_site_url_of_a_new_stage(stage: Any, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="--site-url"):
        raise_stage(f"n{secrets.token_hex(4)}", tmp_path, lambda line: None)


def fresh_stage(project: Path) -> dict[str, str]:
    """The outputs of a stage of its own."""
    shutil.copytree(CHALICE, project / ".chalice", ignore=shutil.ignore_patterns("deploy*"))
    return raise_stage(f"f{secrets.token_hex(4)}", project, lambda line: None, site_url="https://motcua.example")
