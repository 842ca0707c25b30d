"""The whole city on one machine: `python3 -m infra.local run | dev | venv | clean`. Needs nothing but Python 3.11.

Written so that any older Python can read it up to the check (no annotations, no imports of this project before it).
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "motcua needs Python 3.11 or newer; this is Python %d.%d.\n"  # noqa: UP031
        "Install a newer one and say which: make PYTHON=python3.12 run" % sys.version_info[:2]
    )

from infra.local.command import main

sys.exit(main(sys.argv[1:]))
