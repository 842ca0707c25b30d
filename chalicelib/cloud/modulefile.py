"""All compiled modules of a package in one file, so that a start opens one file instead of five hundred.

`python -m infra ship` writes the file (infra/slim.py); a checkout has none, and Python then imports as ever. What is
not in it (the standard library, libraries in C, layers) comes from where it always comes. Modules keep their names,
their places, and their sources for tracebacks and resources.

By hand, because `zipimport` of the standard library reads the list of a zip in Python at every start, which costs more
than it saves, and leaves modules without files beside them.
"""

import marshal
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER
from types import CodeType, ModuleType

NAME = "modules.bin"
LENGTH = 4
"""Bytes that say how long the index is, big end first. Before them stands Python's magic number, behind them the index
(for each module its source's path in the package, offset and size of its code), then the marshalled code itself."""

Index = Mapping[str, tuple[str, int, int]]


class ModuleFile:
    """Finds modules in the file, whatever stands on `sys.path`; a finder for `sys.meta_path`."""

    def __init__(self, folder: str, file: int, index: Index, start: int) -> None:
        self._folder, self._file, self._index, self._start = folder, file, index, start
        self._name = os.path.join(folder, NAME)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """How to load a module; None when the file does not have it."""
        found = self._index.get(name)
        if found is None:
            return None
        source = f"{self._folder}/{found[0]}"
        spec = ModuleSpec(name, _Loader(name, source, self), origin=source)
        spec.has_location, spec.cached = True, self._name
        if source.endswith("/__init__.py"):
            spec.submodule_search_locations = [source.removesuffix("/__init__.py")]
        return spec

    def code(self, name: str) -> CodeType:
        """A module's code."""
        _, offset, size = self._index[name]
        found: CodeType = marshal.loads(os.pread(self._file, size, self._start + offset))
        return found


class _Loader(SourceFileLoader):
    def __init__(self, name: str, source: str, file: ModuleFile) -> None:
        super().__init__(name, source)
        self._modules = file

    def get_code(self, fullname: str) -> CodeType:
        return self._modules.code(fullname)


def use(folder: str) -> None:
    """Imports from the file of the package in `folder` from now on, if it has one and this Python can read it."""
    try:
        file = os.open(os.path.join(folder, NAME), os.O_RDONLY)
    except FileNotFoundError:
        return
    head = os.read(file, len(MAGIC_NUMBER) + LENGTH)
    if not head.startswith(MAGIC_NUMBER):
        os.close(file)
        return
    size = int.from_bytes(head[len(MAGIC_NUMBER) :], "big")
    sys.meta_path.insert(0, ModuleFile(folder, file, marshal.loads(os.read(file, size)), len(head) + size))


def written(modules: Mapping[str, tuple[str, bytes]]) -> bytes:
    """The file's bytes, of each module's source path in the package and its marshalled code."""
    index, code = {}, bytearray()
    for name, (path, part) in modules.items():
        index[name] = (path, len(code), len(part))
        code += part
    listed = marshal.dumps(index)
    return MAGIC_NUMBER + len(listed).to_bytes(LENGTH, "big") + listed + code
