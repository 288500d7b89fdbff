#!/usr/bin/env python3
"""Trains the encoder of `models/`: see README.md beside this file."""

import argparse
import copy
import hashlib
import json
import math
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
import torch

import front_end
from batches import MASTERED, UNMASTERED, Sampler, plain, varied
from endless import Endless
from generators import sampler
from material import EXCERPTS, GENERATORS, Material, family_of, generator_of
from network import TRUNK, Encoder, Exported
from scores import precision_at_5

TEMPERATURE = 0.1
# What is learnt by which output; "siblings" is the recipe among those of its family alone.
WEIGHTS = {
    ("embedding", "recipe"): 1.0,
    ("embedding", "siblings"): 0.5,
    ("recipe", "recipe"): 0.5,
    ("recipe", "siblings"): 0.25,
    ("chain", "chain"): 0.3,
    ("song", "song"): 0.15,
}
# Every tenth family of the generators of `material.py` is never trained on and tells how the training goes.
HELD_OUT = 10
# Rounds of the endless material before the first step, and steps on each.
ROUNDS_AHEAD = 8


def contrastive(vectors, labels, among=None):
    """Supervised contrastive loss (Khosla et al. 2020, the sum outside the logarithm) over those that have a label.

    among  groups: only vectors of its own group are compared with a vector
    """
    kept = labels >= 0
    vectors, labels = vectors[kept], labels[kept]
    logits = vectors @ vectors.T / TEMPERATURE
    apart = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    if among is not None:
        apart = apart | (among[kept][:, None] != among[kept][None, :])
    logits = logits.masked_fill(apart, -1e9)
    same = (labels[:, None] == labels[None, :]) & ~apart
    chances = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    counts = same.sum(dim=1)
    has_others = counts > 0
    return -((chances * same).sum(dim=1)[has_others] / counts[has_others]).mean()


def loss_of(outputs, labels):
    total = 0.0
    for (output, learnt), weight in WEIGHTS.items():
        label = labels["recipe" if learnt == "siblings" else learnt]
        if (label >= 0).any():
            total = total + weight * contrastive(
                outputs[output], label, labels["family"] if learnt == "siblings" else None
            )
    return total


