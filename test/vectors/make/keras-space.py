"""Golden vectors of Keras's layers over time and pictures in float64, with the gradients of inputs and weights.

    python3.11 -m venv .cache/python && .cache/python/bin/pip install -r test/vectors/make/requirements.txt
    .cache/python/bin/python test/vectors/make/keras-space.py --out test/vectors/keras-space.json

What TensorFlow cannot compute in float64 on a processor is Keras's on JAX. Where PyTorch is installed, it computes the
same with functions and paddings of its own, and must agree within 1e-12.
Layers that draw are given what they would draw: the numbers in `draws`, even from 0 to 1, of which Keras's
transformation is computed here as its source does it.
"""
import argparse
import json
import os
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py of its own
os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_ENABLE_ONEDNN_OPTS="0")

import jax
import keras
import numpy as np
import tensorflow as tf

try:
    import torch
    from torch.nn import functional as F
except ImportError:
    torch = None

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")
rng = np.random.RandomState(20262)
BATCH = 2


def numbers(shape):
    return np.round(rng.uniform(-2, 2, shape), 3)


def distinct(shape):
    """No two alike, so that a maximum has one place; most are below 0, which padding with 0 would win against."""
    return (rng.permutation(int(np.prod(shape))).reshape(shape) - 0.75 * np.prod(shape)) / 16


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def options(given):
    return {snake(k): tuple(map(tuple, v)) if isinstance(v, list) and isinstance(v[0], list) else tuple(v) if isinstance(v, list) else v
            for k, v in given.items()}


def plain(value):
    return np.asarray(value).tolist()


# ---- PyTorch, channels first

def each(v, rank):
    return list(v) if isinstance(v, list) else [v] * rank


