"""Frozen dataclasses that cost little to define.

For `dataclass(frozen=True)` the standard library writes and compiles six methods for each class at every start of a
process; that was two thirds of what our own modules cost there. With `frozen` it writes `__init__` only, and that when
a class is first used: most are not before the first answer.
"""

from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """As `dataclass(frozen=True)`, with the methods but `__init__` shared by all such classes."""
    made = dataclass(init=False, eq=False, repr=False)(cls)

    def first(self: T, *values: Any, **named: Any) -> None:
        written = _written(made)
        made.__init__ = written  # type: ignore[method-assign]
        written(self, *values, **named)

    for name, method in {**_SHARED, "__init__": first}.items():
        if name not in vars(made):
            setattr(made, name, method)
    return made


def _written(cls: type) -> Any:
    """The `__init__` that the standard library writes for a class with the same fields."""
    heir: Any = type(cls.__name__, (cls,), {"__doc__": cls.__doc__})
    return dataclass(eq=False, repr=False)(heir).__init__


def _set_once(self: Any, name: str, value: object) -> None:
    """Sets a field that has no value yet: `__init__` does, and nobody can after it."""
    held = self.__dict__
    if name in held or name not in self.__dataclass_fields__:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")
    held[name] = value


def _keep(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _values(self: Any) -> list[object]:
    return [getattr(self, name) for name in self.__match_args__]


def _equal(self: object, other: object) -> bool:
    return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: object) -> int:
    return hash(tuple(_values(self)))


def _show(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{self.__class__.__qualname__}({fields})"


_SHARED = {"__setattr__": _set_once, "__delattr__": _keep, "__eq__": _equal, "__hash__": _hash, "__repr__": _show}
