"""When things happen in songs, sample by sample."""

import torch

from .score import STEPS
from .signals import LENGTH, RATE

MOST_STEPS = 80


class Clock:
    """The grid of sixteenths of songs: B songs, LENGTH samples."""

    def __init__(self, score, swing):
        device = swing.device
        self.step_s = 15 / score["bpm"]
        self.first = score["first"]
        steps = torch.arange(MOST_STEPS, device=device)
        late = torch.where((steps[None] + self.first[:, None]) % 2 == 1, swing[:, None], torch.zeros((), device=device))
        # MOST_STEPS + 1 times: the last is that of the end.
        self.starts_s = (steps[None] + late) * self.step_s[:, None]
        self.seconds = torch.arange(LENGTH, device=device, dtype=torch.float32) / RATE
        at = self.seconds[None] / self.step_s[:, None]
        step = at.long()
        late_share = late.gather(1, step)
        self.step = torch.where(at - step < late_share, (step - 1).clamp(min=0), step)
        self.place = (steps[None] + self.first[:, None]) % STEPS
        self.bar = (steps[None] + self.first[:, None]) // STEPS

    def events(self, at):
        """Of each sample, by a pattern (songs x STEPS, velocities): the step of the last event, seconds since it and
        until the next one; velocities are 0 before the first event."""
        velocity = at.gather(1, self.place)
        steps = torch.arange(MOST_STEPS, device=at.device)[None]
        happens = velocity > 0
        last = torch.where(happens, steps, torch.full_like(steps, -1)).cummax(dim=1).values
        following = (
            torch.where(happens, steps, torch.full_like(steps, MOST_STEPS - 1)).flip(1).cummin(dim=1).values.flip(1)
        )
        following = torch.cat([following[:, 1:], torch.full_like(following[:, :1], MOST_STEPS - 1)], dim=1)
        start = self.starts_s.gather(1, last.clamp(min=0))
        end = self.starts_s.gather(1, following)
        strength = torch.where(last >= 0, velocity.gather(1, last.clamp(min=0)), torch.zeros_like(velocity))
        return Events(
            last.clamp(min=0),
            (self.seconds[None] - start.gather(1, self.step)).clamp_(min=0),
            end.gather(1, self.step) - self.seconds[None],
            strength.gather(1, self.step),
            self.step,
        )


class Events:
    def __init__(self, last, since, until, velocity, step):
        self.last, self.since, self.until, self.velocity, self._step = last, since, until, velocity, step

    def of(self, table):
        """What a table by step (songs x MOST_STEPS) says at the event of each sample."""
        return table.gather(1, self.last).gather(1, self._step)
