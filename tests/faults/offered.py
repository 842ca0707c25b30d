"""What the platform has to offer to faults, found by looking at it: use cases, workers, moves, clients."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections import Counter
from functools import cache
from pathlib import Path

import chalicelib

READS = frozenset(
    {
        "dossiers.Alerts.read",
        "dossiers.Consulted.asked",
        "dossiers.Consulted.link",
        "dossiers.Consulted.read",
        "dossiers.Daybook.counts",
        "dossiers.Daybook.day",
        "dossiers.FinishedDossiers.by_code",
        "dossiers.FinishedDossiers.kept",
        "dossiers.PayingOnline.attempts",
        "dossiers.Printing.fetch_print",
        "dossiers.Printing.fetch_register_print",
        "dossiers.Reading.at_desk",
        "dossiers.Reading.of_code",
        "dossiers.Reading.chosen",
        "dossiers.Reading.look_up",
        "dossiers.Reading.mine",
        "dossiers.Reading.queue",
        "dossiers.Reading.read",
        "dossiers.Reading.views",
        "dossiers.Renewing.renewal",
        "dossiers.Tallies.figures",
        "dossiers.Tallies.of",
        "dossiers.Uploads.link",
        "dossiers.Uploads.viewable",
        "identity.Absences.of_unit",
        "kiosk.Desk.day",
        "kiosk.Devices.of_unit",
        "kiosk.Devices.secret_for",
        "payments.Payments.of_dossier",
        "payments.Payments.read",
        "payments.Payments.reconciliation",
        "payments.Payments.to_refund",
        "portal.Notices.listed",
        "portal.Notices.preview",
        "portal.Texts.edited",
        "portal.Texts.read",
        "portal.Texts.version",
        "procedures.Proposals.listed",
        "procedures.Proposals.next_text",
        "procedures.Proposals.read",
        "satisfaction.Ratings.index",
        "satisfaction.Ratings.remarks",
        "worktime.Announcements.listed",
        "worktime.Announcements.preview",
        "worktime.Announcements.preview_hours",
    }
)
"""Use cases that change nothing of an aggregate: a fault there is an answer that the reader asks for again. Some put a
look on record, or a lock: single unconditional writes of their own."""

SIGN_IN = frozenset(
    {
        "identity.IdentityService.enter",
        "identity.IdentityService.lend",
        "identity.IdentityService.session_of",
        "identity.IdentityService.sign_in",
        "identity.IdentityService.sign_out",
        "identity.IdentityService.sign_out_everywhere",
    }
)
"""What changes sessions: neither traced as use cases nor given a call."""


def modules() -> list[str]:
    """The names of all modules of the platform."""
    return [one.name for one in pkgutil.walk_packages(chalicelib.__path__, "chalicelib.")]


@cache
def traced_use_cases() -> frozenset[str]:
    """Those marked `@use_case`, which traces name `room.method`."""
    return frozenset(
        f"{name.split('.')[2]}.{owner.__name__}.{method}"
        for name in modules()
        for _, owner in inspect.getmembers(importlib.import_module(name), inspect.isclass)
        for method, thing in vars(owner).items()
        if owner.__module__ == name and is_use_case(thing)
    )


def use_cases() -> set[str]:
    """Every method marked `@use_case`, and every other public one that is given a call, as `room.Class.method`."""
    found = set(SIGN_IN)
    for name in modules():
        module = importlib.import_module(name)
        for _, owner in inspect.getmembers(module, inspect.isclass):
            if owner.__module__ == name:
                found |= {f"{name.split('.')[2]}.{owner.__name__}.{method}" for method in _methods(owner)}
    return found


def _methods(owner: type) -> list[str]:
    functions = {name: thing for name, thing in vars(owner).items() if inspect.isfunction(thing)}
    return [name for name, thing in functions.items() if is_use_case(thing) or _takes_a_call(name, thing)]


def _takes_a_call(name: str, function: object) -> bool:
    kinds = [str(one.annotation) for one in inspect.signature(function).parameters.values()]  # type: ignore[arg-type]
    return not name.startswith("_") and any(kind.endswith("cloud.call.Call'>") or kind == "Call" for kind in kinds)


def is_use_case(thing: object) -> bool:
    """`use_case` wraps a function; what it gives keeps the wrapped one and is telemetry's own code."""
    return inspect.isfunction(thing) and thing.__code__.co_filename.endswith("telemetry.py")


def workers() -> set[str]:
    """Every function that Lambda calls besides the API."""
    import app

    return {name for name in app.app.handler_map if "/" not in name}


def moves() -> set[str]:
    """The moves of a dossier, those of the platform included, and those of a proposal."""
    from chalicelib.onestop.dossiers.transitions import MOVES
    from chalicelib.onestop.procedures.lifecycle import MOVES as STEPS

    return {*MOVES, *(f"proposal.{name}" for name in STEPS)}


def makers_of_clients() -> set[str]:
    """The files that make a client of AWS, the table's among them."""
    root = Path(chalicelib.__path__[0])
    made = re.compile(r"create_client\(|TableConnection\(")
    return {str(path.relative_to(root)) for path in root.rglob("*.py") if made.search(path.read_text(encoding="utf-8"))}


def conditions() -> dict[str, int]:
    """How many lines of each file say what must be, or must not be, in the store for a write to be carried out."""
    root = Path(chalicelib.__path__[0])
    found: Counter[str] = Counter()
    for path in root.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found[str(path.relative_to(root))] = len({one.lineno for one in ast.walk(tree) if _is_condition(one)})
    return dict(+found)


def _is_condition(node: ast.AST) -> bool:
    """`Kind.attribute.exists()`, `Kind.attribute.does_not_exist()`, `Kind.attribute == …`, `only_new=True`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Attribute() as attribute, attr="exists" | "does_not_exist")):
            return _of_a_kind(attribute)
        case ast.Compare(left=ast.Attribute() as attribute, ops=[ast.Eq() | ast.LtE()]):
            return _of_a_kind(attribute)
        case ast.keyword(arg="only_new", value=ast.Constant(value=True)):
            return True
    return False


def _of_a_kind(attribute: ast.Attribute) -> bool:
    """Whether it is an attribute of a kind of item: of a class, of `kind` or of `type(…)`."""
    named = attribute.value
    if isinstance(named, ast.Call):
        return isinstance(named.func, ast.Name) and named.func.id == "type"
    return isinstance(named, ast.Name) and (named.id[0].isupper() or named.id == "kind")
