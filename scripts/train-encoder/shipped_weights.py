"""Begins a training with the weights of a shipped encoder, whose norms are folded into its convolutions."""

import onnx
import torch
from onnx import numpy_helper
from torch import nn


def load_shipped(encoder, file, patches):
    """Gives the trunk of `encoder` the weights of an ONNX file that `train_encoder.py` wrote; heads stay as they are.

    A folded convolution says what norm and convolution said together. Its norm is undone by what it sees of some
    patches (n x 2 x bands x rows): with their mean and deviation as its statistics, and the same as its shift and scale,
    it changes nothing, and learns from there on like any other.
    """
    folded = [numpy_helper.to_array(values) for values in onnx.load(file).graph.initializer]
    modules = [*encoder.convolutions.modules(), *encoder.across_bands.modules()]
    convolutions = [module for module in modules if isinstance(module, nn.Conv2d)]
    norms = [module for module in modules if isinstance(module, nn.BatchNorm2d)]
    if [list(values.shape) for values in folded[::2]] != [list(layer.weight.shape) for layer in convolutions]:
        raise SystemExit(f"{file} holds another network than network.py builds.")
    for layer, norm, weight, bias in zip(convolutions, norms, folded[::2], folded[1::2]):
        layer.weight.data.copy_(torch.tensor(weight))
        norm.weight.data.fill_(1.0)
        norm.bias.data.copy_(torch.tensor(bias))
    seen = {}
    hooks = [norm.register_forward_hook(lambda norm, given, _: seen.update({norm: given[0].float()})) for norm in norms]
    with torch.no_grad():
        encoder.eval().trunk(patches)
        for hook in hooks:
            hook.remove()
        for norm in norms:
            norm.running_mean.copy_(seen[norm].mean(dim=(0, 2, 3)))
            norm.running_var.copy_(seen[norm].var(dim=(0, 2, 3)))
            norm.weight.copy_(torch.sqrt(norm.running_var + norm.eps))
            norm.bias.add_(norm.running_mean)
