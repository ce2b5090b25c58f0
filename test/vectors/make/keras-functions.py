"""Keras's activations, losses, metrics, optimizers, schedules, batch normalization and callbacks on small inputs, in float64.

    python3.11 -m venv .cache/keras && .cache/keras/bin/pip install keras==3.15.1 jax==0.10.2 numpy==2.4.6 scipy==1.17.1
    .cache/keras/bin/python test/vectors/make/keras-functions.py > test/vectors/keras-functions.json

Runs the real Keras on its NumPy backend (which imports JAX and SciPy): no gradients are needed here, whole trainings are in keras-training.py.
Numbers are drawn with NumPy's legacy generator, seed 11, and rounded so that the file stays small.
"""
import csv
import io
import json
import os
import platform
import sys
import tempfile

sys.path.pop(0)  # this folder holds a numpy.py of its own
os.environ["KERAS_BACKEND"] = "numpy"
import keras
import numpy as np
from keras.src.backend.common import dtypes

dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # on other backends than TensorFlow, many ops return float32 even for float64
keras.config.set_floatx("float64")
rng = np.random.RandomState(11)


def numbers(*shape, low=-2.0, high=2.0):
    return np.round(rng.uniform(low, high, shape), 4)


def plain(x):
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    x = np.asarray(x)
    return x.tolist()


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def options(o):
    special = {"beta1": "beta_1", "beta2": "beta_2", "minLearningRate": "min_lr"}
    return {special.get(k, snake(k)): v for k, v in o.items()}


# ---- activations
GRID = np.array([-30.0, -6.5, -3.0, -1.7, -1.0, -0.3, -1e-3, 0.0, 1e-3, 0.4, 1.0, 2.2, 3.0, 5.9, 6.5, 30.0])
ACTIVATIONS = [
    ("linear", {}), ("sigmoid", {}), ("tanh", {}), ("relu", {}), ("leakyRelu", {}), ("leakyRelu", {"negativeSlope": 0.05}), ("elu", {}), ("elu", {"alpha": 0.7}),
    ("selu", {}), ("gelu", {}), ("gelu", {"approximate": True}), ("softplus", {}), ("softsign", {}), ("swish", {}), ("relu6", {}), ("hardSigmoid", {}),
    ("exponential", {}),
]
activations = [{"name": n, "options": o, "y": plain(getattr(keras.activations, "silu" if n == "swish" else snake(n))(GRID, **options(o)))} for n, o in ACTIVATIONS]
scores = numbers(4, 3, low=-4, high=4)
activations.append({"name": "softmax", "options": {}, "x": plain(scores), "y": plain(keras.activations.softmax(scores))})

# ---- losses: a number per row
real, guess = numbers(5, 3), numbers(5, 3)
flags, chances = (rng.uniform(size=(6, 2)) < 0.5).astype(float), np.round(rng.uniform(size=(6, 2)), 3)
chances[0, 0], chances[1, 1], chances[2, 0] = 0.0, 1.0, 1e-9  # where the clip acts
classes = np.eye(4)[[0, 2, 3, 1, 2]]
shares = numbers(5, 4, low=0.0, high=1.0)  # not normalised: Keras divides by the sum
shares[1] = [1, 0, 0, 0]
wide = numbers(5, 4, low=-30, high=30)
LOSSES = [
    ("meanSquaredError", {}, real, guess), ("meanAbsoluteError", {}, real, guess), ("huber", {}, real, guess), ("huber", {"delta": 0.6}, real, guess),
    ("meanSquaredLogarithmicError", {}, real, guess), ("meanAbsolutePercentageError", {}, real, guess), ("logCosh", {}, real, guess),
    ("binaryCrossentropy", {}, flags, chances), ("binaryCrossentropy", {"labelSmoothing": 0.2}, flags, chances),
    ("binaryCrossentropy", {"fromLogits": True}, flags, numbers(6, 2, low=-4, high=4)),  # the NumPy backend goes through probabilities, which it clips
    ("categoricalCrossentropy", {}, classes, shares), ("categoricalCrossentropy", {"labelSmoothing": 0.1}, classes, shares),
    ("categoricalCrossentropy", {"fromLogits": True}, classes, wide), ("categoricalCrossentropy", {"fromLogits": True, "labelSmoothing": 0.3}, classes, wide),
    ("sparseCategoricalCrossentropy", {}, classes.argmax(1)[:, None].astype(float), shares),
    ("sparseCategoricalCrossentropy", {"fromLogits": True}, classes.argmax(1)[:, None].astype(float), wide),
    ("hinge", {}, flags, numbers(6, 2)), ("hinge", {}, 2 * flags - 1, numbers(6, 2)),
]
losses = [{"name": n, "options": o, "y": plain(y), "p": plain(p), "each": plain(getattr(keras.losses, snake(n))(y, p, **options(o)))} for n, o, y, p in LOSSES]

