"""First generator: loops of four bars from wavetables, with trance's patterns, sends and a mastering chain.

A recipe is the production: instruments, effects, levels, mastering. A song is the composition: key, chords, lines. The
same recipe always sounds the same way, up to `STRAY`, whatever the song plays.

Everything random of a song comes from one stream, in the order in which it is asked for: another order is another song.
"""

from .mastering import master
from .recipe import draw_recipe
from .song import Song

__all__ = ["Song", "draw_recipe", "master"]
