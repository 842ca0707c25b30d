"""The operator's commands: `python -m infra <command> --help`.

A command is a module of this package with `add_arguments(parser)` and `run(args)`; `run` returns the exit status
(or nothing for 0). The first line of the module's docstring is its help.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from pathlib import Path

from infra.trouble import Trouble


def commands() -> list[str]:
    """The names of the modules that are commands, found in their sources: only the one that is called is imported."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return [one.stem for one in modules if "\ndef add_arguments(" in one.read_text(encoding="utf-8")]


def summary(name: str) -> str:
    """The first line of a command's docstring."""
    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def main(words: list[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 in trouble (said in words), 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m infra", description="Run a stage of motcua.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="command")
    wanted = next(iter(sys.argv[1:] if words is None else words), "")
    for name in commands():
        subparser = subparsers.add_parser(name, help=summary(name))
        if name == wanted:
            module = importlib.import_module(f"infra.{name}")
            subparser.description = module.__doc__
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    args = parser.parse_args(words)
    try:
        return int(args.run(args) or 0)
    except Trouble as trouble:
        print(f"infra {args.command}: {trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
