"""Golden vectors of Keras's layers for text and attention in float64: outputs, masks, and by TensorFlow the derivatives.

    python3.11 -m venv .cache/python && .cache/python/bin/pip install -r test/vectors/make/requirements.txt
    .cache/python/bin/python test/vectors/make/keras-attention.py --out test/vectors/keras-attention.json

Where PyTorch is installed and has a layer too, its numbers must be the same to 1e-12; they are not written. The two
positions are KerasHub's, not Keras's: their formulas, as in keras_hub/src/layers/modeling, are written here with Keras's functions.
"""
import argparse
import json
import os
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py of its own
os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_ENABLE_ONEDNN_OPTS="0")

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from keras.src import backend

try:
    import torch
except ImportError:
    torch = None

keras.config.set_floatx("float64")
rng = np.random.RandomState(20262)
agreed = []


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def plain(value):
    return np.asarray(value).tolist()


def numbers(*shape, low=-1.5, high=1.5):
    return np.round(rng.uniform(low, high, shape), 4)


class PositionEmbedding(keras.layers.Layer):
    def __init__(self, sequence_length, initializer="glorot_uniform"):
        super().__init__()
        self.sequence_length, self.initializer, self.supports_masking = sequence_length, initializer, True

    def build(self, shape):
        self.position_embeddings = self.add_weight(name="embeddings", shape=[self.sequence_length, shape[-1]], initializer=self.initializer)

    def call(self, x):
        return ops.broadcast_to(self.position_embeddings[: x.shape[-2], :], x.shape)


