import { columnOf } from '../../data/column.ts';
import { parseNumber } from '../../data/csv-numbers.ts';
import { encoding } from '../../data/encode.ts';
import type { Preprocessing } from '../../data/preprocessing.ts';
import { Table } from '../../data/table.ts';
import { GradsheetError } from '../../errors.ts';
import { quoted } from '../../words.ts';
import { writeWhole } from '../../node/write.ts';
import { listed, nearest } from '../../util/text.ts';
import type { Call, Outcome } from '../call.ts';
import { rowPrediction, type RowPrediction } from '../../model/row-prediction.ts';
import { loadModel, preprocessingOf } from '../load.ts';
import { plain } from '../numbers.ts';
import { atPath, notTaken } from '../paths.ts';
import { printPredictions } from '../prediction-rows.ts';
import { printNotes, printTable } from '../report.ts';
import { savedSpread } from '../saved-choice.ts';
import { readTable, type TableFile } from '../table-file.ts';
import { withPredictions } from '../write-predictions.ts';
import { words } from '../error-words.ts';

/** Of as many rows as have so many numbers, which take 8 bytes each and a few times that on their way. */
const NUMBERS_AT_ONCE = 1_000_000;

/** `gradsheet predict MODEL [TABLE | NAME=VALUE …]` */
export async function predict(call: Call<'predict'>): Promise<Outcome> {
  const { io, say, print, style, options } = call;
  const [path = '', ...operands] = call.operands;
  if (options.out !== undefined) await notTaken(options.out, io.cwd, options.force);
  const loaded = await loadModel(path, io.cwd);
  const preprocessing = preprocessingOf(loaded, path);
  const { target } = preprocessing;
  const file = operands.length === 1 && !operands[0]?.includes('=') ? await fileOf(call, operands[0] ?? '') : null;
  const table = file?.table ?? rowOf(operands, preprocessing, options['decimal-comma'] ?? false);
  const { x, rows, notes, far } = encoding(preprocessing, table, { target: false });
  printNotes(call, notes, table);
  const spread = savedSpread(loaded.saved, path);
  const { threshold, probabilities } = loaded;
  const results: RowPrediction[] = [];
  const atOnce = Math.max(1, Math.ceil(NUMBERS_AT_ONCE / preprocessing.columns.length));
  for (let from = 0; from < rows.length; from += atOnce) {
    for (const numbers of await loaded.model.predict(x(from, Math.min(rows.length, from + atOnce)))) {
      const row = rows[results.length] ?? -1;
      const own = far.has(row) ? null : spread; // none was measured there
      results.push(rowPrediction(numbers, { target, threshold, probabilities, spread: own }));
    }
  }
  const bare = spread === null ? 0 : results.filter(({ low }) => low === undefined).length;

  if (!file) {
    for (const result of results) {
      const { prediction } = result;
      const isBare = bare > 0 && typeof prediction === 'number';
      const text = isBare ? say.predict.withoutInterval(plain(prediction)) : sentence(result, say);
      print(style.bold(say.predict.result(target.name, text)));
    }
  } else {
    printPredictions(call, table.take(rows), target, results);
    if (bare > 0) print(say.predict.bare(bare));
  }
  if (options.out !== undefined) {
    const keepFormulas = options['keep-formulas'] ?? false;
    const made = { target, rows, results };
    const { pieces, disarmed, encoding } = withPredictions(file, table, made, keepFormulas);
    await atPath(options.out, io.cwd, (place) => writeWhole(place, pieces(), { replace: options.force ?? false }));
    print(say.predict.written(rows.length, options.out));
    if (rows.length < table.rows) print(say.predict.unpredicted(table.rows - rows.length));
    if (encoding !== undefined) print(say.predict.recoded(encoding));
    if (disarmed() > 0) print(say.predict.disarmed(disarmed()));
  }
  return {
    // made only where it is asked for
    get json() {
      const predictions = results.map((result, i) => ({ row: (rows[i] ?? 0) + 1, ...result }));
      return { command: 'predict', model: path, target: target.name, notes, predictions };
    },
  };
}

