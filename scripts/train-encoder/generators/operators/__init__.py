"""Second generator: frequency modulation, plucked strings and filtered noise in the time domain.

Written without a line of the first one: other oscillators, other filters, other drums, Euclidean rhythms, a reverb of
sparse echoes and a three-band mastering compressor. Its music is further from trance, so that what the network learns
of production is not tied to one style.
"""

from .mastering import master
from .recipe import draw_recipe
from .song import Song

__all__ = ["Song", "draw_recipe", "master"]
