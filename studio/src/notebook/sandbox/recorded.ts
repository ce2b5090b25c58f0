import * as gradsheet from 'gradsheet';
import * as tables from 'gradsheet/table';
import { list, text, value, type Recorder } from './python.ts';

type Split = ReturnType<typeof tables.trainTestSplit>;

/** What a cell may import, as far as it is recorded. */
export interface RecordedModules {
  readonly gradsheet: typeof gradsheet & typeof tables;
  readonly 'gradsheet/table': typeof tables;
}

/**
 * NumPy's names of what is drawn; `shuffle` changes its list and is left out: whoever calls it draws numbers that are
 * written out.
 */
const draws = {
  randint: 'randint',
  rand: 'rand',
  randn: 'randn',
  randomSample: 'random_sample',
  uniform: 'uniform',
  normal: 'normal',
  permutation: 'permutation',
  choice: 'choice',
} as const;
const keywords: Readonly<Record<string, string>> = { dtype: 'dtype', replace: 'replace', p: 'p' };

/** The library as programs import it: the same, but what they do with it is written down for Python. */
export function recorded(recorder: Recorder): RecordedModules {
  const { fit, evaluate, predict } = gradsheet.Model.prototype;
  const { of } = gradsheet.Table;
  gradsheet.Model.prototype.fit = async function fitted(this: gradsheet.Model, x, y, options = {}) {
    const before = recorder.before(this);
    const history = await fit.call(this, x, y, options);
    recorder.fit(this, x, y, options, before);
    return history;
  };
  gradsheet.Model.prototype.evaluate = function evaluated(this: gradsheet.Model, x, y, options = {}) {
    recorder.evaluate(this, x, y);
    return evaluate.call(this, x, y, options);
  };
  gradsheet.Model.prototype.predict = function predicted(this: gradsheet.Model, x, options = {}) {
    recorder.predict(this, x);
    return predict.call(this, x, options);
  };
  for (const name of ['compile', 'build', 'setWeights', 'setState'] as const) {
    // the network is written anew at the next fit
    const real = gradsheet.Model.prototype[name] as (this: gradsheet.Model, ...args: unknown[]) => void;
    Object.defineProperty(gradsheet.Model.prototype, name, {
      configurable: true,
      writable: true,
      value(this: gradsheet.Model, ...args: unknown[]) {
        recorder.forget(this);
        real.apply(this, args);
      },
    });
  }
  Object.defineProperty(gradsheet.Table, 'of', {
    configurable: true,
    writable: true,
    value: (columns: Parameters<typeof of>[0]) => {
      const table = recorder.quietly(() => of.call(gradsheet.Table, columns));
      for (const [name, values] of Object.entries(columns)) recorder.suggest(values, name);
      const parts = Object.entries(columns).map(
        ([name, values]) =>
          `    ${text(name)}: ${recorder.nameOf(values) ?? list(Array.from(values as ArrayLike<unknown>))},`,
      );
      if (table.rows <= 2000) {
        recorder.say(
          `${recorder.name(table, 'table')} = pd.DataFrame({\n${parts.join('\n')}\n})`,
          'import pandas as pd',
        );
      }
      return table;
    },
  });
  const ofTables: typeof tables = {
    ...tables,
    trainTestSplit: (table, options) => split(recorder, table, options),
  };
  return {
    // Notebooks of version 0.1.0 import from `gradsheet` what has moved to `gradsheet/table`.
    gradsheet: { ...ofTables, ...gradsheet, NumpyRandom: random(recorder) },
    'gradsheet/table': ofTables,
  };
}

function random(recorder: Recorder): typeof gradsheet.NumpyRandom {
  class NumpyRandom extends gradsheet.NumpyRandom {
    constructor(seed: number | readonly number[]) {
      super(seed);
      recorder.say(
        `${recorder.name(this, 'rng')} = np.random.RandomState(${typeof seed === 'number' ? seed : list(seed)})`,
        'import numpy as np',
      );
    }
  }
  for (const [name, python] of Object.entries(draws)) {
    const real = gradsheet.NumpyRandom.prototype[name as keyof typeof draws] as (
      this: gradsheet.NumpyRandom,
      ...args: unknown[]
    ) => unknown;
    Object.defineProperty(NumpyRandom.prototype, name, {
      configurable: true,
      writable: true,
      value(this: gradsheet.NumpyRandom, ...args: unknown[]) {
        const made = recorder.quietly(() => real.apply(this, args));
        const own = recorder.nameOf(this);
        if (own === null) return made;
        const call = `${own}.${python}(${args.map((a) => argument(recorder, a)).join(', ')})`;
        recorder.say(
          Array.isArray(made) ? `${recorder.name(made, name === 'permutation' ? 'order' : 'drawn')} = ${call}` : call,
        );
        return made;
      },
    });
  }
  // From here on numbers are drawn that Python does not draw.
  for (const name of ['shuffle', 'setState'] as const) {
    const real = gradsheet.NumpyRandom.prototype[name] as (this: gradsheet.NumpyRandom, arg: never) => void;
    Object.defineProperty(NumpyRandom.prototype, name, {
      configurable: true,
      writable: true,
      value(this: gradsheet.NumpyRandom, arg: never) {
        recorder.forget(this);
        real.call(this, arg);
      },
    });
  }
  return NumpyRandom;
}
function argument(recorder: Recorder, a: unknown): string {
  if (Array.isArray(a)) return recorder.nameOf(a) ?? list(a);
  if (typeof a === 'object' && a !== null) {
    return Object.entries(a)
      .flatMap(([k, v]) => (keywords[k] === undefined ? [] : [`${k}=${Array.isArray(v) ? list(v) : value(v)}`]))
      .join(', ');
  }
  return value(a);
}

function split(recorder: Recorder, table: gradsheet.Table, options: tables.TableSplitOptions): Split {
  const before = recorder.nameOf(options.randomState);
  const parts = recorder.quietly(() => tables.trainTestSplit(table, options));
  const { train, test } = parts;
  const {
    target,
    features = table.names.filter((n) => n !== target),
    testSize,
    trainSize,
    shuffle,
    stratify,
    randomState,
  } = options;
  const plain =
    [target, ...features].every((name) => table.column(name).kind === 'number') &&
    train.x.columns.join('\n') === features.join('\n');
  // texts become columns of 0 and 1: these numbers are written out
  if (!plain || (typeof randomState === 'object' && before === null)) return parts;
  const frame = recorder.frame(table);
  const from =
    features.length === table.names.length - 1
      ? `${frame}.drop(columns=${text(target)})`
      : `${frame}[${list(features)}]`;
  const more = [
    ...(testSize === undefined ? [] : [`test_size=${testSize}`]),
    ...(trainSize === undefined ? [] : [`train_size=${trainSize}`]),
    `random_state=${before ?? (typeof randomState === 'number' ? randomState : 0)}`,
    ...(shuffle === false ? ['shuffle=False'] : []),
    ...(stratify === undefined || stratify === false
      ? []
      : [`stratify=${frame}[${text(stratify === true ? target : stratify)}]`]),
  ];
  const names = [
    recorder.name(train.x, 'x_train', train, 'x_'),
    recorder.name(test.x, 'x_test', test, 'x_'),
    recorder.name(train.y, 'y_train', train, 'y_'),
    recorder.name(test.y, 'y_test', test, 'y_'),
  ];
  recorder.say(
    `${names.join(', ')} = (\n    part.to_numpy("float32") for part in train_test_split(${from}, ${frame}[[${text(target)}]], ${more.join(', ')})\n)`,
    'from sklearn.model_selection import train_test_split',
  );
  return parts;
}