function sentence({ prediction, probability, low, high }: RowPrediction, say: Call<'predict'>['say']): string {
  const text = typeof prediction === 'number' ? plain(prediction, 6) : prediction;
  if (low !== undefined && high !== undefined) {
    return say.predict.withInterval(
      typeof prediction === 'number' ? plain(prediction) : prediction,
      plain(low),
      plain(high),
    );
  }
  return probability === undefined ? text : say.predict.withProbability(text, probability);
}

async function fileOf(call: Call<'predict'>, path: string): Promise<TableFile> {
  const file = await readTable(path, call.io.cwd, call.options, { keepCells: call.options.out !== undefined });
  printTable(call, file);
  return file;
}

/** The longest known name before a `=`, of which a name may hold some itself; else what is before the first. */
function nameIn(word: string, known: ReadonlySet<string>): string {
  for (let at = word.lastIndexOf('='); at > 0; at = word.lastIndexOf('=', at - 1)) {
    if (known.has(word.slice(0, at))) return word.slice(0, at);
  }
  return word.split('=')[0] ?? '';
}

/** One row of `height=180 age=25 …`. A name may itself hold a `=`. */
function rowOf(operands: readonly string[], { features, missing }: Preprocessing, decimalComma: boolean): Table {
  const where = 'gradsheet predict';
  const names = features.map((feature) => feature.name);
  if (operands.length === 0) {
    throw new GradsheetError('invalid-option', {
      where,
      expected: words('a table, or a value for each feature as NAME=VALUE'),
      received: words('nothing'),
      hint: words('The features are {}.', listed(names, 12)),
    });
  }
  const known = new Set(names);
  const given = new Map<string, string>();
  for (const word of operands) {
    const name = nameIn(word, known);
    if (!word.includes('=')) {
      throw new GradsheetError('invalid-option', {
        where,
        expected: words('either one table, or pairs NAME=VALUE'),
        received: quoted(word),
      });
    }
    if (!known.has(name)) {
      const near = nearest(name, names);
      throw new GradsheetError('unknown-name', {
        where,
        expected: words('one of the features {}', listed(names, 12)),
        received: quoted(name),
        ...(near === undefined ? {} : { hint: words('Did you mean "{}"?', near) }),
      });
    }
    if (given.has(name)) {
      throw new GradsheetError('invalid-option', {
        where: words('{}, {}', where, name),
        expected: words('one value'),
        received: words('"{}" and "{}"', given.get(name) ?? '', word.slice(name.length + 1)),
      });
    }
    given.set(name, word.slice(name.length + 1));
  }
  const isStrict = missing === 'error' || missing === 'drop';
  const absent = features.filter(({ name, kind, fill, mark }) => {
    const canLack = fill !== undefined || mark !== undefined || (kind === 'text' && !isStrict);
    return (given.get(name) ?? '') === '' && !canLack;
  });
  if (absent.length > 0) {
    const lacking = listed(
      absent.map(({ name }) => name),
      12,
    );
    throw new GradsheetError('missing-input', {
      where,
      problem: words('{}: no value for {}.', where, lacking),
      expected: words('a value for each feature'),
      received: words('none for {}', lacking),
    });
  }
  return Table.fromColumns(
    features.map(({ name, kind }) => {
      const text = given.get(name);
      if (text === undefined || text === '') {
        return kind === 'number'
          ? { kind: 'number', name, values: Float64Array.of(NaN) }
          : { kind: 'text', name, codes: Int32Array.of(-1), values: [] };
      }
      if (kind !== 'number') return columnOf(name, [text]);
      const value = parseNumber(text, 0, text.length, decimalComma);
      if (!Number.isFinite(value)) {
        throw new GradsheetError('bad-cell', {
          where: words('{}, {}', where, name),
          expected: words('a number'),
          received: quoted(text),
        });
      }
      return columnOf(name, [value]);
    }),
  );
}
