// What the Worker does, apart from sending: plain functions over one table and one model.
import { applyScaling, callbacks, encode, Table, type Model, type Preprocessing } from 'gradsheet';
import { parseCsv, writeCsv, type CsvWarning } from 'gradsheet/csv';
import { toSaved, writeModel, modelFiles } from 'gradsheet/save';
import { classOf, judge, planTable, type TablePlan } from 'gradsheet/table';
import type { Ask, ColumnFacts, Exported, FormField, Opened, Predicted, Progress, Settings, Trained } from './protocol.ts';

const HEAD = 8, BARS = 12, WORST = 5;

/** The table that was opened and the model that was trained on it. */
export class Work {
  #table: Table | null = null;
  #name = '';
  #plan: TablePlan | null = null;
  #history: Readonly<Record<string, readonly number[]>> = {};

  async open({ name, content, reading }: Extract<Ask, { do: 'open' }>): Promise<Opened> {
    const began = performance.now();
    const { table, form, warnings } = await read(name, content, reading);
    this.#table = table;
    this.#name = name;
    this.#plan = null;
    return {
      name, rows: table.rows, columns: table.describe().map((s) => facts(table, s.name)), form, warnings, milliseconds: performance.now() - began,
      head: table.head(HEAD).toRows().map((row) => table.names.map((n) => shown(row[n] ?? null))),
    };
  }

  async train(settings: Settings, tell: (p: Progress) => void, cancelled: () => boolean): Promise<Trained> {
    const table = this.#table ?? missing('a table');
    const plan = planTable(table, { ...settings, optimizer: { name: settings.optimizer, learningRate: settings.learningRate } });
    const began = performance.now(), { train, test, model, fit } = plan;
    let rested = began, rows = 0;
    const { history, stopped } = await model.fit(train.x, train.y, {
      ...fit, stop: cancelled, ...(test ? { validationData: [test.x, test.y] } : {}),
      callbacks: [callbacks.custom({
        onSteps: async () => { // lets messages in: a cancel, and the progress out
          if (performance.now() - rested < 40) return;
          await new Promise((done) => { setTimeout(done, 0); });
          rested = performance.now();
        },
        onEpochEnd: (epoch, logs) => { rows += train.rows.length; tell({ epoch, logs: { ...logs }, rowsPerSecond: rows / ((performance.now() - began) / 1000) }); },
      })],
    });
    this.#plan = plan;
    this.#history = history;
    const seconds = (performance.now() - began) / 1000;
    const held = test ? await tested(plan) : null;
    return {
      verdict: held && judge(plan.preprocessing, train.y, test?.y ?? train.y, held.predicted, plan.loss === 'hinge' ? 0 : 0.5), test: held?.logs ?? null, history,
      fields: plan.preprocessing.features.map(field), target: targetOf(plan.preprocessing), warnings: plan.preprocessing.warnings, seconds,
      pairs: held && test && plan.preprocessing.target.kind === 'number' ? held.predicted.map(([p], i) => ({ row: numberOf(table, test.rows[i] ?? 0), actual: test.y.data[i] ?? NaN, predicted: p ?? NaN })) : [],
      worst: held && test ? worst(table, plan, held.predicted) : [],
      layers: model.summaryRows().filter((l) => l.parameters > 0).map((l) => ({ name: l.name, units: l.outputShape.at(-1) ?? 1, parameters: l.parameters })),
      stopped: stopped && { reason: stopped.reason, ...('step' in stopped ? { step: stopped.step } : {}) },
      rows: { train: train.rows.length, test: test?.rows.length ?? 0 },
    };
  }

  async predict(values: Readonly<Record<string, number | string>>): Promise<Predicted> {
    const { model, preprocessing } = this.#plan ?? missing('a trained model');
    const row = Table.of(Object.fromEntries(preprocessing.features.map((f) => [f.name, f.kind === 'number' ? [Number(values[f.name])] : [String(values[f.name] ?? '')]])));
    const { x } = encode(preprocessing, row, { target: false }), [numbers = []] = await model.predict(x);
    const scaled = preprocessing.scale === 'none' ? x : applyScaling(preprocessing, x);
    const { target } = preprocessing, classes = target.kind === 'number' ? [] : target.values.map(String), best = classOf(numbers);
    const p = numbers.length === 1 ? [1 - (numbers[0] ?? NaN), numbers[0] ?? NaN] : numbers;
    return {
      said: target.kind === 'number' ? shown(numbers[0] ?? null) : classes[best] ?? '', value: target.kind === 'number' ? numbers[0] ?? NaN : p[best] ?? NaN,
      probabilities: classes.map((name, i) => ({ name, p: p[i] ?? NaN })),
      scaled: preprocessing.columns.map((name, i) => ({ name, value: scaled.data[i] ?? NaN })),
      sum: lastSum(model, x, preprocessing.columns),
    };
  }

