"""The application as CloudFormation takes it: one zip and one SAM template, made by `chalice package`."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from infra import slim
from infra.clients import region
from infra.trouble import Trouble

FRAGMENT = Path(__file__).resolve().parent / "app.yaml"


@dataclass(frozen=True)
class Package:
    """What `chalice package` made. `template` still names the zip by its file name."""

    zip: Path
    template: dict[str, Any]

    def digest(self) -> str:
        """SHA-256 of the zip, hex."""
        with self.zip.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def make(project: Path, stage: str, out: Path, pip: Mapping[str, str] | None = None) -> Package:
    """Package a checkout whose `.chalice/config.json` knows the stage. `pip`: extra environment for pip.

    The packager's own cache is dropped first: its key ignores file names, so that a renamed template would be lost.
    """
    shutil.rmtree(project / ".chalice" / "deployments", ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    chalice = Path(sys.executable).parent / "chalice"
    done = subprocess.run(
        [str(chalice), "package", "--stage", stage, "--merge-template", str(FRAGMENT), str(out)],
        cwd=project,
        env={**os.environ, "AWS_DEFAULT_REGION": region(), **(pip or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"chalice package failed:\n{done.stdout}{done.stderr}")
    if "Could not install dependencies" in done.stdout + done.stderr:
        raise Trouble(f"the package would lack libraries:\n{done.stdout}{done.stderr}")
    slim.slim(out / "deployment.zip")
    return read(out)


def read(out: Path) -> Package:
    """What an earlier `make` left in the folder."""
    template = yaml.safe_load((out / "sam.yaml").read_text(encoding="utf-8"))
    return Package(out / "deployment.zip", template)


def placed(package: Package, bucket: str, key: str) -> dict[str, Any]:
    """The template with every function's code at its place in the bucket."""
    template: dict[str, Any] = json.loads(json.dumps(package.template))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return template
