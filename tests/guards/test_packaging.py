"""What is shipped: the zip holds every file the code reads, and the template around it is sound.

Chalice's own packager runs on a copy of the sources, without pip, so that this stays quick.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra import layers, package, stage_config
from infra.local import build

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("quick_package.py")
STAGE = "guard"
LAYER = "arn:aws:lambda:ap-southeast-1:123456789012:layer:motcua-guard-printing:7"
SHIPPED = ("chalicelib", "templates")
NOT_SHIPPED = {"__pycache__", ".po", ".pot"}
READERS_TO_COME: set[str] = set()
"""Queues whose readers are not written yet; whoever writes one takes its line out."""


@dataclass(frozen=True)
class Packaged:
    names: set[str]
    functions: set[str]
    template: dict[str, Any]
    template_file: Path


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packaged]:
    home = tmp_path_factory.mktemp("guard")
    project, out = home / "project", home / "out"
    build.copy_sources(PROJECT, project)
    outputs = made_up_outputs()
    variables = stage_config.environment(STAGE, outputs, "https://motcua.example")
    stage_config.write(project, STAGE, outputs, variables, "arm64", {"slips_print": LAYER})
    words = [sys.executable, str(SCRIPT), str(project), STAGE, str(package.FRAGMENT), str(out)]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "ap-southeast-1"}
    done = subprocess.run(words, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    functions = set(re.findall(r"^\w+$", done.stdout, re.MULTILINE))
    template = yaml.safe_load((out / "sam.yaml").read_text(encoding="utf-8"))
    with zipfile.ZipFile(out / "deployment.zip") as archive:
        yield Packaged(set(archive.namelist()), functions, template, out / "sam.yaml")


def made_up_outputs() -> dict[str, str]:
    """Something for every output of the lasting stack."""
    outputs = {name: f"motcua-{STAGE}-{name.lower()}" for name in state()["Outputs"]}
    outputs |= {name: f"arn:aws:sqs:ap-southeast-1:123456789012:{name}" for name in outputs if name.endswith("Arn")}
    outputs["TableArn"] = f"arn:aws:dynamodb:ap-southeast-1:123456789012:table/motcua-{STAGE}"
    outputs["StreamArn"] = outputs["TableArn"] + "/stream/2026-01-01T00:00:00.000"
    return outputs


def state() -> dict[str, Any]:
    """infra/state.yaml; a short tag such as !Ref x becomes {"!Ref": "x"}."""

    class Loader(yaml.SafeLoader):
        pass

    def tagged(loader: Any, suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return {f"!{suffix}": loader.construct_scalar(node)}
        return {f"!{suffix}": loader.construct_sequence(node, deep=True)}

    Loader.add_multi_constructor("!", tagged)
    template: dict[str, Any] = yaml.load((PROJECT / "infra" / "state.yaml").read_text(encoding="utf-8"), Loader)
    return template


def resources(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}


def test_zip_holds_every_source_template_and_data_file(packaged: Packaged) -> None:
    wanted = {
        str(path.relative_to(PROJECT))
        for folder in SHIPPED
        for path in (PROJECT / folder).rglob("*")
        if path.is_file() and not NOT_SHIPPED & {*path.parts, path.suffix}
    }
    assert any(name.startswith("templates/") for name in wanted)
    assert not wanted - packaged.names


def test_zip_holds_the_app_and_chalices_run_time(packaged: Packaged) -> None:
    assert {"app.py", "chalice/__init__.py", "chalice/app.py"} <= packaged.names


def test_zip_holds_nothing_of_infra_tests_or_configuration(packaged: Packaged) -> None:
    strange = [name for name in packaged.names if re.match(r"(infra|tests|docs|\.chalice|\.venv)/", name)]
    assert not strange


def test_packaged_template_is_free_of_errors(packaged: Packaged) -> None:
    lint = [str(Path(sys.executable).parent / "cfn-lint"), "--non-zero-exit-code", "error"]
    done = subprocess.run([*lint, str(packaged.template_file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_api_stays_within_its_path_nodes(packaged: Packaged) -> None:
    paths = packaged.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    parts = [path.strip("/").split("/") for path in paths]
    nodes = {tuple(one[:depth]) for one in parts for depth in range(1, len(one) + 1)}
    assert 0 < len(nodes) < 300


def test_functions_are_those_of_the_configuration(packaged: Packaged) -> None:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    assert packaged.functions == set(config["lambda_functions"])
    for sizes in config["lambda_functions"].values():
        assert {"lambda_memory_size", "lambda_timeout"} <= set(sizes)


def test_every_function_has_a_role_of_its_own(packaged: Packaged) -> None:
    functions = resources(packaged.template, "AWS::Serverless::Function")
    roles = [one["Role"]["Fn::GetAtt"][0] for one in functions.values()]
    assert len(set(roles)) == len(functions) == len(packaged.functions)


def test_a_layer_is_for_its_function_only(packaged: Packaged) -> None:
    layered = {
        name: one["Layers"]
        for name, one in resources(packaged.template, "AWS::Serverless::Function").items()
        if "Layers" in one
    }
    assert layered == {"SlipsPrint": [LAYER]}
    assert set(layers.FUNCTIONS) <= packaged.functions


def test_what_rides_in_a_layer_is_not_in_the_zip() -> None:
    """Libraries come into every function's zip by requirements.txt alone."""
    shipped = (PROJECT / "requirements.txt").read_text(encoding="utf-8").lower()
    assert "reportlab" not in shipped
    assert "pillow" not in shipped


def test_every_function_has_an_alarm_on_its_errors(packaged: Packaged) -> None:
    alarms = resources(packaged.template, "AWS::CloudWatch::Alarm").values()
    watched = {
        dimension["Value"]["Ref"]
        for alarm in alarms
        if alarm["MetricName"] == "Errors"
        for dimension in alarm["Dimensions"]
    }
    assert watched == set(resources(packaged.template, "AWS::Serverless::Function"))


def test_every_queue_has_dead_letters_and_both_have_alarms() -> None:
    queues = resources(state(), "AWS::SQS::Queue")
    dead = {
        one["RedrivePolicy"]["deadLetterTargetArn"]["!GetAtt"].split(".")[0]
        for one in queues.values()
        if "RedrivePolicy" in one
    }
    assert dead
    assert {name for name, one in queues.items() if "RedrivePolicy" not in one} == dead
    alarms = resources(state(), "AWS::CloudWatch::Alarm").values()
    watched = {
        alarm["Dimensions"][0]["Value"]["!GetAtt"].split(".")[0] for alarm in alarms if alarm["Namespace"] == "AWS/SQS"
    }
    assert watched == set(queues)


def test_a_message_stays_hidden_six_times_as_long_as_its_reader_may_take(packaged: Packaged) -> None:
    outputs, queues = made_up_outputs(), resources(state(), "AWS::SQS::Queue")
    hidden = {
        outputs[f"{name}Name"]: one["VisibilityTimeout"] for name, one in queues.items() if "RedrivePolicy" in one
    }
    read = {
        event["Properties"]["Queue"]["Fn::Sub"].rpartition(":")[2]: function["Timeout"]
        for function in resources(packaged.template, "AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    }
    to_come = {outputs[f"{name}Name"] for name in READERS_TO_COME}
    assert read.keys() | to_come == hidden.keys()
    assert not read.keys() & to_come, "it has its reader: take it out of READERS_TO_COME"
    for queue, seconds in read.items():
        assert hidden[queue] >= 6 * seconds
