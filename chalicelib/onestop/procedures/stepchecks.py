"""What must hold of a definition's steps: a dossier gets through them all, by people who may do what they declare."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ACTIONS = frozenset(
    {
        "receive",
        "request_supplement",
        "refuse_intake",
        "hand_over",
        "consult",
        "propose_approval",
        "propose_refusal",
        "propose_supplement",
        "approve",
        "refuse",
        "send_back",
        "extend",
        "stop",
        "require_payment",
        "return_result",
    }
)
MAY: Mapping[str, frozenset[str]] = {
    "receive": frozenset({"one_stop_officer"}),
    "request_supplement": frozenset({"one_stop_officer"}),
    "refuse_intake": frozenset({"one_stop_officer", "leader"}),
    "approve": frozenset({"specialist", "leader"}),
    "refuse": frozenset({"leader"}),
    "return_result": frozenset({"one_stop_officer"}),
}
"""The roles that the policy table lets do what a step declares; every role may do the rest."""

Raw = Mapping[str, Any]


def step_faults(steps: Sequence[Raw]) -> Iterator[str]:
    """Sentences about the steps of a definition that has the right shape."""
    total = sum(step["share"] for step in steps)
    if total != 100:
        yield f"data.steps: the shares of time add up to {total}, not 100"
    yield from repeated("data.steps", [step["code"] for step in steps])
    for number, step in enumerate(steps):
        yield from _faults_within(f"data.steps[{number}]", step)
    yield from _order_faults(steps)


def _faults_within(place: str, step: Raw) -> Iterator[str]:
    yield from repeated(f"{place}.checks", [check["code"] for check in step.get("checks", ())])
    yield from repeated(f"{place}.forms", [form["number"] for form in step.get("forms", ())])
    for number, action in enumerate(step["actions"]):
        if action not in ACTIONS:
            yield f"{place}.actions[{number}]: there is no action {action}"
        elif step["role"] not in MAY.get(action, (step["role"],)):
            yield f"{place}.actions[{number}]: {step['role']} may not {action}"


def _order_faults(steps: Sequence[Raw]) -> Iterator[str]:
    """The way through the steps: received first, proposed, decided by another person, returned last."""
    if "receive" not in steps[0]["actions"]:
        yield "data.steps[0].actions: a procedure begins with receiving the dossier"
    if "return_result" not in steps[-1]["actions"]:
        yield f"data.steps[{len(steps) - 1}].actions: a procedure ends with returning the result"
    deciding = [number for number, step in enumerate(steps) if "approve" in step["actions"]]
    if len(deciding) != 1:
        yield "data.steps: exactly one step approves"
        return
    before = steps[: deciding[0]]
    if not any("propose_approval" in step["actions"] for step in before):
        yield "data.steps: a step before the approval proposes it, so that two people look at it"
    for number, step in enumerate(before):
        if "return_result" in step["actions"]:
            yield f"data.steps[{number}].actions: nothing is returned before it is decided"


def repeated(place: str, codes: Sequence[str]) -> Iterator[str]:
    """A sentence for each code that stands twice."""
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{place}: {code} is used twice"
