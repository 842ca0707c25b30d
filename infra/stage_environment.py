"""The environment of a stage's functions, for commands that call the application's code from a terminal."""

from __future__ import annotations

import os

from infra import stacks, stage_config, up
from infra.clients import laptop
from infra.trouble import Trouble


def variables(stage: str) -> dict[str, str]:
    """What the stage's functions find in their environment. Refuses when `infra up` has not been run for it."""
    name = up.state_stack(stage)
    stack = stacks.describe(name)
    if stack is None:
        raise Trouble(f"there is no stack {name}; run `python -m infra up --stage {stage}` first")
    parameters = {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}
    s3_public_url = os.environ["AWS_ENDPOINT_URL"] if laptop() else ""
    return stage_config.environment(stage, stacks.outputs(name), parameters["SiteUrl"], s3_public_url)


def enter(stage: str) -> None:
    """Let this process read the settings of the stage. Call it before anything of chalicelib reads them."""
    os.environ.update(variables(stage))
