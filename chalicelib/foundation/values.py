"""Frozen dataclasses that cost little to define.

For `dataclass(frozen=True)` the standard library looks through the fields of each class, and writes and compiles six
methods for it, at every start of a process; that was two thirds of what our own modules cost there. With `frozen` it
does so when a class is first used, and writes `__init__` only: most classes are not used before the first answer.
"""

from dataclasses import FrozenInstanceError, dataclass, field, fields
from threading import RLock
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """As `dataclass(frozen=True)`, with the methods but `__init__` shared by all such classes."""

    def first(self: T, *values: Any, **named: Any) -> None:
        written = _written(cls)
        cls.__init__ = written  # type: ignore[method-assign]
        written(self, *values, **named)

    own = vars(cls)
    for name, method in _SHARED.items():
        if name not in own:
            setattr(cls, name, method)
    if "__init__" not in own:
        cls.__init__ = first  # type: ignore[assignment, method-assign]
    return cls


class _Later:
    """What a dataclass says of its fields, found out when it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, asked: type) -> Any:
        cls = next(one for one in asked.__mro__ if self._name in vars(one))
        with _ONE_AT_A_TIME:
            if vars(cls)[self._name] is self:
                _find_fields(cls)
        return getattr(cls, self._name)


_ONE_AT_A_TIME = RLock()


def _find_fields(cls: Any) -> None:
    cls.__doc__ = cls.__doc__ or cls.__name__  # of a class without one, the standard library would write its signature
    dataclass(init=False, eq=False, repr=False)(cls)
    cls.__match_args__ = tuple(one.name for one in fields(cls) if one.init)  # type: ignore[misc]


def _written(cls: type) -> Any:
    """The `__init__` that the standard library writes for a class with the same fields."""
    heir: Any = type(cls.__name__, (cls,), {"__doc__": cls.__doc__ or cls.__name__})
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
    said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{self.__class__.__qualname__}({said})"


_SHARED = {
    "__dataclass_fields__": _Later("__dataclass_fields__"),
    "__match_args__": _Later("__match_args__"),
    **{"__setattr__": _set_once, "__delattr__": _keep, "__eq__": _equal, "__hash__": _hash, "__repr__": _show},
}