def pads_of(places, sizes, strides, dilations, padding):
    result = []
    for n, k, s, d in zip(places, sizes, strides, dilations):
        reach = d * (k - 1) + 1
        total = max((-(-n // s) - 1) * s + reach - n, 0)
        result.append({"valid": (0, 0), "same": (total // 2, total - total // 2), "causal": (reach - 1, 0)}[padding])
    return result


def padded(x, pads, value=0.0):
    return F.pad(x, [n for pair in reversed(pads) for n in pair], value=value)


def torch_layer(name, o, x, weights):
    """The layer's output before its activation, channels last."""
    rank = 2 if "2D" in name else 1
    x = x.movedim(-1, 1).contiguous()
    places = x.shape[2:]
    kernel = [w for n, w in weights.items() if n != "bias"]
    bias = weights.get("bias")
    padding = o.get("padding", "valid")
    strides = each(o.get("strides") or o.get("poolSize", 1), rank)
    dilations = each(o.get("dilationRate", 1), rank)
    conv = [F.conv1d, F.conv2d][rank - 1]
    last = (rank + 1, rank, *range(rank))
    if name.startswith("Conv") and name.endswith("Transpose"):
        sizes = each(o["kernelSize"], rank)
        y = [F.conv_transpose1d, F.conv_transpose2d][rank - 1](x, kernel[0].permute(last).contiguous(), None, strides, 0, 0, 1, dilations)
        for i, (n, k, s, d) in enumerate(zip(places, sizes, strides, dilations)):
            reach, more = d * (k - 1) + 1, o.get("outputPadding")
            more = None if more is None else each(more, rank)[i]
            if padding == "valid":
                out = (n - 1) * s + reach + (max(s - reach, 0) if more is None else more)
            else:
                out = n * s if more is None else (n - 1) * s + reach % 2 + more
            before = max((n - 1) * s + reach - out, 0) // 2 if padding == "same" else 0
            pads = [(0, 0)] * rank
            pads[i] = (-before, out - ((n - 1) * s + reach) + before)
            y = padded(y, pads)
        return (y + bias.reshape(-1, *[1] * rank) if bias is not None else y).movedim(1, -1)
    if "Conv" in name:
        sizes = each(o["kernelSize"], rank)
        x = padded(x, pads_of(places, sizes, strides, dilations, padding))
        if name.startswith("Conv"):
            y = conv(x, kernel[0].permute(last).contiguous(), bias, strides, 0, dilations, o.get("groups", 1))
        else:
            channels, multiplier = kernel[0].shape[-2:]
            each_kernel = kernel[0].permute(rank, rank + 1, *range(rank)).reshape(channels * multiplier, 1, *sizes)
            separable = name.startswith("Separable")
            y = conv(x, each_kernel, None if separable else bias, strides, 0, dilations, channels)
            if separable:
                y = conv(y, kernel[1].permute(last).contiguous(), bias)
        return y.movedim(1, -1)
    if name.startswith("Max") or name.startswith("Average"):
        sizes = each(o.get("poolSize", 2), rank)
        strides = each(o.get("strides") or o.get("poolSize", 2), rank)
        pads = pads_of(places, sizes, strides, [1] * rank, padding)
        if name.startswith("Max"):
            y = [F.max_pool1d, F.max_pool2d][rank - 1](padded(x, pads, -np.inf), sizes, strides)
        else:
            pool = [F.avg_pool1d, F.avg_pool2d][rank - 1]
            y = pool(padded(x, pads), sizes, strides) / pool(padded(torch.ones_like(x), pads), sizes, strides)
        return y.movedim(1, -1)
    axes = list(range(2, 2 + rank))
    if name.startswith("Global"):
        y = x.mean(axes, keepdim=True) if "Average" in name else x.amax(axes, keepdim=True)
        return y.movedim(1, -1) if o.get("keepdims") else y.flatten(1)
    if name.startswith("ZeroPadding") or name.startswith("Cropping"):
        pads = o.get("padding", o.get("cropping", 0 if name == "Cropping2D" else 1))
        if not isinstance(pads, list):
            pads = [[pads, pads]] * rank
        elif rank == 1:
            pads = [pads]
        elif not isinstance(pads[0], list):
            pads = [[n, n] for n in pads]
        sign = -1 if name.startswith("Cropping") else 1
        return padded(x, [(sign * a, sign * b) for a, b in pads]).movedim(1, -1)
    if name.startswith("UpSampling"):
        sizes = tuple(each(o.get("size", 2), rank))
        return F.interpolate(x, scale_factor=sizes, mode=o.get("interpolation", "nearest")).movedim(1, -1)
    raise NotImplementedError(name)


def jax_layer(name, o, x, weights):
    if name == "UpSampling2D":
        sizes = each(o["size"], 2)
        return jax.image.resize(x, (x.shape[0], x.shape[1] * sizes[0], x.shape[2] * sizes[1], x.shape[3]), "bilinear")
    assert name == "Conv1DTranspose" and o.get("padding", "valid") == "valid" and "strides" not in o
    y = jax.lax.conv_transpose(x, weights["kernel"], (1,), "VALID", (o["dilationRate"],), ("NWC", "WIO", "NWC"), transpose_kernel=True)
    return y + weights["bias"]


# ---- the cases

def case(name, given, shape, make=numbers, activation=None, by="Keras"):
    """One layer on one input: outputs, and the gradients of Σ outputs · cotangent."""
    layer = getattr(keras.layers, name)(**options(given))
    x = make((BATCH, *shape))
    layer.build((None, *shape))
    weights = {v.name: numbers(v.shape) for v in layer.weights}
    for v in layer.weights:
        v.assign(weights[v.name])
    if by == "Keras":
        inputs = tf.constant(x, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            y = tf.cast(layer(inputs), tf.float64)
            cotangent = numbers(y.shape)
            total = tf.reduce_sum(y * cotangent)
        gradients = tape.gradient(total, [inputs, *[v.value for v in layer.weights]])
        y, gradients = y.numpy(), [np.asarray(tf.convert_to_tensor(g)) for g in gradients]
    else:
        y, back = jax.vjp(lambda v, w: jax_layer(name, given, v, w), x, weights)
        if name == "UpSampling2D":  # in float32
            assert np.abs(np.asarray(layer(x)) - y).max() < 1e-6, given
        cotangent = numbers(y.shape)
        dx, dw = back(jax.numpy.asarray(cotangent))
        y, gradients = np.asarray(y), [np.asarray(g) for g in [dx, *[dw[n] for n in weights]]]
    if torch is not None:
        tx = torch.tensor(x, requires_grad=True)
        tw = {n: torch.tensor(w, requires_grad=True) for n, w in weights.items()}
        ty = {"tanh": torch.tanh, "sigmoid": torch.sigmoid}.get(given.get("activation"), lambda v: v)(torch_layer(name, given, tx, tw))
        (ty * torch.tensor(cotangent)).sum().backward()
        for a, b in zip([y, *gradients], [ty.detach().numpy(), *[t.grad.numpy() for t in [tx, *tw.values()]]]):
            assert a.shape == b.shape and np.abs(a - b).max() <= 1e-12 * max(1, np.abs(a).max()), (name, given, np.abs(a - b).max())
    ours = {"".join(w if i == 0 else w.capitalize() for i, w in enumerate(n.split("_"))): n for n in weights}
    return {"className": name, "options": given, "by": by, "x": plain(x),
            "weights": {n: plain(weights[k]) for n, k in ours.items()}, "cotangent": plain(cotangent), "y": plain(y),
            "gradient": plain(gradients[0]), "gradients": {n: plain(g) for n, g in zip(ours, gradients[1:])}}


def convolutions():
    return [
        case("Conv1D", {"filters": 3, "kernelSize": 3}, (7, 2)),
        case("Conv1D", {"filters": 2, "kernelSize": 4, "padding": "same", "strides": 2}, (7, 3)),
        case("Conv1D", {"filters": 3, "kernelSize": 3, "padding": "causal", "dilationRate": 2, "useBias": False}, (6, 2)),
        case("Conv2D", {"filters": 3, "kernelSize": [2, 3]}, (4, 5, 2)),
        case("Conv2D", {"filters": 2, "kernelSize": 3, "padding": "same", "activation": "tanh"}, (4, 5, 2)),
        case("Conv2D", {"filters": 2, "kernelSize": [4, 3], "padding": "same", "strides": [2, 3]}, (7, 8, 1)),
        case("Conv2D", {"filters": 2, "kernelSize": 3, "padding": "same", "dilationRate": [2, 1]}, (5, 4, 2)),
        case("Conv2D", {"filters": 3, "kernelSize": 2, "strides": 2}, (5, 4, 2)),
        case("Conv2D", {"filters": 4, "kernelSize": 1}, (3, 2, 3)),
        case("Conv2D", {"filters": 4, "kernelSize": 2, "groups": 2}, (3, 4, 6)),
        case("Conv2D", {"filters": 2, "kernelSize": 5, "padding": "same"}, (2, 3, 1)),
        case("Conv1DTranspose", {"filters": 2, "kernelSize": 3, "strides": 2, "padding": "same"}, (4, 3)),
        case("Conv1DTranspose", {"filters": 2, "kernelSize": 2, "dilationRate": 2}, (4, 2), by="JAX"),  # TensorFlow has no such thing on processors
        case("Conv2DTranspose", {"filters": 2, "kernelSize": [3, 2]}, (3, 4, 2)),
        case("Conv2DTranspose", {"filters": 3, "kernelSize": 3, "strides": 2, "padding": "same"}, (3, 2, 2)),
        case("Conv2DTranspose", {"filters": 1, "kernelSize": [4, 3], "strides": 2, "padding": "same", "activation": "sigmoid"}, (3, 2, 2)),
        case("Conv2DTranspose", {"filters": 2, "kernelSize": 3, "strides": 3, "outputPadding": [1, 2]}, (2, 3, 2)),
        case("Conv2DTranspose", {"filters": 2, "kernelSize": 3, "strides": 2, "padding": "same", "outputPadding": [0, 1]}, (3, 3, 1)),
        case("Conv2DTranspose", {"filters": 2, "kernelSize": 2, "strides": 3, "useBias": False}, (2, 2, 2)),
        case("DepthwiseConv1D", {"kernelSize": 3, "depthMultiplier": 2}, (5, 2)),
        case("DepthwiseConv2D", {"kernelSize": [2, 3]}, (4, 4, 3)),
        case("DepthwiseConv2D", {"kernelSize": 3, "depthMultiplier": 2, "padding": "same", "strides": 2, "activation": "tanh"}, (5, 4, 2)),
        case("DepthwiseConv2D", {"kernelSize": 2, "dilationRate": 2, "padding": "same"}, (4, 5, 2)),
        case("SeparableConv1D", {"filters": 3, "kernelSize": 3, "padding": "same", "depthMultiplier": 2}, (5, 2)),
        case("SeparableConv2D", {"filters": 3, "kernelSize": 3, "depthMultiplier": 2, "padding": "same"}, (4, 3, 2)),
        case("SeparableConv2D", {"filters": 2, "kernelSize": 2, "strides": 2, "activation": "tanh"}, (4, 5, 3)),
    ]


def pools():
    return [
        case("MaxPooling1D", {}, (7, 2), distinct),
        case("MaxPooling1D", {"poolSize": 3, "strides": 2, "padding": "same"}, (6, 2), distinct),
        case("MaxPooling2D", {}, (5, 6, 2), distinct),
        case("MaxPooling2D", {"poolSize": [3, 2], "strides": [2, 1]}, (5, 4, 2), distinct),
        case("MaxPooling2D", {"poolSize": 3, "strides": 2, "padding": "same"}, (4, 5, 2), distinct),
        case("AveragePooling1D", {"poolSize": 2, "strides": 1}, (5, 2)),
        case("AveragePooling1D", {"poolSize": 3, "padding": "same"}, (7, 2)),
        case("AveragePooling2D", {"poolSize": 2}, (5, 4, 2)),
        case("AveragePooling2D", {"poolSize": [2, 3], "strides": 2, "padding": "same"}, (5, 4, 2)),
        case("AveragePooling2D", {"poolSize": 3, "strides": 1, "padding": "same"}, (3, 4, 1)),
        case("GlobalAveragePooling1D", {}, (5, 3)), case("GlobalAveragePooling1D", {"keepdims": True}, (5, 3)),
        case("GlobalAveragePooling2D", {}, (3, 4, 2)), case("GlobalAveragePooling2D", {"keepdims": True}, (3, 4, 2)),
        case("GlobalMaxPooling1D", {}, (5, 3), distinct), case("GlobalMaxPooling1D", {"keepdims": True}, (5, 3), distinct),
        case("GlobalMaxPooling2D", {}, (3, 4, 2), distinct), case("GlobalMaxPooling2D", {"keepdims": True}, (3, 4, 2), distinct),
    ]


def sizes():
    return [
        case("ZeroPadding1D", {}, (3, 2)), case("ZeroPadding1D", {"padding": [2, 0]}, (3, 2)),
        case("ZeroPadding2D", {}, (2, 3, 2)), case("ZeroPadding2D", {"padding": [1, 2]}, (2, 3, 1)),
        case("ZeroPadding2D", {"padding": [[1, 0], [0, 2]]}, (2, 3, 2)),
        case("Cropping1D", {}, (5, 2)), case("Cropping1D", {"cropping": [0, 2]}, (5, 2)),
        case("Cropping2D", {}, (3, 3, 1)), case("Cropping2D", {"cropping": [1, 0]}, (4, 3, 2)),
        case("Cropping2D", {"cropping": [[1, 2], [0, 1]]}, (5, 4, 2)),
        case("UpSampling1D", {}, (3, 2)), case("UpSampling1D", {"size": 3}, (3, 2)),
        case("UpSampling2D", {}, (2, 3, 2)), case("UpSampling2D", {"size": [3, 1]}, (2, 3, 2)),
        # TensorFlow resizes in float32
        case("UpSampling2D", {"size": [2, 3], "interpolation": "bilinear"}, (3, 2, 2), by="JAX"),
        case("UpSampling2D", {"size": 4, "interpolation": "bilinear"}, (2, 3, 1), by="JAX"),
    ]


def masked():
    """GlobalAveragePooling1D is the one of these layers that looks at a mask."""
    x, mask = numbers((3, 4, 2)), np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 0, 0]])
    result = []
    for given in ({}, {"keepdims": True}):
        layer = keras.layers.GlobalAveragePooling1D(**given)
        inputs = tf.constant(x, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            y = layer(inputs, mask=tf.constant(mask, tf.bool))
            cotangent = numbers(y.shape)
            total = tf.reduce_sum(y * cotangent)
        result.append({"options": given, "x": plain(x), "mask": plain(mask), "cotangent": plain(cotangent), "y": plain(y),
                       "gradient": plain(tape.gradient(total, inputs))})
    return result


def drawn():
    """What the layers make of given draws, one per picture: Keras's own transform_images."""
    shape = (5, 6, 2)
    x = rng.randint(-16, 17, (4, *shape)) / 8  # TensorFlow reads between places in float32, where all of this is exact
    u = [np.array([0, 3, 8, 13]) / 16, np.array([15, 6, 11, 1]) / 16]
    between = lambda low, high, draw: (low + (high - low) * draw)[:, None]
    result = []

    def add(name, given, draws, transformation):
        layer = getattr(keras.layers, name)(**options(given))
        inputs = tf.constant(x, tf.float64)
        y = layer.transform_images(inputs, transformation)
        result.append({"className": name, "options": given, "x": plain(x), "draws": [plain(d) for d in draws], "y": plain(y)})

    for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
        add("RandomFlip", {"mode": mode}, u[:1], {"flips": tf.constant(u[0] <= 0.5 - 1 / 32)[:, None, None, None]})
    for fill in ("reflect", "wrap", "nearest", "constant"):
        for interpolation in ("bilinear", "nearest"):
            more = {"fillMode": fill, "interpolation": interpolation, **({"fillValue": 0.5} if fill == "constant" else {})}
            moved = np.concatenate([between(-0.75, 0.75, u[1]) * shape[1], between(-1, 0.5, u[0]) * shape[0]], 1)
            add("RandomTranslation", {"heightFactor": [-1, 0.5], "widthFactor": [-0.75, 0.75], **more}, u,
                {"translations": tf.constant(moved, tf.float32), "input_shape": x.shape})
            zoom = {"height_zoom": tf.constant(1 + between(-0.5, 0.75, u[0])), "width_zoom": tf.constant(1 + between(-0.25, 1, u[1])), "input_shape": x.shape}
            add("RandomZoom", {"heightFactor": [-0.5, 0.75], "widthFactor": [-0.25, 1], **more}, u, zoom)
    both = 1 + between(-0.5, 0.5, u[0])
    add("RandomZoom", {"heightFactor": 0.5}, u[:1], {"height_zoom": tf.constant(both), "width_zoom": tf.constant(both), "input_shape": x.shape})
    for given, low, high in (({"factor": [0.25, 0.5], "valueRange": [-1.5, 1.75]}, 0.75, 1.5), ({"factor": 0.5, "valueRange": [-9, 9]}, 1.0, 1.5)):
        layer = keras.layers.RandomContrast(**options(given))
        assert (1 - layer.factor[0], 1 + layer.factor[1]) == (low, high), layer.factor
        add("RandomContrast", given, u[:1], {"contrast_factor": tf.constant(between(low, high, u[0])[:, :, None, None])})
    return result


def names():
    """What Keras calls a layer that nobody named."""
    classes = ("Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose", "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D",
               "MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
               "GlobalMaxPooling1D", "GlobalMaxPooling2D", "ZeroPadding1D", "ZeroPadding2D", "Cropping1D", "Cropping2D", "UpSampling1D", "UpSampling2D",
               "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "RandomFlip", "RandomTranslation", "RandomZoom", "RandomContrast")
    return [{"className": name, "name": keras.src.utils.naming.to_snake_case(name)} for name in classes]


def fans():
    """What the scaled initializers divide by, of the kernels of every kind of convolution."""
    from keras.src.initializers.random_initializers import compute_fans
    kernels = {"Conv2D": (3, 2, 4, 5), "Conv2DTranspose": (3, 2, 5, 4), "DepthwiseConv2D": (3, 2, 4, 2), "Conv1D": (3, 4, 5), "pointwise": (1, 1, 8, 5)}
    return [{"of": name, "shape": list(shape), "fans": list(compute_fans(shape))} for name, shape in kernels.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    sections = [convolutions, pools, sizes, masked, drawn, names, fans]
    head = {
        "about": "Keras's layers over time and pictures in float64. Gradients are those of the sum of all outputs times the cotangent.",
        "command": "python test/vectors/make/keras-space.py --out test/vectors/keras-space.json",
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "jax": jax.__version__,
                     "numpy": np.__version__, "python": platform.python_version()},
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    lines += [f"{json.dumps(s.__name__)}: [\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in s()) + "\n]" for s in sections]
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
