"""A step of a procedure, as a published process describes it (TCVN ISO 9001): who does what, with which checks and
forms. Pure."""

from chalicelib.commons.agencies import Role
from chalicelib.foundation.values import frozen
from chalicelib.foundation.words import Words


@frozen
class Provenance:
    """Where a fact was read. `source` may be empty only while the fact is not verified."""

    source: str
    verified: bool


@frozen
class Check:
    """What an officer confirms to have looked at before a step is done; one that is not `required` may be left out."""

    code: str
    name: Words
    required: bool = True


@frozen
class StepForm:
    """A form that is filled in or made in a step, as the process names it: `number`, `name`."""

    number: str
    name: Words
    provenance: Provenance


@frozen
class Step:
    """One step of the internal procedure (e-ISO: who, in which time, with which checks and forms).

    `share` is its part of the processing time, in percent; `unit` the division of the competent agency that does it,
    where the process names one.
    """

    code: str
    name: Words
    role: Role
    share: int
    actions: tuple[str, ...]
    unit: Words | None = None
    checks: tuple[Check, ...] = ()
    forms: tuple[StepForm, ...] = ()
