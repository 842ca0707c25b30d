"""Agency codes in their two orders, both alive on the document axis.

`qcvn-102` (QCVN 102:2016/BTTTT, TT 10/2016/TT-BTTTT): leaf first, fixed groups 3.2.2.3, `000.00.07.H29`.
`qd-20` (QĐ 20/2020/QĐ-TTg): root first, groups separated by dots, at most 35 characters, `H29.07`.
Level 1 is always one letter A to Y and two digits, and tells the orders apart.
"""

import re

from chalicelib.foundation.errors import Invalid

LEAF_FIRST = "qcvn-102"
ROOT_FIRST = "qd-20"
SCHEMES = (LEAF_FIRST, ROOT_FIRST)
LONGEST_CODE = 35

_LEVEL_ONE = r"[A-Y]\d{2}"
_GROUP = r"[A-Z0-9]+"
_LEAF_FIRST_WIDTHS = (2, 2, 3)  # of levels 2, 3 and 4


def code_path(code: str) -> tuple[str, ...]:
    """The groups from level 1 down to the agency's own, whichever order `code` is written in.

    Tolerant of lower case, spaces and missing zero groups (`38.H29` is read as `000.00.38.H29`).
    Raises Invalid `agencies/bad-code` when it is a code in neither order.
    """
    groups = re.sub(r"\s+", "", code[: 2 * LONGEST_CODE]).upper().split(".")
    if len(".".join(groups)) > LONGEST_CODE or not all(re.fullmatch(_GROUP, group) for group in groups):
        raise _bad_code(code)
    if re.fullmatch(_LEVEL_ONE, groups[0]):
        below = groups[1:]
    elif re.fullmatch(_LEVEL_ONE, groups[-1]):
        groups.reverse()
        below = _padded(groups[1:], code)
    else:
        raise _bad_code(code)
    while below and not below[-1].strip("0"):
        below.pop()
    return (groups[0], *below)


def leaf_first(path: tuple[str, ...]) -> str:
    """A path in the four fixed groups of QCVN 102:2016. Raises Invalid when it does not fit them."""
    below = list(path[1:])
    if len(below) > len(_LEAF_FIRST_WIDTHS):
        raise _bad_code(".".join(path))
    below += [""] * (len(_LEAF_FIRST_WIDTHS) - len(below))
    return ".".join([*reversed(_padded(below, ".".join(path))), path[0]])


def root_first(path: tuple[str, ...]) -> str:
    """A path in the order of QĐ 20/2020/QĐ-TTg."""
    return ".".join(path)


def _padded(below: list[str], code: str) -> list[str]:
    """Groups of levels 2 to 4 with their leading zeros; QCVN 102:2016 allows digits only."""
    if len(below) > len(_LEAF_FIRST_WIDTHS):
        raise _bad_code(code)
    padded = []
    for group, width in zip(below, _LEAF_FIRST_WIDTHS, strict=False):
        if len(group) > width or (group and not group.isdigit()):
            raise _bad_code(code)
        padded.append(group.zfill(width))
    return padded


def _bad_code(code: str) -> Invalid:
    shown = code[:LONGEST_CODE]
    return Invalid(
        "agencies/bad-code",
        f"“{shown}” không phải là mã định danh cơ quan.",
        f"“{shown}” is not an agency identifier.",
    )
