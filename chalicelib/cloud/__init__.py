"""The platform we stand on, wrapped once. Imported before anything heavy, by the API and by every worker.

Starting makes some 100,000 objects that all stay, and Python would look through them for garbage a hundred and forty
times. So it looks only when far more have come together than a start or a request makes.
"""

import gc

PILE = 200_000
"""Objects made and not yet freed before Python looks for garbage: a few tens of MB at most."""

gc.set_threshold(PILE, 10, 10)
