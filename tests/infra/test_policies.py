"""What each function may do, and what the API's function may never do.

All requests are answered by one function, so whatever it may do, a flaw in any page may do.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from infra import stage_config
from infra.trouble import Trouble

CHALICE = Path(__file__).resolve().parents[2] / ".chalice"
FUNCTIONS = sorted(json.loads((CHALICE / "config.json").read_text(encoding="utf-8"))["lambda_functions"])
ONE_KIND_ONLY = {"ledger_post", "ledger_close", "slips_print"}
"""Functions that write some partitions and no dossier."""
PUBLISHERS = {"outbox_relay", "outbox_sweep"}
READS = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
WRITES = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
ARNS = {
    "TableArn": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/motcua-x",
    "StreamArn": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/motcua-x/stream/s",
    "KeyArn": "arn:aws:kms:ap-southeast-1:123456789012:key/k",
    "QuarantineBucketArn": "arn:aws:s3:::quarantine",
    "KeepBucketArn": "arn:aws:s3:::keep",
    "AuditBucketArn": "arn:aws:s3:::audit",
    "ArrivalsQueueArn": "arn:aws:sqs:ap-southeast-1:123456789012:arrivals",
    "EventsTopicArn": "arn:aws:sns:ap-southeast-1:123456789012:events",
    "EventsQueueArn": "arn:aws:sqs:ap-southeast-1:123456789012:events",
    "ClocksQueueArn": "arn:aws:sqs:ap-southeast-1:123456789012:clocks",
    "LedgerQueueArn": "arn:aws:sqs:ap-southeast-1:123456789012:ledger",
    "PrintingQueueArn": "arn:aws:sqs:ap-southeast-1:123456789012:printing",
}


def statements(function: str) -> list[dict[str, Any]]:
    return list(json.loads(stage_config.policy(function, "x", ARNS))["Statement"])


def rights(function: str) -> set[tuple[str, str]]:
    """Every (action, resource) the function is allowed."""
    return {
        (action, resource)
        for statement in statements(function)
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
        for resource in statement["Resource"]
    }


def may_write(function: str, pk: str) -> bool:
    """Whether IAM lets the function put, change or delete an item of this partition."""
    return any(_decides(function, action, pk) for action in WRITES)


def may_read(function: str, pk: str) -> bool:
    """Whether IAM lets the function read an item of this partition from the table itself."""
    return any(_decides(function, action, pk) for action in READS)


def _decides(function: str, action: str, pk: str) -> bool:
    about = [one for one in statements(function) if action in one["Action"] and ARNS["TableArn"] in one["Resource"]]
    fitting = [one for one in about if _holds(one, pk)]
    effects = {one["Effect"] for one in fitting}
    return effects == {"Allow"}


def _holds(statement: dict[str, Any], pk: str) -> bool:
    """One key is written at a time, so that `for all values` and `for any value` mean the same here."""
    for operator, keys in statement.get("Condition", {}).items():
        if operator in ("ForAllValues:StringLike", "ForAnyValue:StringLike"):
            if not any(fnmatchcase(pk, pattern) for pattern in keys["dynamodb:LeadingKeys"]):
                return False
        elif operator != "Null":
            return False
    return True


@pytest.mark.parametrize("function", FUNCTIONS)
def test_rights_are_named_one_by_one(function: str) -> None:
    for statement in statements(function):
        assert statement["Effect"] in ("Allow", "Deny")
        for action in statement["Action"]:
            assert re.fullmatch(r"[a-z0-9]+:[A-Z][A-Za-z]+", action), f"{action} is a pattern"
        if "*" in statement["Resource"]:
            # X-Ray knows no resources: a trace segment belongs to the account.
            assert {action.partition(":")[0] for action in statement["Action"]} == {"xray"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nobody_scans_deletes_tables_signs_or_reads_secrets(function: str) -> None:
    may = {action for action, _ in rights(function)}
    assert not may & {"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "dynamodb:PartiQLSelect"}
    assert not may & {"kms:Sign", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:CreateGrant"}
    assert not {action for action in may if action.startswith(("secretsmanager:", "ssm:", "iam:", "sts:", "lambda:"))}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_key_is_used_only_through_table_and_buckets_and_by_publishers_through_the_topic(function: str) -> None:
    services = {"dynamodb", "s3", "sns"} if function in PUBLISHERS else {"dynamodb", "s3"}
    for statement in statements(function):
        if any(action.startswith("kms:") for action in statement["Action"]):
            through = statement["Condition"]["StringEquals"]["kms:ViaService"]
            assert set(through) <= {f"{service}.ap-southeast-1.amazonaws.com" for service in services}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_the_witness_writes_what_it_saw_and_it_writes_nothing_else(function: str) -> None:
    witness = function == "audit_witness"
    assert may_write(function, "T#D#01h2") is witness
    if witness:
        assert {action for action, _ in rights(function) if action.startswith("dynamodb:")} == {"dynamodb:PutItem"}
    else:
        assert may_write(function, "D#01h2") is (function not in ONE_KIND_ONLY)


def test_the_ledger_s_functions_write_the_ledger_and_nothing_else() -> None:
    written = {
        (function, kind)
        for function in ("ledger_post", "ledger_close")
        for kind in ("D#", "LD#", "LM#", "LC#", "LG#", "PP#", "S#", "V#")
        if may_write(function, f"{kind}01h2")
    }
    assert written == {("ledger_post", "LD#"), ("ledger_post", "LM#"), ("ledger_close", "LM#"), ("ledger_close", "LC#")}
    assert not [right for right in rights("ledger_close") if right[0] == "dynamodb:UpdateItem"]


def test_the_function_that_settles_payments_writes_payments_receipts_and_dossiers_only() -> None:
    kinds = ("D#", "PA#", "N#receipts.d07", "N#000.00.07.H29", "PS#", "PP#", "S#", "U#", "LD#", "RT#", "SC#")
    assert {kind for kind in kinds if may_write("payments_ask", f"{kind}01h2")} == {"D#", "PA#", "N#receipts.d07"}
    assert {action for action, _ in rights("payments_ask") if action.startswith("s3:")} == {"s3:GetObject"}
    assert ("dynamodb:DeleteItem", ARNS["TableArn"]) not in rights("payments_ask")


def test_who_draws_slips_reads_everything_drawn_and_changes_nothing_but_prints() -> None:
    kinds = ("D#", "LD#", "LM#", "PP#", "S#", "V#", "PR#")
    assert [kind for kind in kinds if may_write("slips_print", f"{kind}01h2")] == ["PR#"]
    assert {right for right in rights("slips_print") if right[0].startswith("s3:")} == {
        ("s3:PutObject", "arn:aws:s3:::keep/prints/*"),
        ("s3:DeleteObject", "arn:aws:s3:::keep/prints/*"),
        ("s3:GetObject", "arn:aws:s3:::keep/catalogue/*"),
    }


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("pk", ["K#signing", "K#front"])
def test_no_function_writes_the_stage_s_keys(function: str, pk: str) -> None:
    assert not may_write(function, pk)


@pytest.mark.parametrize("function", [one for one in FUNCTIONS if one != "api_handler"])
def test_only_the_api_reads_keys_logins_and_sessions(function: str) -> None:
    """Workers read files and events that others wrote: whatever goes wrong there must not tell who is signed in."""
    assert not any(may_read(function, pk) for pk in ("K#signing", "K#front", "L#congdan1", "S#digest"))
    assert not any(may_write(function, pk) for pk in ("S#digest", "L#congdan1"))


def test_a_right_on_many_keys_is_no_right_on_none() -> None:
    """`ForAllValues` holds for a request that names no key at all; `Null` closes that."""
    for function in FUNCTIONS:
        for statement in statements(function):
            condition = statement.get("Condition", {})
            if statement["Effect"] == "Allow" and "ForAllValues:StringLike" in condition:
                assert condition["Null"] == {"dynamodb:LeadingKeys": "false"}


def test_the_api_may_upload_to_quarantine_but_never_read_it() -> None:
    s3 = {right for right in rights("api_handler") if right[0].startswith("s3:")}
    assert s3 == {
        ("s3:PutObject", "arn:aws:s3:::quarantine/*"),
        ("s3:GetObject", "arn:aws:s3:::keep/*"),
        ("s3:PutObject", "arn:aws:s3:::keep/catalogue/*"),
    }


def test_the_api_touches_table_buckets_key_log_and_trace_and_asks_for_prints() -> None:
    services = {action.partition(":")[0] for action, _ in rights("api_handler")}
    assert services == {"dynamodb", "s3", "sqs", "kms", "logs", "xray"}
    queues = {right for right in rights("api_handler") if right[0].startswith("sqs:")}
    assert queues == {("sqs:SendMessage", ARNS["PrintingQueueArn"])}


@pytest.mark.parametrize(
    "function", ["api_handler", "dossiers_alarms", "dossiers_clocks", "files_arrive", "ledger_close", "payments_ask"]
)
def test_who_works_by_the_catalogue_may_read_what_is_published(function: str) -> None:
    """Else it would silently go on with the definitions that were shipped."""
    allowed = {resource for action, resource in rights(function) if action == "s3:GetObject"}
    assert allowed & {"arn:aws:s3:::keep/*", "arn:aws:s3:::keep/catalogue/*"}
    key = next(one for one in statements(function) if "kms:Decrypt" in one["Action"])
    assert any(one.startswith("s3.") for one in key["Condition"]["StringEquals"]["kms:ViaService"])


def test_only_relay_and_sweep_publish_events_and_to_their_topic_only() -> None:
    told = {name: {right for right in rights(name) if right[0].startswith("sns:")} for name in FUNCTIONS}
    publishers = {name for name, found in told.items() if found}
    assert publishers == PUBLISHERS
    assert {right for found in told.values() for right in found} == {("sns:Publish", ARNS["EventsTopicArn"])}


def test_only_the_api_sends_to_a_queue_and_a_queue_has_one_reader() -> None:
    senders = {name for name in FUNCTIONS if "sqs:SendMessage" in {action for action, _ in rights(name)}}
    assert senders == {"api_handler"}
    read = [queue for name in FUNCTIONS for action, queue in rights(name) if action == "sqs:ReceiveMessage"]
    assert len(read) == len(set(read))


def test_only_the_checker_reads_quarantine() -> None:
    readers = {name for name in FUNCTIONS if ("s3:GetObject", "arn:aws:s3:::quarantine/*") in rights(name)}
    assert readers == {"files_arrive"}


def test_nobody_writes_the_audit_bucket_by_accident() -> None:
    assert not [name for name in FUNCTIONS for _, resource in rights(name) if "audit" in resource.partition(":::")[2]]


def test_every_function_has_a_policy_file_and_every_file_a_function(tmp_path: Path) -> None:
    committed = {path.name for path in CHALICE.glob("policy-*.json") if path.name.count("-") == 1}
    assert committed == {f"policy-{name}.json" for name in FUNCTIONS}


def test_a_function_without_policy_is_refused() -> None:
    with pytest.raises(Trouble, match="write down what it may do"):
        stage_config.policy("nobody", "x", ARNS)