# ---- metrics: two batches, with weights in the second case of each
many = np.round(rng.uniform(size=(40, 1)), 2)
many[:6, 0] = [0.0, 1.0, 0.5, 1 / 199, 2 / 199, 198 / 199]  # at thresholds
yes = (rng.uniform(size=(40, 1)) < 0.4 + 0.3 * many).astype(float)
ties = np.round(rng.uniform(size=(9, 3)), 1)
METRICS = [
    ("accuracy", {}, yes, many), ("accuracy", {}, np.eye(3)[rng.randint(0, 3, 9)], ties), ("accuracy", {}, rng.randint(0, 3, (9, 1)).astype(float), ties),
    ("binaryAccuracy", {"threshold": 0.3}, yes, many), ("precision", {}, yes, many), ("recall", {}, yes, many), ("precision", {"threshold": 0.8}, yes, many),
    ("recall", {"threshold": 0.8}, yes, many), ("precision", {}, yes, many * 0.4), ("f1", {}, yes, many), ("auc", {}, yes, many), ("auc", {"numThresholds": 7}, yes, many),
    ("auc", {}, flags, chances), ("meanSquaredError", {}, real, guess), ("meanAbsoluteError", {}, real, guess), ("rootMeanSquaredError", {}, real, guess),
    ("r2", {}, real, guess), ("r2", {}, np.ones((4, 1)), numbers(4, 1)), ("binaryCrossentropy", {}, flags, chances), ("hinge", {}, flags, chances),
]


def metric(name, o, y, p):
    if name == "accuracy":
        if p.shape[1] == 1: return keras.metrics.BinaryAccuracy()
        return keras.metrics.SparseCategoricalAccuracy() if y.shape[1] == 1 else keras.metrics.CategoricalAccuracy()
    special = {"precision": ("Precision", {"thresholds": o.get("threshold")}), "recall": ("Recall", {"thresholds": o.get("threshold")}),
               "f1": ("F1Score", {"average": "micro", "threshold": 0.5}), "auc": ("AUC", options(o)), "r2": ("R2Score", {})}
    class_name, arguments = special.get(name, (name[0].upper() + name[1:], options(o)))
    return getattr(keras.metrics, class_name)(**arguments)


metrics = []
for n, o, y, p in METRICS:
    for weighted in [False, True]:
        m, weight = metric(n, o, y, p), np.round(rng.uniform(0.1, 2, len(y)), 2) if weighted else np.ones(len(y))
        if weighted and n == "r2" and len(y) == 4: continue
        half = len(y) // 2
        for part in [slice(0, half), slice(half, None)]:
            m.update_state(y[part], p[part], sample_weight=weight[part] if weighted else None)
        metrics.append({"name": n, "options": o, "y": plain(y), "p": plain(p), "weight": plain(weight), "value": plain(m.result())})

# ---- penalties of one kernel
kernel = numbers(3, 4)
PENALTIES = [("l1", {}, keras.regularizers.L1()), ("l2", {}, keras.regularizers.L2()), ("l1", {"l1": 0.3}, keras.regularizers.L1(0.3)), ("l2", {"l2": 0.2}, keras.regularizers.L2(0.2)), ("l1l2", {"l1": 0.1, "l2": 0.4}, keras.regularizers.L1L2(0.1, 0.4))]
penalties = [{"name": n, "options": o, "value": plain(r(kernel))} for n, o, r in PENALTIES]

# ---- optimizers: two parameters, five steps
SCHEDULE = {"name": "exponentialDecay", "initialLearningRate": 0.1, "decaySteps": 2, "decayRate": 0.5}
OPTIMIZERS = [
    ("sgd", {}), ("sgd", {"momentum": 0.9}), ("sgd", {"momentum": 0.8, "nesterov": True, "learningRate": 0.05}), ("sgd", {"weightDecay": 0.1}),
    ("rmsprop", {}), ("rmsprop", {"rho": 0.8, "momentum": 0.5}), ("rmsprop", {"centered": True, "epsilon": 1e-3}), ("adagrad", {"learningRate": 0.1}), ("adagrad", {"initialAccumulatorValue": 0.5}),
    ("adam", {}), ("adam", {"learningRate": 0.1, "beta1": 0.7, "beta2": 0.9, "epsilon": 0.01}), ("adam", {"amsgrad": True, "learningRate": 0.01}), ("adam", {"learningRate": SCHEDULE}),
    ("adamw", {}), ("adamw", {"weightDecay": 0.5, "learningRate": 0.1}),
    ("adamax", {}), ("adamax", {"learningRate": 0.1, "beta1": 0.7, "beta2": 0.9, "epsilon": 0.01}), ("nadam", {}), ("nadam", {"learningRate": 0.1, "beta1": 0.7, "beta2": 0.9, "epsilon": 0.01}),
    ("sgd", {"clipnorm": 0.5}), ("sgd", {"clipvalue": 0.3}), ("adam", {"globalClipnorm": 1.0}), ("sgd", {"globalClipnorm": 100.0}),
]
first = [numbers(2, 3), numbers(3)]
gradients = [[numbers(2, 3), numbers(3)] for _ in range(4)] + [[np.zeros((2, 3)), np.zeros(3)]]
CLASSES = {"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adam": "Adam", "adamw": "AdamW", "adamax": "Adamax", "nadam": "Nadam"}


