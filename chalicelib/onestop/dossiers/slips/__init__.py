"""Slips: what the papers of a one-stop dossier say, as data. Pure; pages print them, the door shows them as JSON.

The forms are those of TT 01/2018/TT-VPCP and TT 03/2025/TT-VPCP; `forms.json` says which number counts on which day.
"""

from chalicelib.onestop.dossiers.slips.control import Control, HandOver, StepLine
from chalicelib.onestop.dossiers.slips.dayregister import (
    Counted,
    DayLine,
    DayRegister,
    Overview,
    write_day,
    write_overview,
)
from chalicelib.onestop.dossiers.slips.forms import Form, form_of, place_of_issue
from chalicelib.onestop.dossiers.slips.kinds import KINDS, Listed, Slip, slips_of, write_slip
from chalicelib.onestop.dossiers.slips.letters import Acknowledgement, Receipt, Refusal, SupplementRequest
from chalicelib.onestop.dossiers.slips.model import Issuer
from chalicelib.onestop.dossiers.slips.money import CashReceipt, Demand, Sum, SumLine, owing_now
from chalicelib.onestop.dossiers.slips.notices import Apology, Correction, SilentGrant, Stop
from chalicelib.onestop.dossiers.slips.present import present_slip
from chalicelib.onestop.dossiers.slips.register import Register, RegisterLine, write_register
from chalicelib.onestop.dossiers.slips.source import Source
from chalicelib.onestop.dossiers.slips.timed import source_of

__all__ = [
    "KINDS",
    "Acknowledgement",
    "Apology",
    "CashReceipt",
    "Control",
    "Correction",
    "Counted",
    "DayLine",
    "DayRegister",
    "Demand",
    "Form",
    "HandOver",
    "Issuer",
    "Listed",
    "Overview",
    "Receipt",
    "Refusal",
    "Register",
    "RegisterLine",
    "SilentGrant",
    "Slip",
    "Source",
    "StepLine",
    "Stop",
    "Sum",
    "SumLine",
    "SupplementRequest",
    "form_of",
    "owing_now",
    "place_of_issue",
    "present_slip",
    "slips_of",
    "source_of",
    "write_day",
    "write_overview",
    "write_register",
    "write_slip",
]
