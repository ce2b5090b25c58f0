// What can be taken away of a chosen model, as one file each.
import { zipSync } from 'fflate';
import type { Table } from 'gradsheet';
import { kerasPredictor, modelFiles, pytorchPredictor, toSaved } from 'gradsheet/save';
import { choicePage, encode, predictTable } from 'gradsheet/table';
import { filesOf, type Kept } from './choosing.ts';
import { fileToRead, utf8, XLSX } from './files.ts';
import type { Exported, Opened, Taking, TakenSize } from './protocol.ts';
import { Refusal, refusal } from './refusal.ts';
import { baseOf, modelZip, predictionsCsv } from './take-away.ts';

/** @throws Refusal, or GradsheetError for what such a file cannot hold */
export async function takeAway(table: Table, opened: Opened, kept: Kept, taking: Taking): Promise<Exported> {
  switch (taking.what) {
    case 'report':
      return report(opened, kept, taking);
    case 'workbook':
      return workbook(table, opened, kept, taking);
    case 'keras':
    case 'pytorch':
      return program(table, opened, kept, taking.what);
    case 'model':
      return modelZip(opened.name, filesOf(kept));
    case 'predictions':
      return allPredictions(table, opened.name, kept);
    default:
      return taking.what satisfies never;
  }
}

/** How the model was chosen and what it is worth, as `gradsheet train --report` writes it. */
function report(
  { name }: Opened,
  { choice, preprocessing: { target }, evidence }: Kept,
  { language, columns }: Taking,
): Exported {
  if (!evidence) {
    throw new Refusal('missing-input', {
      en: 'The predictions that a report draws were not kept with this model. Choose again; then it can be saved.',
      'zh-TW': '報告要畫的預測值沒有和這個模型一起保存。請再選一次，就能儲存報告。',
    });
  }
  const classes = target.kind === 'number' ? [] : target.values.map(String);
  const page = choicePage(choice, { ...evidence, target: target.name, classes, columns }, { name, language });
  return { name: `${baseOf(name)}-report.html`, type: 'text/html', bytes: utf8(page) };
}

/** What the model predicts of the first rows, and how its training would go on, in formulas. */
async function workbook(
  table: Table,
  { name }: Opened,
  kept: Kept,
  { language, rows, blank }: Taking,
): Promise<Exported> {
  const { writeSheet } = await import('gradsheet/sheet');
  const { layout } = await fitting(table, kept, [rows]);
  const bytes = await writeSheet(runOf(table, kept, rows), {
    language,
    title: `${baseOf(name)}: ${kept.preprocessing.target.name}`,
    exercise: blank,
    layout,
    model: JSON.parse(filesOf(kept).model) as unknown, // what `gradsheet import` reads back
  });
  return { name: `${baseOf(name)}.xlsx`, type: XLSX, bytes };
}

/** How large a workbook of so many rows is; null: of as many as fit. */
export async function takenSize(table: Table, kept: Kept, rows: number | null): Promise<TakenSize> {
  const all = trainedOn(table, kept);
  const asked = rows === null ? [all, ...FEWER.filter((few) => few < all)] : [Math.min(rows, all)];
  try {
    const { size, rows: found } = await fitting(table, kept, asked);
    return { size, rows: found, refused: null };
  } catch (e) {
    return { size: null, rows: asked.at(-1) ?? all, refused: refusal(e).text };
  }
}
const FEWER = [1000, 500, 200, 100, 50, 20];

interface Fitting {
  readonly rows: number;
  /** Unit by unit if it can be: that is read more easily. */
  readonly layout: 'block' | 'matrix';
  readonly size: NonNullable<TakenSize['size']>;
}

/** The first of these numbers of rows that a workbook can hold. @throws GradsheetError `too-large` */
async function fitting(table: Table, kept: Kept, asked: readonly number[]): Promise<Fitting> {
  const { sheetSize } = await import('gradsheet/sheet');
  let refused: unknown;
  for (const rows of asked) {
    for (const layout of ['block', 'matrix'] as const) {
      try {
        const { cells, rows: height, columns } = sheetSize(runOf(table, kept, rows), { layout });
        return { rows, layout, size: { cells, rows: height, columns } };
      } catch (e) {
        refused = e;
      }
    }
  }
  throw refused;
}

/** One epoch from the model's weights on, all rows in one batch. */
function runOf(table: Table, { model, preprocessing }: Kept, rows: number): ReturnType<Kept['model']['run']> {
  const first = Array.from({ length: table.rows }, (_, row) => row);
  const { x, y } = encode(preprocessing, table, { rows: first.slice(0, rows), target: true });
  if (!y) throw new Error('a table that was trained on has its target');
  return model.run(x, y, { epochs: 1, batchSize: x.shape[0], seed: 0 });
}

const trainedOn = (table: Table, { choice }: Kept): number =>
  Math.min(table.rows, choice.rows.train + choice.rows.test);

/** A program that predicts the table, and the weights it reads. */
async function program(table: Table, opened: Opened, kept: Kept, what: 'keras' | 'pytorch'): Promise<Exported> {
  const { model, preprocessing, choice } = kept;
  const write = what === 'keras' ? kerasPredictor : pytorchPredictor;
  const start = Array.from({ length: Math.min(CHECKED, table.rows) }, (_, row) => row);
  const { x } = encode(preprocessing, table.take(start), { target: false });
  const code = write(toSaved(model, { preprocessing }), {
    file: fileToRead(opened),
    first: await model.predict(x),
    ...(choice.threshold ? { threshold: choice.threshold.threshold } : {}),
  });
  const base = baseOf(opened.name);
  return {
    name: `${base}-${what}.zip`,
    type: 'application/zip',
    bytes: zipSync({ [`${base}_${what}.py`]: utf8(code), [modelFiles.weights]: filesOf(kept).weights }),
    code,
  };
}
const CHECKED = 5;

/** Every row with its prediction. */
async function allPredictions(table: Table, name: string, kept: Kept): Promise<Exported> {
  const { predictions, rows } = await predictTable(kept, table);
  const target = kept.preprocessing.target.name;
  const [first] = predictions;
  const said = predictions.map(({ prediction }) => prediction);
  return predictionsCsv(name, table.take(rows), [
    [`${target} (predicted)`, said.some((one) => typeof one === 'string') ? said.map(String) : said.map(Number)],
    ...(['low', 'high'] as const).flatMap((end) =>
      predictions.every((one) => one[end] === undefined)
        ? []
        : [[`${target} (${end})`, predictions.map((one) => one[end] ?? NaN)] as const],
    ),
    ...Object.keys(first?.probabilities ?? {}).map(
      (one) => [`p(${one})`, predictions.map(({ probabilities }) => probabilities?.[one] ?? NaN)] as const,
    ),
  ]);
}
