import type { Model, Table } from 'gradsheet';
import { kerasNetwork, pythonText as text } from 'gradsheet/save';
import { commented, taken } from '../plain-python.ts';
import type { Python } from './protocol.ts';

type FitOptions = NonNullable<Parameters<Model['fit']>[2]>;
interface Numbers {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** What Python and the program itself call by these names. */
const reserved = new Set([
  ...taken,
  'float',
  'np',
  'pd',
  'keras',
  'io',
  'base64',
  'train_test_split',
  'uniform',
  'glorot_uniform',
  'he_uniform',
  'lecun_uniform',
  'half_squared_error',
  'float',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'class',
  'def',
  'del',
  'elif',
  'except',
  'False',
  'from',
  'global',
  'is',
  'lambda',
  'None',
  'nonlocal',
  'not',
  'or',
  'pass',
  'print',
  'raise',
  'range',
  'list',
  'len',
  'True',
  'with',
]);

/**
 * Writes down, while a cell runs, what it does with random numbers, tables and networks, as Python with NumPy, pandas,
 * scikit-learn and Keras. Numbers that come from somewhere else are written out. Names come at the end, from the cell's
 * variables.
 */
export class Recorder {
  #lines: string[] = [];
  #imports = new Set<string>();
  /** Objects that the Python program knows too, by the number that stands for their name. */
  readonly #known = new WeakMap<object, number>();
  readonly #names = new Map<number, string>();
  readonly #spelled = new Spelling();
  /**
   * What a name is made from: the object whose variable gives it, what stands before it, and what it is without one.
   */
  #asked = new Map<number, { readonly owner: object; readonly prefix: string; readonly otherwise: string }>();
  #next = 0;
  #quiet = 0;

  begin(): void {
    this.#lines = [];
    this.#imports = new Set();
    this.#asked = new Map();
    this.#quiet = 0;
  }

