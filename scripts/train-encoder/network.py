"""The network: a small convolutional trunk whose statistics over time describe a patch, and heads for training."""

import torch
from torch import nn

from front_end import BANDS

TRUNK = 320
EMBEDDING = 160
HEADS = {"recipe": 128, "chain": 64, "song": 64}


def _separable(inputs, outputs, stride):
    """A depthwise and a pointwise convolution: a ninth of the work of a full one."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False),
        nn.BatchNorm2d(inputs),
        nn.ReLU(inplace=True),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Encoder(nn.Module):
    """Patches n x 2 x 96 x rows (mid and side) to the trunk n x 320 and to unit vectors of the heads."""

    def __init__(self):
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv2d(2, 32, 5, 2, 2, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
            _separable(32, 64, 2),
            _separable(64, 64, 1),
            _separable(64, 128, 2),
            _separable(128, 128, 1),
            _separable(128, 192, 2),
            _separable(192, 192, 1),
        )
        # Each band of the last map has weights of its own: where in the spectrum something happens matters.
        self.across_bands = nn.Sequential(
            nn.Conv2d(192, TRUNK // 2, (BANDS // 16, 1), bias=False), nn.BatchNorm2d(TRUNK // 2), nn.ReLU(inplace=True)
        )
        # Of what the trunk says, what songs of one production share.
        self.embedding = nn.Linear(TRUNK, EMBEDDING, bias=False)
        self.heads = nn.ModuleDict(
            {
                name: nn.Sequential(nn.Linear(TRUNK, 256), nn.ReLU(inplace=True), nn.Linear(256, size))
                for name, size in HEADS.items()
            }
        )

    def trunk(self, patches):
        """Mean and standard deviation over time."""
        over_time = self.across_bands(self.convolutions(patches)).flatten(2)
        mean = over_time.mean(dim=2)
        variance = ((over_time - mean.unsqueeze(2)) ** 2).mean(dim=2)
        return torch.cat([mean, torch.sqrt(variance + 1e-5)], dim=1)

    def forward(self, patches):
        trunk = self.trunk(patches)
        outputs = {"embedding": self.embedding(trunk)} | {name: head(trunk) for name, head in self.heads.items()}
        return trunk, {name: nn.functional.normalize(output.float()) for name, output in outputs.items()}


class Exported(nn.Module):
    """What is shipped: the trunk alone. The heads know the recipes of the training by heart and nothing beyond them."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, patches):
        return self.encoder.trunk(patches)