  async export(format: 'workbook' | 'model' | 'predictions', language: 'en' | 'zh-TW', epochs: number): Promise<Exported> {
    const plan = this.#plan ?? missing('a trained model'), table = this.#table ?? missing('a table'), base = this.#name.replace(/\.[^.]*$/, '') || 'model';
    if (format === 'workbook') {
      const { writeSheet } = await import('gradsheet/sheet');
      const first = planTable(table, this.#settings(plan)); // its first weights: a workbook begins at the beginning
      const run = first.model.run(first.train.x, first.train.y, { ...first.fit, epochs });
      return { files: [{ name: `${base}.xlsx`, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes: await writeSheet(run, { language, title: `${base}: ${plan.preprocessing.target.name}` }) }] };
    }
    if (format === 'model') {
      const saved = writeModel(toSaved(plan.model, { preprocessing: plan.preprocessing, history: { epoch: (this.#history['loss'] ?? []).map((_, i) => i), history: mutable(this.#history) } }));
      return { files: [{ name: modelFiles.model, type: 'application/json', bytes: new TextEncoder().encode(saved.model) }, { name: modelFiles.weights, type: 'application/octet-stream', bytes: saved.weights }] };
    }
    const { x, rows } = encode(plan.preprocessing, table, { target: false }), predicted = await plan.model.predict(x, { batchSize: 256 });
    const { target } = plan.preprocessing, said = predicted.map((numbers) => (target.kind === 'number' ? numbers[0] ?? NaN : String(target.values[classOf(numbers)] ?? '')));
    const columns = Object.fromEntries(table.take(rows).columns.map((c) => [c.name, Array.from({ length: rows.length }, (_, i) => table.cell(rows[i] ?? 0, c.name))]));
    const out = Table.of({ ...columns, [`${target.name} (predicted)`]: said } as Parameters<typeof Table.of>[0]); // columns keep their kinds
    return { files: [{ name: `${base}-predictions.csv`, type: 'text/csv', bytes: new TextEncoder().encode(writeCsv(out, { byteOrderMark: true })) }] };
  }

  #last: Settings | null = null;
  remember(settings: Settings): void { this.#last = settings; }
  #settings(plan: TablePlan): Parameters<typeof planTable>[1] {
    const s = this.#last ?? missing('settings');
    return { ...s, target: plan.preprocessing.target.name, optimizer: { name: s.optimizer, learningRate: s.learningRate } };
  }
}

const missing = (what: string): never => { throw new Error(`there is no ${what} yet`); };
const mutable = (history: Readonly<Record<string, readonly number[]>>): Record<string, number[]> => Object.fromEntries(Object.entries(history).map(([k, v]) => [k, [...v]]));
const shown = (v: number | string | null): string => (v === null ? '' : typeof v === 'number' ? String(Number(v.toPrecision(6))).replace('-', '−') : v);
/** As a spreadsheet counts: the header is row 1. */
const numberOf = (table: Table, row: number): number => table.origin.rowNumbers?.[row] ?? row + 2;

async function read(name: string, content: Uint8Array | string, reading: Extract<Ask, { do: 'open' }>['reading']): Promise<{ table: Table; form: Opened['form']; warnings: readonly CsvWarning[] }> {
  if (typeof content !== 'string' && content[0] === 0x50 && content[1] === 0x4b) { // a zip: a workbook
    const { readXlsx, tableOfBook } = await import('gradsheet/sheet');
    const { table, sheet } = tableOfBook(readXlsx(content, name), name);
    return { table, form: { kind: 'workbook', sheet }, warnings: [] };
  }
  const csv = parseCsv(content, { name, ...reading });
  return { table: csv.table, form: { kind: 'text', encoding: csv.encoding ?? 'utf-8', delimiter: csv.delimiter }, warnings: csv.warnings };
}

function facts(table: Table, name: string): ColumnFacts {
  const summary = table.describe().find((s) => s.name === name), column = table.column(name);
  const cells = Array.from({ length: table.rows }, (_, i) => table.cell(i, name));
  if (column.kind === 'number' && summary) {
    const numbers = cells.filter((c) => typeof c === 'number'), low = numbers.reduce((a, b) => Math.min(a, b), Infinity), high = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
    const bars = new Array<number>(BARS).fill(0);
    for (const v of numbers) { const i = high > low ? Math.min(BARS - 1, Math.floor(((v - low) / (high - low)) * BARS)) : 0; bars[i] = (bars[i] ?? 0) + 1; }
    const any = numbers.length > 0;
    return { name, kind: 'number', missing: cells.length - numbers.length, distinct: new Set(numbers).size, low: any ? low : null, high: any ? high : null, mean: any ? numbers.reduce((a, b) => a + b, 0) / numbers.length : null, bars };
  }
  const counts = new Map<string, number>();
  for (const c of cells) if (c !== null) counts.set(String(c), (counts.get(String(c)) ?? 0) + 1);
  return { name, kind: 'text', missing: cells.filter((c) => c === null).length, distinct: counts.size, low: null, high: null, mean: null, bars: [...counts.values()].sort((a, b) => b - a).slice(0, BARS) };
}

const targetOf = ({ target }: Preprocessing): Trained['target'] => ({ name: target.name, kind: target.kind === 'number' ? 'number' : 'classes', classes: target.kind === 'number' ? [] : target.values.map(String) });

function field(f: Preprocessing['features'][number]): FormField {
  if (f.kind === 'category') return { name: f.name, kind: 'category', values: f.values };
  const digits = Number.isInteger(f.min) && Number.isInteger(f.max) ? 0 : 4;
  return { name: f.name, kind: 'number', value: Number(f.mean.toFixed(digits)), low: f.min, high: f.max };
}

async function tested({ model, test }: TablePlan): Promise<{ logs: Readonly<Record<string, number>>; predicted: number[][] } | null> {
  if (!test) return null;
  return { logs: await model.evaluate(test.x, test.y), predicted: await model.predict(test.x, { batchSize: 256 }) };
}

function worst(table: Table, { preprocessing: { target, features }, test }: TablePlan, predicted: readonly (readonly number[])[]): Trained['worst'] {
  const rated = predicted.map((numbers, i) => {
    const row = test?.rows[i] ?? 0, truth = table.cell(row, target.name), [first = NaN] = numbers;
    if (target.kind === 'number') return { row, loss: Math.abs(first - Number(truth)), said: shown(first), actual: shown(truth) };
    const at = target.values.findIndex((v) => v === truth), p = numbers.length === 1 ? (at === 1 ? first : 1 - first) : numbers[at] ?? NaN;
    return { row, loss: 1 - p, said: String(target.values[classOf(numbers)] ?? ''), actual: shown(truth) };
  });
  return rated.sort((a, b) => b.loss - a.loss).slice(0, WORST).map(({ row, ...r }) => ({ ...r, row: numberOf(table, row), cells: features.map((f) => shown(table.cell(row, f.name))) }));
}

/** The last layer's weighted sum for one row, read off the model's own trace; null where it has several outputs. */
function lastSum(model: Model, x: Parameters<Model['trace']>[0], columns: readonly string[]): Predicted['sum'] {
  const dense = model.summaryRows().filter((l) => l.parameters > 0), last = dense.at(-1), before = dense.at(-2);
  if (!last || last.outputShape.at(-1) !== 1) return null;
  const traced = model.trace(x), numbersOf = (role: string, name?: string): Float64Array | undefined => traced.findLast(({ label }) => label.role === role && (name === undefined || label.name === name))?.data;
  const from = before ? numbersOf('activation', before.name) : numbersOf('scaled') ?? numbersOf('data');
  const kernel = model.weights()[`${last.name}/kernel`]?.data, bias = model.weights()[`${last.name}/bias`]?.data[0] ?? 0;
  const total = numbersOf('preactivation', last.name)?.[0] ?? numbersOf('prediction')?.[0];
  if (!from || !kernel || total === undefined) return null;
  const all = Array.from(kernel, (weight, i) => ({ weight, value: from[i] ?? NaN, from: before ? `h${i + 1}` : columns[i] ?? `x${i + 1}` })), terms = all.filter((t) => t.value !== 0);
  return { terms, bias, total, left: all.length - terms.length };
}
