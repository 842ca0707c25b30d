"""The index of problem codes that operators search: `python -m infra.codes` reads the sources and writes the data.

Every refusal (`foundation/errors.py`) and every wrong field stands in the code with its stable code and both sentences;
this command finds them there, so that the index cannot tell anything else. Where a sentence depends on the case, an
ellipsis stands. At development time only; a guard test demands that what is shipped is up to date.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chalicelib
from chalicelib.foundation import errors

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "chalicelib" / "civic" / "portal" / "data" / "codes.json"
CODE = re.compile(r"[a-z][a-z-]*/[A-Za-z0-9-]+")
FIELD = "FieldError"
GAP = "…"


@dataclass(frozen=True)
class Found:
    """One place that refuses. `family`: a class of errors.py, or FieldError for one field of a form."""

    code: str
    family: str
    room: str
    vi: str
    en: str


def families() -> dict[str, type[errors.Refusal]]:
    """The classes of refusals by name."""
    known = {name: one for name, one in vars(errors).items() if isinstance(one, type)}
    return {name: one for name, one in known.items() if issubclass(one, errors.Refusal)}


@dataclass(frozen=True)
class Maker:
    """A function that makes a refusal: its family, where the code stands in its arguments, what it puts before it."""

    family: str
    place: int = 0
    prefix: str = ""


class Source:
    """One module: its tree, its namespace, and the functions that make refusals for others."""

    def __init__(self, name: str) -> None:
        module = importlib.import_module(name)
        self.names: dict[str, Any] = dict(vars(module))
        self.tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        self.name = name
        self.room = ".".join(name.split(".")[1:3])
        self.inside = {id(inner): outer for outer in ast.walk(self.tree) for inner in ast.iter_child_nodes(outer)}

    def function_of(self, node: ast.AST) -> ast.AST:
        """The function a node stands in, the module when in none."""
        while not isinstance(node, ast.FunctionDef | ast.Module):
            node = self.inside[id(node)]
        return node

    def maker(self, call: ast.Call, known: Mapping[str, Maker]) -> Maker | None:
        """The function that a call hands a code to, None when it is no such function."""
        function = self.names.get(call.func.id) if isinstance(call.func, ast.Name) else None
        return known.get(f"{getattr(function, '__module__', '')}.{getattr(function, '__name__', '')}")

    def family(self, call: ast.Call) -> str:
        """What a call makes by itself: a family, a field's error, or nothing of ours (empty)."""
        name = called(call)
        if name == "__init__":
            outer: ast.AST = call
            while not isinstance(outer, ast.ClassDef | ast.Module):
                outer = self.inside[id(outer)]
            return outer.name if isinstance(outer, ast.ClassDef) else ""
        return name if name in families() or name == FIELD else ""

    def texts(self, node: ast.expr, at: ast.Call) -> list[str]:
        """What an expression says, gaps for what only the case knows; several where it is one or the other."""
        if isinstance(node, ast.Constant):
            return [str(node.value)]
        if isinstance(node, ast.JoinedStr):
            return ["".join(self._part(one, at) for one in node.values)]
        if isinstance(node, ast.Subscript):
            table = self._value(node.value)
            if isinstance(table, Mapping) and all(isinstance(one, str) for one in table.values()):
                return [" / ".join(table.values())]
        if isinstance(node, ast.Name):
            local = self._assigned(node.id, at)
            if local is not None:
                return self.texts(local, at)
        if isinstance(node, ast.IfExp):
            return [*self.texts(node.body, at), *self.texts(node.orelse, at)]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [self.texts(node.left, at)[0] + self.texts(node.right, at)[0]]
        value = self._value(node)
        return [value] if isinstance(value, str) else [GAP]

    def _part(self, node: ast.expr, at: ast.Call) -> str:
        inner = node.value if isinstance(node, ast.FormattedValue) else node
        value = self._value(inner)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        local = self._assigned(inner.id, at) if isinstance(inner, ast.Name) else None
        return self.texts(local, at)[0] if isinstance(local, ast.Constant | ast.Subscript) else GAP

    def _value(self, node: ast.expr) -> Any:
        """The value of an expression that needs nothing but the module's own names; None for others."""
        try:
            return eval(compile(ast.Expression(node), "<codes>", "eval"), dict(self.names))
        except Exception:  # noqa: BLE001 - whatever it needs, it is not known before the case
            return None

    def _assigned(self, name: str, at: ast.Call) -> ast.expr | None:
        """The last expression given to a local name before a call."""
        found = None
        given = [node for node in ast.walk(self.function_of(at)) if isinstance(node, ast.Assign)]
        for node in sorted(given, key=lambda one: one.lineno):
            if node.lineno <= at.lineno:
                target = node.targets[0]
                if isinstance(target, ast.Name) and target.id == name:
                    found = node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    found = next((one for to, one in pairs if isinstance(to, ast.Name) and to.id == name), found)
        return found

    def starred(self, node: ast.Starred) -> list[tuple[str, str]]:
        """The pairs of sentences of a table that is spread into a call: `*_ASKED[name]`."""
        inner = node.value
        table = self._value(inner.value) if isinstance(inner, ast.Subscript) else self._value(inner)
        rows = list(table.values()) if isinstance(table, Mapping) else [table]
        return [(one[0], one[1]) for one in rows if isinstance(one, tuple) and len(one) == 2]


