"""Slips: what the papers of a one-stop dossier say, as data. Pure; pages print them, the door shows them as JSON.

The forms are those of TT 01/2018/TT-VPCP and TT 03/2025/TT-VPCP; `forms.json` says which number counts on which day.
"""

from chalicelib.onestop.dossiers.slips.forms import Form, form_of, place_of_issue
from chalicelib.onestop.dossiers.slips.letters import slips_of, write_slip
from chalicelib.onestop.dossiers.slips.model import (
    Acknowledgement,
    Control,
    HandOver,
    Issuer,
    Receipt,
    Refusal,
    Register,
    RegisterLine,
    Slip,
    SupplementRequest,
)
from chalicelib.onestop.dossiers.slips.present import present_slip
from chalicelib.onestop.dossiers.slips.register import write_register
from chalicelib.onestop.dossiers.slips.source import Source

__all__ = [
    "Acknowledgement",
    "Control",
    "Form",
    "HandOver",
    "Issuer",
    "Receipt",
    "Refusal",
    "Register",
    "RegisterLine",
    "Slip",
    "Source",
    "SupplementRequest",
    "form_of",
    "place_of_issue",
    "present_slip",
    "slips_of",
    "write_register",
    "write_slip",
]