def schedule(o):
    o = dict(o)
    names = {"piecewiseConstantDecay": "PiecewiseConstantDecay"}
    name = o.pop("name")
    return getattr(keras.optimizers.schedules, names.get(name, name[0].upper() + name[1:]))(**options(o))


optimizers = []
for n, o in OPTIMIZERS:
    given = options(o)
    if isinstance(given.get("learning_rate"), dict): given["learning_rate"] = schedule(given["learning_rate"])
    opt, variables, path = getattr(keras.optimizers, CLASSES[n])(**given), [keras.Variable(w) for w in first], []
    opt.build(variables)
    for step in gradients:
        opt.apply([np.array(g) for g in step], variables)
        path.append([plain(v.value) for v in variables])
    optimizers.append({"name": n, "options": o, "path": path})

# ---- schedules
SCHEDULES = [
    SCHEDULE, {**SCHEDULE, "staircase": True}, {"name": "inverseTimeDecay", "initialLearningRate": 0.1, "decaySteps": 3, "decayRate": 0.5},
    {"name": "inverseTimeDecay", "initialLearningRate": 0.1, "decaySteps": 3, "decayRate": 0.5, "staircase": True},
    {"name": "polynomialDecay", "initialLearningRate": 0.1, "decaySteps": 5, "endLearningRate": 0.01, "power": 2.0}, {"name": "polynomialDecay", "initialLearningRate": 0.1, "decaySteps": 5, "cycle": True},
    {"name": "cosineDecay", "initialLearningRate": 0.1, "decaySteps": 6}, {"name": "cosineDecay", "initialLearningRate": 0.1, "decaySteps": 6, "alpha": 0.2},
    {"name": "cosineDecay", "initialLearningRate": 0.01, "decaySteps": 6, "warmupTarget": 0.2, "warmupSteps": 3, "alpha": 0.1}, {"name": "piecewiseConstantDecay", "boundaries": [2, 5], "values": [1.0, 0.5, 0.1]},
]
ITERATIONS = list(range(13))
schedules = [{"schedule": s, "rates": [plain(schedule(s)(np.array(float(i)))) for i in ITERATIONS]} for s in SCHEDULES]

# ---- batch normalization: two training calls, then prediction
batch = [numbers(4, 3), numbers(5, 3)]
normal = []
for o in [{}, {"momentum": 0.7, "epsilon": 0.01}, {"center": False, "scale": False}]:
    layer = keras.layers.BatchNormalization(**options(o))
    layer.build((None, 3))
    gamma, beta = [1.5, 0.5, -1.0], [0.1, -0.2, 0.3]
    if o.get("scale", True): layer.gamma.assign(gamma); layer.beta.assign(beta)
    outputs = [plain(layer(x, training=True)) for x in batch]
    normal.append({"options": o, "gamma": gamma, "beta": beta, "batches": plain(batch), "outputs": outputs, "movingMean": plain(layer.moving_mean.value),
                   "movingVariance": plain(layer.moving_variance.value), "predicted": plain(layer(batch[0], training=False))})


# ---- callbacks: Keras's own, driven by logs
class Model:
    """What a callback asks of a model; its weights are the number of the epoch."""

    def __init__(self):
        self.stop_training, self.metrics, self.weights, self.optimizer, self.saved = False, [], 0, keras.optimizers.SGD(learning_rate=1.0), []

    def get_weights(self): return self.weights
    def set_weights(self, w): self.weights = w
    def save(self, path, overwrite): self.saved.append(os.path.basename(path))


def drive(callback, logs, model):
    callback.set_model(model)
    callback.on_train_begin()
    seen = []
    for epoch, log in enumerate(logs):
        log = dict(log)
        callback.on_epoch_begin(epoch, {})
        model.weights = epoch
        callback.on_epoch_end(epoch, log)
        seen.append(log)
        if model.stop_training: break
    callback.on_train_end()
    return seen


