"""Third generator: many songs at once, on the accelerator where there is one.

Oscillators read tables that hold an instrument's spectrum for each pitch and each opening of its filter; drums are one-shots,
struck at their steps; rooms and echoes are frequency responses. A recipe is drawn, rendered once and never again: a
training that goes on long enough hears a hundred times as many productions as the other two generators can render.

It shares no code with them.
"""

from .recipe import SIBLINGS, draw_families
from .song import EXCERPTS, SONGS, render_families, render_songs

__all__ = ["EXCERPTS", "SIBLINGS", "SONGS", "draw_families", "render_families", "render_songs"]
