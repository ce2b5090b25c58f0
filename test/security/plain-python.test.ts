// What goes to Colab computes with NumPy, pandas and Keras, whatever the sandbox said that a cell did.
import { expect, test } from 'vitest';
import { layers, sequential } from 'gradsheet';
import { kerasNetwork } from 'gradsheet/save';
import { commented, isPlainPython } from '../../studio/src/notebook/plain-python.ts';

const network = (options: Parameters<typeof layers.dense>[0], compile: object): string => {
  const model = sequential([
    layers.dense({ ...options, inputShape: [2] }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', ...compile });
  model.build(null, 1);
  const { network: code, start } = kerasNetwork({ graph: model.graph, compiled: { ...model.compiled } }, 42, 'model');
  return start ? `${code}\n\n${start.code}\n\nmodel.set_weights(${start.weights})` : code;
};

function otherLayers(): string {
  const model = sequential([
    layers.dense({ units: 4, inputShape: [2] }),
    layers.activation({ activation: 'relu' }),
    layers.batchNormalization({}),
    layers.reshape({ targetShape: [2, 2] }),
    layers.flatten(),
    layers.dropout({ rate: 0.25 }),
    layers.dense({ units: 1 }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  model.build(null, 1);
  return kerasNetwork({ graph: model.graph, compiled: { ...model.compiled } }, 42, 'model').network;
}

function pictures(): string {
  const model = sequential([
    layers.randomFlip({ mode: 'horizontal', inputShape: [8, 8, 1] }),
    layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', strides: [2, 1] }),
    layers.zeroPadding2d({ padding: [[1, 0], [0, 1]] }), // prettier-ignore
    layers.maxPooling2d(),
    layers.separableConv2d({ filters: 3, kernelSize: 2, depthwiseInitializer: 'heUniform' }),
    layers.upSampling2d({ interpolation: 'bilinear' }),
    layers.globalAveragePooling2d(),
    layers.dense({ units: 1 }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  model.build(null, 1);
  const { network: code, start } = kerasNetwork({ graph: model.graph, compiled: { ...model.compiled } }, 42, 'model');
  return `${code}\n\n${start?.code}\n\nmodel.set_weights(${start?.weights})`;
}

test.each([
  ['draws', 'rng = np.random.RandomState(42)\nheight = rng.randint(150, 200, 100)\nrng.rand(3)'],
  [
    'a table',
    'table = pd.DataFrame({\n    "height (cm) % $!": height,\n    "x": [1, -2.5, 1e-7, float("nan"), None, "a\\nb"],\n})',
  ],
  [
    'a split',
    'x_train, x_test = (\n    part.to_numpy("float32") for part in train_test_split(table.drop(columns="y"), table[["y"]], test_size=0.2, random_state=rng)\n)',
  ],
  ['bytes', 'x = np.frombuffer(base64.b64decode("AAAA+/=="), dtype="<f8").reshape(1, 2).astype("float32")'],
  [
    'a fit',
    'order = np.random.RandomState(3)\nfor epoch in range(2):\n    rows = order.permutation(5)\n    logs = model.fit(x[rows], y[rows], batch_size=2, shuffle=False, verbose=0, validation_data=(x[5:], y[5:])).history\n    print(epoch + 1, {key: values[0] for key, values in logs.items()})',
  ],
  ['an evaluation', 'print(model.evaluate(x, y, verbose=0, return_dict=True))\nprint(model.predict(x, verbose=0))'],
  ['a comment', '# import os; os.system("id") 中文 %%bash\n# Not written down: callbacks.'],
  ['nothing', ''],
  ['a network of pictures', pictures()],
  ['a network', network({ units: 3, activation: 'relu' }, {})],
  [
    'one of other activations',
    network(
      { units: 3, activation: 'leakyRelu:0.1', kernelInitializer: 'heUniform' },
      { optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mae'] },
    ),
  ],
  [
    'one with a loss of its own',
    network({ units: 3, activation: 'tanh', useBias: false }, { optimizer: 'rmsprop', loss: 'halfSquaredError' }),
  ],
  ['one of other layers', otherLayers()],
])('what the recorder writes is plain: %s', (_, text) => expect(isPlainPython(text)).toBe(true));

test.each([
  'import os',
  'import os; os.system("id")',
  'from os import system',
  '__import__("os")',
  'os.system("id")',
  'x.__class__',
  'x = 1.0.__class__',
  '1.0.real',
  'eval("1")',
  'exec("1")',
  'open("a", "w")',
  'getattr(np, "load")',
  'np.load("a")',
  'pd.read_pickle("a")',
  'keras.saving.load_model("a")',
  'keras.utils.get_file("a", "b")',
  'get_ipython().system("id")',
  'f"{x}"',
  'x = f"{open}"',
  'x = """\n!id\n"""',
  '!id',
  'x = !id',
  '%run a',
  'x = %run a',
  '%%bash\nid',
  'pip install a',
  'rm -rf',
  'run -x',
  'run .fit',
  'cat [a]',
  'ls',
  'cat {a}',
  'x?',
  '?x',
  '/print x',
  ';print x',
  ',print x',
  '@x',
  'x = 1; y = 2',
  'x = `id`',
  'x = $a',
  'print("a")\rimport os',
  'print("a")\fx',
  '# a\rimport os',
  '# a\u0085import os',
  '# a\u2028import os',
  '# a\0b',
  'x = (',
  'x = )',
  'x = "a\n"',
  "x = 'a'",
  'x \\\n= 1',
  'while (True): x = 1',
  'with open("a") as f: x = 1',
  'class A: x = 1',
  'del (x)',
  'lambda eval: eval\neval("1")',
  'eval = eval',
  'np\n.load("a")',
  'np. load("a")',
  'np.#\nload("a")',
  'x = [np.\nload("a")]',
])('what it would never write is not: %j', (text) => expect(isPlainPython(text)).toBe(false));

test('a comment stays one, whatever its text holds', () => {
  const breaks = ['\n', '\r', '\r\n', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029', '\0', '\x1b'];
  for (const b of breaks) {
    const text = commented(`one${b}import os${b}`);
    expect(text.split('\n').every((line) => line.startsWith('#'))).toBe(true);
    expect(isPlainPython(text)).toBe(true);
  }
});