class SinePositionEncoding(keras.layers.Layer):
    def __init__(self, max_wavelength=10000):
        super().__init__()
        self.max_wavelength, self.supports_masking = max_wavelength, True

    def call(self, x):
        times, features = x.shape[-2:]
        scales = ops.power(tf.constant(1 / self.max_wavelength, tf.float64), ops.cast(2 * (ops.arange(features) // 2), "float64") / features)
        angles = ops.cast(ops.arange(times), "float64")[:, None] * scales[None, :]
        odd = ops.cast(ops.arange(features) % 2, "float64")
        return ops.broadcast_to(ops.sin(angles) * (1 - odd) + ops.cos(angles) * odd, x.shape) + 0 * x


own = {"PositionEmbedding": PositionEmbedding, "SinePositionEncoding": SinePositionEncoding}
of_call = ["useCausalMask", "returnAttentionScores"]  # with us options of the layer, with Keras arguments of its call


def case(name, class_name, options, inputs, masks=None, train=False, initial=None, second=None):
    """One layer, its variables drawn, applied to inputs that have masks. second(inputs, masks, variables): the same by PyTorch."""
    masks = masks or [None] * len(inputs)
    layer_options = {snake(k): v for k, v in options.items() if k not in of_call and k != "attentionMask"}
    layer = (own.get(class_name) or getattr(keras.layers, class_name))(**layer_options)
    arguments = {snake(k): v for k, v in options.items() if k in of_call}
    xs = [tf.constant(x, tf.float64) for x in inputs]
    for x, mask in zip(xs, masks):
        if mask is not None:
            backend.set_keras_mask(x, tf.constant(np.array(mask, bool)))

    def apply():
        given = list(xs)
        if options.get("attentionMask"):
            arguments["attention_mask"] = given.pop()
        if class_name == "MultiHeadAttention":
            return layer(*given, **arguments)
        if class_name == "Softmax" and len(given) == 2:
            return layer(given[0], mask=tf.cast(given[1], tf.bool))
        if class_name == "BatchNormalization":
            arguments["training"] = train
        return layer(given[0] if len(given) == 1 else given, **arguments)

    def restore():  # a call forgets the masks
        for x, mask in zip(xs, masks):
            backend.set_keras_mask(x, None if mask is None else tf.constant(np.array(mask, bool)))

    apply()  # builds
    restore()
    for i, v in enumerate(layer.weights):
        low = 0.5 if "variance" in v.name or "gamma" in v.name else -1
        v.assign(numbers(*v.shape, low=low, high=1) if initial is None else initial[i])
    variables = [plain(v) for v in layer.weights]
    trained = [v.value for v in layer.trainable_variables]
    with tf.GradientTape() as tape:
        for x in xs:
            tape.watch(x)
        outputs = apply()
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        cotangents = [numbers(*y.shape) for y in outputs]
        total = tf.add_n([tf.reduce_sum(y * c) for y, c in zip(outputs, cotangents)])
    zero = tf.UnconnectedGradients.ZERO
    slopes = tape.gradient(total, [*xs, *trained], unconnected_gradients=zero)
    slopes = [plain(tf.convert_to_tensor(s)) for s in slopes]
    mask = None if class_name == "Softmax" else backend.get_keras_mask(outputs[0])  # Keras hands on the one that was given to it
    if second is not None and torch is not None:
        torch.set_default_dtype(torch.float64)
        theirs = second([torch.tensor(np.asarray(x, float)) for x in inputs], masks, [torch.tensor(np.asarray(v, float)) for v in variables])
        worst = float(np.abs(theirs.detach().numpy() - np.asarray(outputs[0])).max())
        assert worst <= 1e-12, f"{name}: PyTorch differs by {worst}"
        agreed.append(name)
    return {
        "name": name, "className": class_name, "options": options, "train": train,
        "inputs": [plain(x) for x in inputs], "masks": [None if m is None else plain(np.asarray(m, int)) for m in masks],
        "variables": variables, "trained": [any(v is t for t in layer.trainable_variables) for v in layer.weights],
        "cotangents": [plain(c) for c in cotangents], "outputs": [plain(y) for y in outputs],
        "mask": None if mask is None else plain(np.asarray(mask, int)),
        "inputGradients": slopes[: len(xs)], "variableGradients": slopes[len(xs):],
        "after": [plain(v) for v in layer.weights],
    }


def torch_heads(inputs, variables, causal=False, allowed=None):
    """Keras's weights around PyTorch's scaled_dot_product_attention. The last input is the keys if there are three."""
    query, value, key = [*inputs, inputs[-1]][:3]
    wq, bq, wk, bk, wv, bv, wo, bo = variables
    heads = lambda x, w, b: torch.einsum("btd,dhk->bhtk", x, w) + b[None, :, None, :]
    allowed = None if allowed is None else torch.tensor(np.asarray(allowed, bool))[:, None]
    y = torch.nn.functional.scaled_dot_product_attention(heads(query, wq, bq), heads(key, wk, bk), heads(value, wv, bv), attn_mask=allowed, is_causal=causal)
    return torch.einsum("bhtk,hkd->btd", y, wo) + bo


def torch_module(inputs, masks, variables):
    """torch.nn.MultiheadAttention, whose features are those of all heads together."""
    wq, bq, wk, bk, wv, bv, wo, bo = variables
    module = torch.nn.MultiheadAttention(wq.shape[0], wq.shape[1], batch_first=True)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.cat([w.reshape(w.shape[0], -1).T for w in (wq, wk, wv)]))
        module.in_proj_bias.copy_(torch.cat([bq.ravel(), bk.ravel(), bv.ravel()]))
        module.out_proj.weight.copy_(wo.reshape(-1, wo.shape[-1]).T)
        module.out_proj.bias.copy_(bo)
    return module(inputs[0], inputs[1], inputs[1], need_weights=False)[0]


def layers():
    f = torch.nn.functional if torch else None
    x, y = numbers(2, 4, 3), numbers(2, 5, 3)
    x_mask, y_mask = [[1, 1, 1, 0], [1, 0, 0, 0]], [[1, 1, 0, 1, 0], [0, 1, 1, 1, 1]]
    nothing = [[1, 1, 0, 1, 0], [0, 0, 0, 0, 0]]
    words = np.array([[3, 0, 5, 1], [2, 2, 0, 0]])
    yield case("embedding", "Embedding", {"inputDim": 6, "outputDim": 3}, [words], second=lambda i, m, v: f.embedding(i[0].long(), v[0]))
    yield case("embedding with maskZero", "Embedding", {"inputDim": 6, "outputDim": 2, "maskZero": True}, [words])
    zeroed = np.where(np.array(x_mask)[:, :, None] == 1, x, 0.0)
    zeroed[0, 1, 0] = 0.0
    yield case("masking", "Masking", {}, [zeroed])
    yield case("masking of another value", "Masking", {"maskValue": -1.0}, [np.where(np.array(x_mask)[:, :, None] == 1, x, -1.0)])
    yield case("position embedding", "PositionEmbedding", {"sequenceLength": 6}, [x], [x_mask])
    yield case("sine positions", "SinePositionEncoding", {}, [numbers(2, 5, 4)], [y_mask])
    yield case("sine positions of odd width", "SinePositionEncoding", {"maxWavelength": 64}, [numbers(2, 3, 5)])

    norm = lambda *axes: lambda i, m, v: f.layer_norm(i[0], i[0].shape[-len(axes):], v[0], v[1], 1e-3)
    yield case("layer normalization", "LayerNormalization", {}, [x], [x_mask], second=norm(-1))
    yield case("layer normalization of rows", "LayerNormalization", {"epsilon": 0.25}, [numbers(3, 4)])
    yield case("layer normalization along time", "LayerNormalization", {"axis": 1}, [x])
    yield case("layer normalization of both axes", "LayerNormalization", {"axis": [1, 2]}, [x], second=norm(1, 2))
    yield case("layer normalization without center", "LayerNormalization", {"center": False}, [x])
    yield case("layer normalization, bare", "LayerNormalization", {"center": False, "scale": False}, [x])
    yield case("layer normalization by rmsScaling", "LayerNormalization", {"rmsScaling": True}, [x])
    pictures = numbers(2, 3, 2, 4)
    last_first = lambda t: t.movedim(-1, 1)
    yield case("group normalization", "GroupNormalization", {"groups": 2}, [pictures],
               second=lambda i, m, v: f.group_norm(last_first(i[0]), 2, v[0], v[1], 1e-3).movedim(1, -1))
    yield case("group normalization of sequences", "GroupNormalization", {"groups": 3}, [x], [x_mask])
    yield case("group normalization, one group each", "GroupNormalization", {"groups": -1, "scale": False}, [x])
    yield case("group normalization along axis 1", "GroupNormalization", {"groups": 2, "axis": 1}, [x])
    for axis in (1, -1):
        yield case(f"batch normalization along axis {axis}, training", "BatchNormalization", {"axis": axis, "momentum": 0.75}, [x], train=True)
        yield case(f"batch normalization along axis {axis}", "BatchNormalization", {"axis": axis}, [x])
    yield case("batch normalization of pictures along axis 1, training", "BatchNormalization", {"axis": 1, "center": False}, [pictures], train=True)
    yield case("batch normalization with a mask, training", "BatchNormalization", {"momentum": 0.5}, [x], [x_mask], train=True)
    yield case("batch normalization with a mask along axis 1, training", "BatchNormalization", {"axis": 1, "momentum": 0.5}, [x], [[[1, 1, 1, 1], [1, 0, 1, 1]]][:1], train=True)

    yield case("softmax", "Softmax", {}, [x], second=lambda i, m, v: f.softmax(i[0], -1))
    yield case("softmax along time", "Softmax", {"axis": 1}, [x])
    yield case("softmax over both axes", "Softmax", {"axis": [1, 2]}, [x])
    allowed = (numbers(2, 4, 3) > -0.5).astype(float)
    allowed[1, 2] = 0.0
    yield case("softmax with a mask", "Softmax", {}, [x, allowed])

    for scale in (False, True):
        yield case(f"attention, useScale {scale}", "Attention", {"useScale": scale}, [x, y],
                   second=None if scale else lambda i, m, v: f.scaled_dot_product_attention(i[0], i[1], i[1], scale=1.0))
        yield case(f"attention by concat, useScale {scale}", "Attention", {"useScale": scale, "scoreMode": "concat"}, [x, y, numbers(2, 5, 3)])
        yield case(f"additive attention, useScale {scale}", "AdditiveAttention", {"useScale": scale}, [x, y])
    yield case("attention with masks", "Attention", {}, [x, y], [x_mask, y_mask])
    yield case("attention with masks, causal, and its weights", "Attention", {"useCausalMask": True, "returnAttentionScores": True}, [x, y, numbers(2, 5, 3)],
               [x_mask, [[1, 1, 0, 1, 0], [1, 1, 1, 1, 1]], None])
    yield case("causal attention", "Attention", {"useCausalMask": True}, [x, y],
               second=lambda i, m, v: f.scaled_dot_product_attention(i[0], i[1], i[1], scale=1.0, is_causal=True))
    yield case("additive attention with masks", "AdditiveAttention", {"returnAttentionScores": True}, [x, y], [None, y_mask])

    heads = {"numHeads": 2, "keyDim": 4}  # the scale is 1/2, which float32 holds: Keras may cast it by way of float32
    yield case("heads of one sequence", "MultiHeadAttention", heads, [x, x], second=lambda i, m, v: torch_heads(i, v))
    wide = numbers(2, 3, 8)
    yield case("heads of as many features as come in", "MultiHeadAttention", heads, [wide, wide], second=torch_module)
    yield case("heads of two sequences and keys", "MultiHeadAttention", {**heads, "valueDim": 3, "outputShape": 5}, [x, y, numbers(2, 5, 2)], second=lambda i, m, v: torch_heads(i, v))
    yield case("heads without bias", "MultiHeadAttention", {**heads, "useBias": False}, [x, y])
    yield case("causal heads", "MultiHeadAttention", {**heads, "useCausalMask": True}, [x, x], second=lambda i, m, v: torch_heads(i, v, causal=True))
    yield case("heads with masks of query and value", "MultiHeadAttention", heads, [x, y], [x_mask, y_mask])
    yield case("heads with masks of value and key", "MultiHeadAttention", heads, [x, y, numbers(2, 5, 3)], [None, y_mask, [[1, 1, 1, 1, 0], [1, 1, 1, 0, 1]]])
    yield case("causal heads with masks", "MultiHeadAttention", {**heads, "useCausalMask": True}, [x, x], [x_mask, x_mask])
    for name, more in (("equal weights", {}), ("weights of 0", {"returnAttentionScores": True}), ("weights of 0 by dropout", {"dropout": 0.5})):
        yield case(f"heads of a row that may see nothing: {name}", "MultiHeadAttention", {**heads, **more}, [x, y], [None, nothing])
    see = (numbers(2, 4, 5) > -0.6).astype(float)
    assert see.any(-1).all()
    yield case("heads with an attention mask", "MultiHeadAttention", {**heads, "attentionMask": True}, [x, y, see],
               second=lambda i, m, v: torch_heads(i[:2], v, allowed=see))
    yield case("heads with an attention mask and masks, with weights", "MultiHeadAttention",
               {**heads, "attentionMask": True, "returnAttentionScores": True, "useCausalMask": True}, [x, y, see], [x_mask, y_mask, None])

    a, b = numbers(2, 3), numbers(2, 3)
    yield case("dot of rows", "Dot", {"axes": 1}, [a, b], second=lambda i, m, v: (i[0] * i[1]).sum(1, keepdim=True))
    yield case("dot, normalized", "Dot", {"axes": -1, "normalize": True}, [a, b], second=lambda i, m, v: f.cosine_similarity(i[0], i[1])[:, None])
    yield case("dot of sequences", "Dot", {"axes": 2}, [x, y])
    yield case("dot along two axes", "Dot", {"axes": [1, 2], "normalize": True}, [numbers(2, 4, 3), numbers(2, 5, 4)])
    yield case("dot of a sequence and a row", "Dot", {"axes": [2, 1]}, [x, a])
    yield case("dot of four axes", "Dot", {"axes": [3, 1]}, [pictures, numbers(2, 4, 3)])
    yield case("permute", "Permute", {"dims": [2, 1]}, [x])
    yield case("permute three", "Permute", {"dims": [2, 3, 1]}, [pictures])
    yield case("repeat vector", "RepeatVector", {"n": 3}, [a])


def metrics():
    """Shares over rows and over the times that count; exactMatch and perplexity are written with NumPy and Keras's loss."""
    local = np.random.RandomState(20263)
    k = keras.metrics
    rows, times = 7, 4
    flat = np.round(local.dirichlet(np.ones(4), rows), 3)
    flat[1] = [0.25, 0.25, 0.25, 0.25]  # a tie
    flat_y = local.randint(0, 4, (rows, 1))
    sequences = np.round(local.dirichlet(np.ones(4), (rows, times)), 3) + 0.001
    sequence_y = np.where(local.uniform(size=(rows, times)) < 0.7, sequences.argmax(-1), local.randint(0, 4, (rows, times)))
    sequence_y[:2] = sequences.argmax(-1)[:2]
    mask = (local.uniform(size=(rows, times)) < 0.8).astype(int)
    mask[:, 0] = 1
    for name, options, make in [("sparseTopKCategoricalAccuracy", {"k": 2}, lambda: k.SparseTopKCategoricalAccuracy(k=2)),
                                ("sparseTopKCategoricalAccuracy", {"k": 3}, lambda: k.SparseTopKCategoricalAccuracy(k=3)),
                                ("topKCategoricalAccuracy", {"k": 2}, lambda: k.TopKCategoricalAccuracy(k=2)),
                                ("perplexity", {}, None), ("exactMatch", {}, None)]:
        hot = name == "topKCategoricalAccuracy"
        for y, p, m in [(flat_y, flat, None), (sequence_y, sequences, None), (sequence_y, sequences, mask)]:
            counts = np.ones(p.shape[:-1]) if m is None else m
            if make is not None:
                metric = make()
                given = tf.constant(p, tf.float32)  # all that TensorFlow's in_top_k takes
                if m is not None:
                    backend.set_keras_mask(given, tf.constant(m.astype(bool)))
                target = np.eye(4)[y.reshape(p.shape[:-1])] if hot else y
                metric.update_state(target, given)
                value = float(metric.result())
            elif name == "perplexity":
                each = np.asarray(keras.losses.sparse_categorical_crossentropy(y.reshape(p.shape[:-1]), p))
                value = float(np.exp((each * counts).sum() / counts.sum()))
            else:
                wrong = (p.argmax(-1) != y.reshape(p.shape[:-1])) & (counts == 1)
                value = float((wrong.reshape(rows, -1).sum(1) == 0).mean())
            target = np.eye(4)[y.reshape(p.shape[:-1])] if hot else y
            yield {"name": name, "options": options, "y": plain(target), "prediction": plain(p), "mask": None if m is None else plain(m), "value": value}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    head = {
        "about": "Keras's layers for text and attention in float64. A gradient is that of the sum of all outputs times their cotangents.",
        "command": "python test/vectors/make/keras-attention.py --out test/vectors/keras-attention.json",
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__, "python": platform.python_version()},
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    lines.append('"layers": [\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in layers()) + "\n]")
    lines.append('"metrics": [\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in metrics()) + "\n]")
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    if torch is not None:
        print(f"PyTorch {torch.__version__} agrees to 1e-12 on {len(agreed)} layers: {', '.join(agreed)}")


main()
