"""Audit: verifies the journal, keeps the record of views, and witnesses every event in a second place.

The journal itself is written by every change (cloud.journal). This room reads it.
Events in: all of them, as witness. Events out: none.
"""

from chalicelib.commons.audit.examine import Examination, examine
from chalicelib.commons.audit.model import Fault, check_chain, check_witness
from chalicelib.commons.audit.store import View, record_view, views_of, witness, witnesses_of

__all__ = [
    "Examination",
    "Fault",
    "View",
    "check_chain",
    "check_witness",
    "examine",
    "record_view",
    "views_of",
    "witness",
    "witnesses_of",
]