UP = [0.50, 0.60, 0.60, 0.59, 0.70, 0.69, 0.68, 0.67, 0.66, 0.9, 0.1, 0.1]
DOWN = [1.0, 0.8, 0.81, 0.7, 0.7, 0.69999, 0.75, 0.72, 0.71, 0.74, 0.6, 0.61, 0.62, 0.63]
WORSE = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5]
BAD = [float("nan"), 0.5, 0.4, 0.3]
EARLY = [
    ({"monitor": "loss"}, DOWN), ({"monitor": "loss", "patience": 1}, DOWN), ({"monitor": "loss", "patience": 3}, DOWN), ({"monitor": "loss", "patience": 3, "minDelta": 0.05}, DOWN),
    ({"monitor": "loss", "patience": 2, "restoreBestWeights": True}, DOWN), ({"monitor": "loss", "patience": 50, "restoreBestWeights": True}, DOWN),
    ({"monitor": "loss", "patience": 2, "baseline": 0.65}, DOWN), ({"monitor": "loss", "patience": 2, "startFromEpoch": 5, "restoreBestWeights": True}, DOWN), ({"monitor": "loss"}, WORSE),
    ({"monitor": "val_accuracy", "mode": "max", "patience": 3, "restoreBestWeights": True}, UP), ({"monitor": "loss", "patience": 2, "restoreBestWeights": True}, BAD), ({"monitor": "loss", "patience": 0, "startFromEpoch": 2}, WORSE),
]
early = []
for o, values in EARLY:
    model = Model()
    seen = drive(keras.callbacks.EarlyStopping(**options(o)), [{o["monitor"]: v} for v in values], model)
    early.append({"options": o, "values": [None if v != v else v for v in values], "epochs": len(seen), "stopped": model.stop_training, "weights": model.weights})

PLATEAU = [({"monitor": "loss", "patience": 1}, DOWN), ({"monitor": "loss", "patience": 2, "factor": 0.5, "cooldown": 2}, DOWN), ({"monitor": "loss", "patience": 1, "factor": 0.5, "minLearningRate": 0.2}, WORSE),
           ({"monitor": "loss", "patience": 0, "factor": 0.5}, WORSE), ({"monitor": "loss", "patience": 2, "minDelta": 0.2}, DOWN), ({"monitor": "loss", "patience": 1, "cooldown": 1}, WORSE)]
plateau = []
for o, values in PLATEAU:
    model = Model()
    seen = drive(keras.callbacks.ReduceLROnPlateau(**options(o)), [{"loss": v} for v in values], model)
    plateau.append({"options": o, "values": values, "rates": [log["learning_rate"] for log in seen], "last": float(model.optimizer.learning_rate)})

CHECKPOINTS = [({"path": "m-{epoch:02d}.keras"}, DOWN), ({"path": "m-{epoch:03d}-{loss:.2f}.keras", "saveBestOnly": True, "monitor": "loss"}, DOWN), ({"path": "best-{loss:.3e}-{epoch}.keras", "saveBestOnly": True, "monitor": "loss", "initialValueThreshold": 0.75}, DOWN)]
checkpoints = []
for o, values in CHECKPOINTS:
    model, given = Model(), {("filepath" if k == "path" else k): v for k, v in o.items()}
    drive(keras.callbacks.ModelCheckpoint(**options(given)), [{"loss": v} for v in values], model)
    checkpoints.append({"options": o, "values": values, "saved": model.saved})

LOGS = [[{"loss": 0.5, "accuracy": 0.25, "val_loss": 0.75}, {"loss": 1e-7, "accuracy": 1.0, "val_loss": 2.0}], [{"loss": 0.5, "mae": 0.125}, {"loss": 0.25, "mae": 0.0625, "val_loss": 0.375}]]
written = []
for logs in LOGS:
    for separator in [",", ";"]:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "log.csv")
            drive(keras.callbacks.CSVLogger(path, separator=separator), logs, Model())
            with open(path, newline="") as f: written.append({"logs": logs, "separator": separator, "text": f.read()})

json.dump({
    "about": "Keras on its NumPy backend in float64, small inputs.", "command": "python test/vectors/make/keras-functions.py > test/vectors/keras-functions.json",
    "versions": {"keras": keras.__version__, "numpy": np.__version__, "python": platform.python_version()},
    "activations": {"grid": plain(GRID), "cases": activations}, "losses": losses, "metrics": metrics, "penalties": {"kernel": plain(kernel), "cases": penalties},
    "optimizers": {"first": plain(first), "gradients": plain(gradients), "cases": optimizers}, "schedules": {"iterations": ITERATIONS, "cases": schedules},
    "batchNormalization": normal, "callbacks": {"early": early, "plateau": plateau, "checkpoints": checkpoints, "csv": written},
}, sys.stdout, allow_nan=False)
print()