def called(call: ast.Call) -> str:
    """The last part of the name that is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def sources() -> list[Source]:
    """Every module of the application."""
    names = sorted(one.name for one in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."))
    return [Source(name) for name in names]


def makers(found: Sequence[Source]) -> dict[str, Maker]:
    """The functions that make a refusal of the code they are given, by module and name."""
    made = {}
    for source in found:
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.FunctionDef) or "code" not in [one.arg for one in node.args.args]:
                continue
            family = node.returns.id if isinstance(node.returns, ast.Name) else ""
            if family in families() or family == FIELD:
                written = [ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.JoinedStr)]
                prefix = next((one[2:-7] for one in written if one.endswith("/{code}'")), "")
                place = [one.arg for one in node.args.args].index("code")
                made[f"{source.name}.{node.name}"] = Maker(family, place, f"{prefix}/" if prefix else "")
    return made


def in_source(source: Source, known: Mapping[str, Maker]) -> Iterator[Found]:
    """The refusals that stand in a module with their code and words."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        maker = source.maker(node, known) or Maker(source.family(node))
        named = {one.arg: one.value for one in node.keywords if one.arg}
        given = [*node.args, *(named[name] for name in ("code", "vi", "en") if name in named)]
        for place, argument in enumerate(given if maker.family else []):
            code = "" if isinstance(argument, ast.Starred) else maker.prefix + source.texts(argument, node)[0]
            if place >= maker.place and CODE.fullmatch(code):
                for vi, en in sentences(source, node, given[place + 1 :]):
                    yield Found(code, maker.family, source.room, vi, en)
                break


def sentences(source: Source, call: ast.Call, rest: Sequence[ast.expr]) -> list[tuple[str, str]]:
    """The pairs of sentences that follow a code in a call."""
    if rest and isinstance(rest[0], ast.Starred):
        return source.starred(rest[0])
    if len(rest) < 2:
        return []
    return list(zip(source.texts(rest[0], call), source.texts(rest[1], call), strict=False))


def in_tables() -> Iterator[Found]:
    """The codes that are made from tables: schema checks, reasons of refused files, things one may not know of."""
    from chalicelib.cloud.schemas import SENTENCES
    from chalicelib.commons.files.reasons import REASONS
    from chalicelib.commons.identity.policy import TABLE

    for rule, (vi, en) in SENTENCES.items():
        yield Found(f"schema/{rule}", FIELD, "cloud.schemas", vi, en)
    for code, (vi, en) in REASONS.items():
        yield Found(code, FIELD, "commons.files", re.sub(r"{\w+}", GAP, vi), re.sub(r"{\w+}", GAP, en))
    for room in sorted({row.action.partition(".")[0] for row in TABLE if row.relation != "any"}):
        yield Found(
            f"{room}/missing", "Missing", "commons.identity", "Không tìm thấy nội dung này.", "This was not found."
        )


def index() -> list[dict[str, Any]]:
    """All codes in order, each with its HTTP statuses (none: a field of a form), whether trying again helps, its rooms
    and its sentences (none: it passes on another refusal's words)."""
    read = sources()
    known = makers(read)
    everything = [one for source in read for one in in_source(source, known)] + list(in_tables())
    together: dict[str, list[Found]] = {}
    for one in everything:
        together.setdefault(one.code, []).append(one)
    return [_entry(code, together[code]) for code in sorted(together)]


def _entry(code: str, found: Sequence[Found]) -> dict[str, Any]:
    kinds = [one for one in map(_class_of, {one.family for one in found}) if one is not None]
    said = dict.fromkeys((one.vi, one.en) for one in found if (one.vi, one.en) != (GAP, GAP))
    return {
        "code": code,
        "statuses": sorted({kind.status for kind in kinds}),
        "retry": any(kind.try_again for kind in kinds),
        "rooms": sorted({one.room for one in found}),
        "sentences": [{"vi": vi, "en": en} for vi, en in sorted(said)],
    }


def _class_of(family: str) -> type[errors.Refusal] | None:
    """The class of refusals of a name, those that rooms have made among them; None for a field's error."""
    heirs: list[type[errors.Refusal]] = [errors.Refusal]
    for one in heirs:
        heirs += one.__subclasses__()
    return next((one for one in heirs if one.__name__ == family), None)


def text() -> str:
    """The file as it should be."""
    return json.dumps(index(), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Writes the index."""
    OUT.write_text(text(), encoding="utf-8")
    print(f"{OUT.relative_to(ROOT)}: {len(index())} codes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
