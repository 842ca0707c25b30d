"""Everything motcua is made of. Its rooms stand in docs/architecture.md."""

import os

from chalicelib.cloud import modulefile

modulefile.use(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