class Training:
    """An encoder on its way, step by step."""

    def __init__(self, options, device, say):
        self.options, self.device, self.say = options, device, say
        self.layout = torch.channels_last
        self.encoder = Encoder().to(device, memory_format=torch.channels_last)
        if options.start:
            self.encoder.load_state_dict(torch.load(options.start, map_location=device)["encoder"])
        self.optimiser = torch.optim.AdamW(self.encoder.parameters(), lr=options.rate, weight_decay=0.02)
        self.endless = Endless(options.seed, options.families_a_round, options.rounds_kept, device)
        self.material = Material(
            options.material or Path(options.out) / "material", options.seed, options.recipes, options.processes, device
        )
        recipes = np.arange(options.recipes)
        self.held_out = recipes[family_of(recipes) // len(GENERATORS) % HELD_OUT == 0]
        self.trained = np.setdiff1d(recipes, self.held_out)
        self.sampler = Sampler(
            self.trained,
            self.material.chains,
            family_of(recipes),
            options.seed,
            options.others_a_batch,
            options.chains_a_batch,
            4,
        )

    def patches_of(self, step):
        """The batch of a step: patches and labels."""
        at, labels = self.endless.batch(step, self.options.families_a_batch)
        excerpts = [self.endless.excerpts[torch.as_tensor(at, device=self.device)]]
        labels = [labels | {"chain": np.full(len(at), -1)}]
        if step >= self.options.others_from * self.options.steps:
            self.material.wait_for(self.options.recipes)
            at, others = self.sampler.batch(step, self.options.recipes)
            excerpts.append(self.material.excerpts[torch.as_tensor(at, device=self.device)])
            # Numbers of their own, far from those of the endless material.
            others = {name: np.where(values >= 0, values + OTHER_NUMBERS, -1) for name, values in others.items()}
            labels.append(others | {"family": np.where(others["recipe"] >= 0, family_of(others["recipe"]), -1)})
        generator = torch.Generator(device=self.device).manual_seed(self.options.seed * 1_000_003 + step)
        patches = varied(torch.cat(excerpts), generator).contiguous(memory_format=self.layout)
        joined = {name: np.concatenate([part[name] for part in labels]) for name in labels[0]}
        return patches, {name: torch.as_tensor(values, device=self.device) for name, values in joined.items()}

    def step(self, step):
        patches, labels = self.patches_of(step)
        # bfloat16 where the accelerator has it; master weights and statistics stay in single precision.
        with torch.autocast("cuda", torch.bfloat16) if self.device.type == "cuda" else nullcontext():
            _, outputs = self.encoder(patches)
        loss = loss_of(outputs, labels)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
        self.optimiser.step()
        return loss.detach()

    def rate_at(self, step):
        """Up over a tenth of the steps, then down along a cosine."""
        share = step / self.options.steps
        rise = share / 0.1 if share < 0.1 else 0.5 + 0.5 * math.cos(math.pi * (share - 0.1) / 0.9)
        return self.options.rate * rise + 1e-6

    def rounds_at(self, step):
        return min(ROUNDS_AHEAD, self.options.rounds_kept) + step // self.options.steps_a_round

    def plan(self, started):
        """So many steps as the seconds that are left allow, by the time that some of each kind take."""
        options = self.options
        self.endless.go_to(ROUNDS_AHEAD - 2)
        options.steps = 1 << 40
        state = copy.deepcopy((self.encoder.state_dict(), self.optimiser.state_dict()))
        for step in range(10):
            self.step(step)
        self.choose_layout()
        begun = self.now()
        self.endless.go_to(ROUNDS_AHEAD)
        rendered = self.now()
        for step in range(40):
            self.step(step)
        a_step, a_round = (self.now() - rendered) / 40, (rendered - begun) / 2
        self.encoder.load_state_dict(state[0])
        self.optimiser.load_state_dict(state[1])
        left = options.seconds - (time.time() - started)
        options.steps = int(left / (1.2 * a_step + a_round / options.steps_a_round))
        self.say(f"{1000 * a_step:.1f} ms a step, {1000 * a_round:.0f} ms a round: {options.steps} steps")

    def choose_layout(self):
        """Lays the weights out as this device takes a step fastest: which that is differs from device to device."""
        times = {}
        for layout in (torch.channels_last, torch.contiguous_format):
            self.layout = layout
            self.encoder.to(memory_format=layout)
            self.step(0)
            begun = self.now()
            for step in range(5):
                self.step(step)
            times[layout] = (self.now() - begun) / 5
        self.layout = min(times, key=times.get)
        self.encoder.to(memory_format=self.layout)
        self.say(", ".join(f"{layout}: {1000 * seconds:.1f} ms a step" for layout, seconds in times.items()))

    def now(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        return time.time()

    def run(self, started):
        """Trains for `options.steps` steps, or what is left of them after the checkpoint; losses of some steps, and
        scores on the generators of `material.py` before they were heard."""
        options = self.options
        checkpoint = Path(options.out) / "checkpoint.pt"
        first, losses, unheard = 0, [], {}
        if checkpoint.exists():
            state = torch.load(checkpoint, map_location=self.device)
            self.encoder.load_state_dict(state["encoder"])
            self.optimiser.load_state_dict(state["optimiser"])
            first, options.steps = state["step"], state["steps"]
            self.say(f"going on from step {first}")
        elif options.seconds:
            self.plan(started)
        self.encoder.train()
        for step in range(first, options.steps):
            self.endless.go_to(self.rounds_at(step))
            for group in self.optimiser.param_groups:
                group["lr"] = self.rate_at(step)
            if step == math.ceil(options.others_from * options.steps):
                self.material.wait_for(options.recipes)
                unheard = self.scores_of_others(np.arange(min(options.recipes, MOST_SCORED)))
                self.say(json.dumps({"unheard": unheard}, indent=1))
                self.encoder.train()
            loss = self.step(step)
            if step % max(1, options.steps // 20) == 0 or step == options.steps - 1:
                losses.append(float(loss))
                self.say(f"step {step}: loss {losses[-1]:.4f}, {self.endless.rounds} rounds")
            if (step + 1) % options.checkpoint_every == 0 or step == options.steps - 1:
                unfinished = checkpoint.with_suffix(".partial")
                state = {"encoder": self.encoder.state_dict(), "optimiser": self.optimiser.state_dict()}
                torch.save({**state, "step": step + 1, "steps": options.steps}, unfinished)
                unfinished.rename(checkpoint)
        return losses, unheard

    def scores_of_others(self, recipes):
        """Scores on recipes of `material.py`, by generator."""
        scores = {}
        for module in GENERATORS:
            own = [recipe for recipe in recipes if generator_of(recipe) is module]
            if len(own) > 1:
                numbers = EXCERPTS * np.asarray(own)[:, None] + np.arange(EXCERPTS)
                excerpts = self.material.excerpts[torch.as_tensor(numbers, device=self.device)]
                name = module.__name__.split(".")[-1]
                scores[name] = evaluate(self.encoder, excerpts, MASTERED, UNMASTERED)
        return scores

    def scores_of_endless(self, rounds):
        """The same on recipes of the endless material that are in no round."""
        songs, three = np.arange(sampler.SONGS)[:, None], sampler.EXCERPTS
        excerpts = self.endless.unseen(rounds)
        return evaluate(self.encoder, excerpts, tuple((three * songs + [0, 1]).ravel()), three - 1)


OTHER_NUMBERS = 1 << 40
MOST_SCORED = 1024


@torch.no_grad()
def evaluate(encoder, excerpts, mastered, unmastered):
    """Precision at 5 of the mastered excerpts of recipes, and of one that is not mastered and asks for them."""
    encoder.eval()
    device = next(encoder.parameters()).device
    outputs = {"trunk": [], "embedding": [], "recipe head": [], "mel statistics": []}
    for part in excerpts.flatten(0, 1).split(256):
        patches = plain(part.to(device))
        trunk, heads = encoder(patches)
        mel = torch.cat([patches.mean(dim=3), patches.std(dim=3)], dim=1).flatten(1)
        vectors = (trunk, heads["embedding"], heads["recipe"], mel)
        for name, values in zip(outputs, vectors):
            outputs[name].append(values.float().cpu().numpy())
    table = {}
    for name, parts in outputs.items():
        vectors = np.concatenate(parts).reshape(*excerpts.shape[:2], -1)
        library = vectors[:, list(mastered)]
        groups = np.repeat(np.arange(len(library)), len(mastered))
        own = np.arange(len(groups)) % len(mastered) == 0
        table[name] = {
            "p5": round(precision_at_5(library.reshape(len(groups), -1), groups), 4),
            "p5Unmastered": round(
                precision_at_5(library.reshape(len(groups), -1), groups, own, vectors[:, unmastered]), 4
            ),
        }
    return table


def export(encoder, file):
    """Writes the ONNX file: `patches` n x 2 x 96 x 256 to `trunk` n x 320."""
    shipped = Exported(encoder.cpu().eval())
    example = torch.zeros(1, 2, front_end.BANDS, front_end.PATCH_ROWS)
    more = {} if torch.__version__.startswith("1.") else {"dynamo": False}
    torch.onnx.export(
        shipped, example, str(file), opset_version=16, input_names=["patches"], output_names=["trunk"],
        dynamic_axes={name: {0: "n"} for name in ("patches", "trunk")}, **more,
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="folder for checkpoint, encoder.onnx and training.json")
    parser.add_argument(
        "--material", help="folder for what processes rendered, kept for the next run (default: OUT/material)"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--recipes", type=int, default=2048, help="of the generators of material.py, a multiple of 16")
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--seconds", type=float, help="as many steps as fit into this time, in place of --steps")
    parser.add_argument("--from", dest="start", help="checkpoint of another training whose weights are the first ones")
    parser.add_argument("--rate", type=float, default=2e-3, help="greatest learning rate")
    parser.add_argument("--families-a-batch", type=int, default=26, help="of the endless material")
    parser.add_argument("--others-a-batch", type=int, default=6, help="families of the generators of material.py")
    parser.add_argument("--chains-a-batch", type=int, default=14)
    parser.add_argument(
        "--others-from", type=float, default=0.45,
        help="share of the steps after which the generators of material.py are heard too: until then it can be told what "
        "the network makes of a generator that it never heard",
    )  # fmt: skip
    parser.add_argument("--families-a-round", type=int, default=16)
    parser.add_argument("--steps-a-round", type=int, default=20)
    parser.add_argument("--rounds-kept", type=int, default=160)
    parser.add_argument("--checkpoint-every", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--smoke", action="store_true", help="a minute's worth of everything, to see that it runs")
    parser.add_argument("--export-only", action="store_true", help="write the ONNX file of the checkpoint")
    options = parser.parse_args()
    if options.smoke:
        options.recipes, options.steps, options.families_a_batch, options.chains_a_batch = 32, 20, 2, 2
        options.families_a_round, options.steps_a_round, options.rounds_kept = 1, 10, 2
        options.others_from, options.others_a_batch = 0.0, 1
        options.checkpoint_every = 15
    started = time.time()

    def say(text):
        print(f"[{time.time() - started:6.1f} s] {text}", file=sys.stderr, flush=True)

    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(max(1, options.processes // 2))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True
    if options.export_only:
        encoder = Encoder()
        encoder.load_state_dict(torch.load(out / "checkpoint.pt", map_location="cpu")["encoder"])
        export(encoder, out / "encoder.onnx")
        say(f"wrote {out / 'encoder.onnx'}")
        return

    training = Training(options, device, say)
    losses, unheard = training.run(started)
    training.material.wait_for(options.recipes)
    training.material.close()
    after = training.scores_of_others(training.held_out)
    if not options.smoke:
        after["sampler"] = training.scores_of_endless(UNSEEN_ROUNDS)
    trained = training.encoder
    torch.manual_seed(options.seed)
    training.encoder = Encoder().to(device)
    before = training.scores_of_others(training.held_out)
    start = {}
    if options.start:
        training.encoder.load_state_dict(torch.load(options.start, map_location=device)["encoder"])
        start = training.scores_of_others(training.held_out)
        if not options.smoke:
            start["sampler"] = training.scores_of_endless(UNSEEN_ROUNDS)
    say(json.dumps({"untrained": before, "start": start, "trained": after}, indent=1))
    summary = {
        "frontEnd": front_end.FRONT_END,
        "seed": options.seed,
        "recipes": options.recipes,
        "recipesTrained": len(training.trained),
        "endlessRecipes": training.endless.rounds * training.endless.recipes,
        "endlessExcerpts": training.endless.rounds * training.endless.round_excerpts,
        "steps": options.steps,
        "trunk": TRUNK,
        "parameters": sum(parameter.numel() for parameter in trained.parameters()),
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
        "torch": torch.__version__,
        "numpy": np.__version__,
        "losses": [round(loss, 4) for loss in losses],
        "untrained": before,
        "start": start,
        "unheard": unheard,
        "trained": after,
        "seconds": round(time.time() - started),
    }
    (out / "training.json").write_text(json.dumps(summary, indent=2) + "\n")
    export(trained, out / "encoder.onnx")
    summary["sha256"] = hashlib.sha256((out / "encoder.onnx").read_bytes()).hexdigest()
    (out / "training.json").write_text(json.dumps(summary, indent=2) + "\n")
    say(f"wrote {out / 'encoder.onnx'}")


UNSEEN_ROUNDS = 4

if __name__ == "__main__":
    main()