  /** @param variables of the program: their names become the names of what they hold */
  end(variables: readonly (readonly [string, unknown])[]): Python {
    const asked = [...this.#asked].map(([token, { owner, prefix, otherwise }]) => {
      const variable = variables.find(([, value]) => value === owner)?.[0];
      return { token, prefix, variable, otherwise };
    });
    // Variables first: what has no variable takes a name that none of them has.
    for (const { token, prefix, variable } of asked) {
      if (variable !== undefined) this.#names.set(token, this.#spelled.of(variable, prefix));
    }
    const own = new Set<string>();
    for (const { token, variable, otherwise } of asked) {
      if (variable !== undefined) continue;
      let name = pythonName(otherwise);
      for (let n = 2; own.has(name) || this.#spelled.has(name); n++) name = pythonName(`${otherwise}_${n}`);
      own.add(name);
      this.#names.set(token, name);
    }
    const named = (line: string): string =>
      line.replaceAll(/\u0001(\d+)\u0002/g, (_, n: string) => this.#names.get(Number(n)) ?? 'unknown');
    return { lines: this.#lines.flatMap((l) => named(l).split('\n')), imports: [...this.#imports].sort() };
  }
  say(line: string, ...imports: readonly string[]): void {
    if (this.#quiet > 0) return;
    this.#lines.push(line);
    for (const i of imports) this.#imports.add(i);
  }
  /** What the library does by itself is not written down. */
  quietly<T>(work: () => T): T {
    this.#quiet++;
    try {
      return work();
    } finally {
      this.#quiet--;
    }
  }
  /** A name for an object from here on. */
  name(made: object, otherwise: string, owner: object = made, prefix = ''): string {
    if (this.#quiet > 0) return '_';
    const token = this.#next++;
    this.#known.set(made, token);
    this.#asked.set(token, { owner, prefix, otherwise });
    return mark(token);
  }
  /** A better name for what no variable holds. */
  suggest(value: unknown, otherwise: string): void {
    const token = typeof value === 'object' && value !== null ? this.#known.get(value) : undefined;
    const asked = token === undefined ? undefined : this.#asked.get(token);
    if (token !== undefined && asked) this.#asked.set(token, { ...asked, otherwise });
  }
  nameOf(value: unknown): string | null {
    const token = typeof value === 'object' && value !== null ? this.#known.get(value) : undefined;
    return token === undefined ? null : mark(token);
  }
  /** Python does not follow what becomes of it from here on. */
  forget(value: object): void {
    this.#known.delete(value);
  }

  /** Numbers of any shape as an expression. */
  array(value: unknown): string {
    const known = this.nameOf(value);
    if (known !== null) return known;
    this.#imports.add('import numpy as np');
    const { data, shape } = numbersOf(value);
    if (data.length <= 200) return `np.array(${literal(data, shape)}, dtype="float32")`;
    this.#imports.add('import base64');
    return `np.frombuffer(base64.b64decode("${base64(new Uint8Array(Float64Array.from(data).buffer))}"), dtype="<f8").reshape(${shape.join(', ')}).astype("float32")`;
  }
  /** A table as a DataFrame. */
  frame(table: Table): string {
    const known = this.nameOf(table);
    if (known !== null) return known;
    this.#imports.add('import pandas as pd');
    return `pd.DataFrame({${table.names.map((name) => `${text(name)}: ${list(table.toRows().map((r) => r[name] ?? null))}`).join(', ')}})`;
  }

  /** The weights that a model has before a fit; null where the fit draws them. */
  before(model: Model): readonly Numbers[] | null {
    return model.built ? Object.values(model.weights()) : null;
  }
  /** @param before what `before` said */
  fit(model: Model, x: unknown, y: unknown, options: FitOptions, before: readonly Numbers[] | null): void {
    if (this.#quiet > 0) return;
    const lines = this.#lines.length;
    try {
      const known = this.nameOf(model);
      const name = known ?? this.name(model, 'model');
      if (known === null) this.#network(model, name, options.seed ?? 0, before);
      const odd = (['callbacks', 'sampleWeight', 'classWeight', 'order', 'initialEpoch'] as const).filter(
        (o) => options[o] !== undefined,
      );
      if (odd.length > 0) this.say(commented(`Not written down: ${odd.join(', ')}.`));
      const { epochs = 1, batchSize = 32, seed = 0, shuffle = true } = options;
      const ax = this.#variable(x, 'x');
      const ay = this.#variable(y, 'y');
      const all = numbersOf(x).shape[0] ?? 0;
      const { validationData, validationSplit = 0 } = options;
      const n = validationData ? all : Math.floor(all * (1 - validationSplit));
      const held = validationData
        ? `, validation_data=(${this.#variable(validationData[0], 'x_held')}, ${this.#variable(validationData[1], 'y_held')})`
        : n < all
          ? `, validation_data=(${ax}[${n}:], ${ay}[${n}:])`
          : '';
      this.say(
        `${shuffle ? `order = np.random.RandomState(${seed})\n` : ''}for epoch in range(${epochs}):
    rows = ${shuffle ? `order.permutation(${n})` : `np.arange(${n})`}
    logs = ${name}.fit(${ax}[rows], ${ay}[rows], batch_size=${batchSize}, shuffle=False, verbose=0${held}).history
    print(epoch + 1, {key: values[0] for key, values in logs.items()})`,
        'import numpy as np',
      );
    } catch (e) {
      // what cannot be written down is said in its place
      this.#lines.length = lines;
      this.forget(model);
      this.say(commented(e instanceof Error ? e.message : String(e)));
    }
  }
  #network(model: Model, name: string, seed: number, before: readonly Numbers[] | null): void {
    if (model.spec().inputs.some((i) => i.scaling)) {
      throw new Error('A model that scales its inputs: write this part by hand.');
    }
    const { network, start, draws } = kerasNetwork({ graph: model.graph, compiled: { ...model.compiled } }, seed, name);
    this.say(network, 'import keras');
    if (before) this.say(`${name}.set_weights([${before.map((w) => this.array(w)).join(', ')}])`);
    else if (start) this.say(`\n${start.code}\n\n${name}.set_weights(${start.weights})`, 'import numpy as np');
    else this.say('# Keras draws other initial weights: the numbers will be similar, not equal.');
    if (draws !== null) {
      this.say(`# What ${draws} is drawn in another way: the numbers will be similar, not equal.`);
    }
  }
  evaluate(model: Model, x: unknown, y: unknown): void {
    const name = this.nameOf(model);
    if (name !== null && this.#quiet === 0) {
      this.say(`print(${name}.evaluate(${this.array(x)}, ${this.array(y)}, verbose=0, return_dict=True))`);
    }
  }
  predict(model: Model, x: unknown): void {
    const name = this.nameOf(model);
    if (name !== null && this.#quiet === 0) this.say(`print(${name}.predict(${this.array(x)}, verbose=0))`);
  }
  /** Numbers that are written out stand in a variable, once. */
  #variable(value: unknown, otherwise: string): string {
    const known = this.nameOf(value);
    if (known !== null || typeof value !== 'object' || value === null) return known ?? this.array(value);
    const expression = this.array(value);
    const name = this.name(value, otherwise);
    this.say(`${name} = ${expression}`);
    return name;
  }
}

const mark = (token: number): string => `\u0001${token}\u0002`;
const pythonName = (name: string): string => {
  const plain = name
    .replaceAll(/[^A-Za-z0-9_]/g, '_')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/^(?=\d)/, '_')
    .replace(/^__/, 'v__');
  return plain === 'np' ? 'rng' : reserved.has(plain) ? `${plain}_` : plain;
};
/**
 * Variables in Python, each by a name of its own in all cells of a notebook: `heightCm` and `height_cm` are two
 * variables, and so are 身高 and 體重, of which Colab's plain letters leave `v__` and `v___2`.
 */
class Spelling {
  readonly #names = new Map<string, string>();
  readonly #used = new Set<string>();

  /** @param prefix of what is derived from a variable: `x_` and `train` are something else than `x_train` */
  of(variable: string, prefix = ''): string {
    const key = `${prefix} ${variable}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const wanted = prefix + variable;
    let name = pythonName(wanted);
    for (let n = 2; this.#used.has(name); n++) name = pythonName(`${wanted}_${n}`);
    this.#names.set(key, name);
    this.#used.add(name);
    return name;
  }
  has(name: string): boolean {
    return this.#used.has(name);
  }
}
export { text };
/** A number or a truth as Python spells it; whatever else a program gave, as a text. */
export function value(v: unknown): string {
  if (v === null || v === undefined) return 'None';
  if (typeof v === 'boolean') return v ? 'True' : 'False';
  if (typeof v === 'number' || typeof v === 'bigint') return Number.isFinite(Number(v)) ? String(v) : `float("${v}")`;
  return text(String(v));
}
export const list = (items: readonly unknown[]): string => `[${items.map(value).join(', ')}]`;

function numbersOf(v: unknown): Numbers {
  if (typeof v === 'object' && v !== null && 'data' in v && 'shape' in v) return v as Numbers; // a Matrix or Tensor
  if (ArrayBuffer.isView(v)) {
    return { data: v as unknown as ArrayLike<number>, shape: [(v as unknown as ArrayLike<number>).length] };
  }
  if (!Array.isArray(v)) throw new TypeError('several inputs by name');
  const shape: number[] = [];
  for (let at: unknown = v; Array.isArray(at); at = (at as unknown[])[0]) shape.push(at.length);
  return { data: v.flat(Infinity) as number[], shape };
}
function literal(data: ArrayLike<number>, shape: readonly number[]): string {
  const [n = 0, ...rest] = shape;
  const width = rest.reduce((a, b) => a * b, 1);
  return `[${Array.from({ length: n }, (_, i) =>
    rest.length === 0
      ? value(data[i])
      : literal(
          Array.from({ length: width }, (__, k) => data[i * width + k] ?? 0),
          rest,
        ),
  ).join(', ')}]`;
}
function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 0x8000) out += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(out);
}
