# PyTorch, as its documentation trains: layers of torch.nn, a fused optimizer, batches as tensors. Commands and answers
# as in answer.mjs. python bench/peers/pytorch.py THREADS
import json
import sys
import time

import numpy as np
import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
LOSSES = {"mse": nn.MSELoss, "bce": nn.BCEWithLogitsLoss, "classes": nn.CrossEntropyLoss}


def shapes(inputs, units, kind):
    """Of a layer's weights, as tasks.mjs has them. PyTorch's gates stand in the same order, i f g o."""
    if kind == "lstm":
        return [[inputs, 4 * units], [units, 4 * units], [4 * units]]
    return [[inputs, units], [units]]


class LastOutput(nn.Module):
    """An LSTM with one bias: the second one that PyTorch has is 0 and stays so."""

    def __init__(self, inputs, units):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, batch_first=True)
        with torch.no_grad():
            self.lstm.bias_hh_l0.zero_()
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


class Network:
    def __init__(self, task, folder):
        self.task = task
        self.pictures = task.get("pictures")
        kernels = (self.pictures or {"kernels": []})["kernels"]
        first = [shape for kernel in kernels for shape in (kernel, kernel[-1:])]
        all_shapes = [*first, *(shape for layer in task["layers"] for shape in shapes(*layer))]
        self.weights = [
            torch.from_numpy(self.ours_to_theirs(np.fromfile(f"{folder}/weight{i}.f32", np.float32).reshape(shape)))
            for i, shape in enumerate(all_shapes)
        ]
        x = torch.from_numpy(np.fromfile(f"{folder}/x.f32", np.float32).reshape(task["rows"], -1))
        if "steps" in task:
            x = x.reshape(task["rows"], task["steps"], -1)
        if self.pictures:
            x = x.reshape(-1, *self.pictures["shape"]).permute(0, 3, 1, 2).contiguous()
        y = torch.from_numpy(np.fromfile(f"{folder}/y.f32", np.float32))
        y = y.long() if task["loss"] == "classes" else y[:, None]
        order = torch.from_numpy(np.fromfile(f"{folder}/order.i32", np.int32)).long()
        self.batches = [(x[rows], y[rows]) for rows in order.split(task["batch"])]
        self.begin()

    def begin(self):
        """A new network, with the weights that everybody begins with, and a new optimizer."""
        layers = []
        for height, width, channels, filters in (self.pictures or {"kernels": []})["kernels"]:
            layers += [nn.Conv2d(channels, filters, (height, width)), nn.ReLU(), nn.MaxPool2d(2)]
        if self.pictures:
            layers.append(nn.Flatten())
        for inputs, units, activation in self.task["layers"]:
            layers.append(LastOutput(inputs, units) if activation == "lstm" else nn.Linear(inputs, units))
            if activation == "relu":
                layers.append(nn.ReLU())
            # sigmoid and softmax are part of the loss
        self.model = nn.Sequential(*layers)
        with torch.no_grad():
            for parameter, first in zip(self.trained(), self.weights):
                parameter.copy_(first)
        rate = self.task["rate"]
        if self.task["optimizer"] == "sgd":
            self.optimizer = torch.optim.SGD(self.trained(), lr=rate, fused=True)
        else:
            self.optimizer = torch.optim.Adam(self.trained(), lr=rate, eps=self.task["epsilon"], fused=True)
        self.loss_of = LOSSES[self.task["loss"]]()
        self.done = 0
        self.loss = None

    def trained(self):
        return [p for p in self.model.parameters() if p.requires_grad]

    def step(self):
        x, y = self.batches[self.done % len(self.batches)]
        self.optimizer.zero_grad()
        self.loss = self.loss_of(self.model(x), y)
        self.loss.backward()
        self.optimizer.step()
        self.done += 1

    def run(self, times):
        if self.task["unit"] == "step":
            for _ in range(times):
                self.step()
            return
        for _ in range(times):
            self.begin()
            for _ in self.batches:
                self.step()

    def ends(self):
        weights = [self.theirs_to_ours(p.detach().numpy()) for p in self.trained()]
        return weights, self.loss.item() if self.task["unit"] == "step" else None

    # Theirs are [filters, channels, height, width], ours [height, width, channels, filters]. The first dense layer sees
    # theirs channel by channel, ours place by place.
    def ours_to_theirs(self, w):
        if w.ndim == 4:
            return w.transpose(3, 2, 0, 1).copy()
        if self.pictures and w.ndim == 2 and w.shape[0] == self.task["layers"][0][0]:
            channels = self.pictures["kernels"][-1][-1]
            w = w.reshape(-1, channels, w.shape[1]).swapaxes(0, 1).reshape(w.shape)
        return w.T.copy()

    def theirs_to_ours(self, w):
        if w.ndim == 4:
            return w.transpose(2, 3, 1, 0)
        w = w.T
        if self.pictures and w.ndim == 2 and w.shape[0] == self.task["layers"][0][0]:
            channels = self.pictures["kernels"][-1][-1]
            w = w.reshape(channels, -1, w.shape[1]).swapaxes(0, 1).reshape(w.shape)
        return w


class Product:
    def __init__(self, task, folder):
        shape = (task["size"], task["size"])
        self.a, self.b = (torch.from_numpy(np.fromfile(f"{folder}/{m}.f32", np.float32).reshape(shape)) for m in "ab")
        self.y = torch.empty(shape)

    def run(self, times):
        for _ in range(times):
            torch.mm(self.a, self.b, out=self.y)

    def ends(self):
        return [self.y.numpy()], None


work = None


def answer(command, rest):
    global work
    if command == "ask":
        return {"version": torch.__version__}
    if command == "load":
        work = None
        with open(f"{rest}/task.json", encoding="utf-8") as f:
            task = json.load(f)
        work = (Product if "size" in task else Network)(task, rest)
        return {}
    if command == "run":
        start = time.perf_counter()
        work.run(int(rest))
        return {"seconds": time.perf_counter() - start}
    weights, loss = work.ends()
    np.concatenate([w.astype(np.float32).ravel() for w in weights]).tofile(rest)
    return {"loss": loss}


for line in sys.stdin:
    command, _, rest = line.rstrip("\n").partition(" ")
    try:
        said = answer(command, rest)
    except Exception as error:
        said = {"error": str(error)}
    print(json.dumps(said), flush=True)
