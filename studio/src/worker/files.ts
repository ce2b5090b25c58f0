import type { Table } from 'gradsheet';
import type { CsvWarning } from 'gradsheet/csv';
import { kerasCode, pytorchCode, toSaved, typescriptCode, type TableTraining } from 'gradsheet/save';
import { classOf, encode } from 'gradsheet/table';
import type { Ask, BookSize, Exported, Opened } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { baseOf, modelZip, predictionsCsv } from './take-away.ts';
import { filesOf, planOf, type Training } from './training.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What is saved from a training, as one file. */
export async function fileOf(
  table: Table,
  opened: Opened,
  training: Training,
  { format, language, epochs, blank }: Extract<Ask, { do: 'export' }>,
): Promise<Exported> {
  const base = baseOf(opened.name);
  const { plan } = training;
  const saved = toSaved(plan.model, { preprocessing: plan.preprocessing });
  switch (format) {
    case 'workbook': {
      const { writeSheet } = await import('gradsheet/sheet');
      return {
        name: `${base}.xlsx`,
        type: XLSX,
        bytes: await writeSheet(runOf(table, training, epochs), {
          language,
          title: `${base}: ${plan.preprocessing.target.name}`,
          exercise: blank,
        }),
      };
    }
    case 'model':
      return modelZip(opened.name, filesOf(training));
    case 'predictions':
      return predictions(opened.name, table, training);
    case 'typescript':
      return {
        name: `${base}.ts`,
        type: 'text/plain',
        bytes: utf8(typescriptCode(saved, tableTraining(opened, training))),
      };
    case 'keras':
      return {
        name: `${base}_keras.py`,
        type: 'text/x-python',
        bytes: utf8(kerasCode(saved, tableTraining(opened, training))),
      };
    case 'pytorch':
      return {
        name: `${base}_pytorch.py`,
        type: 'text/x-python',
        bytes: utf8(pytorchCode(saved, tableTraining(opened, training))),
      };
    default:
      return format satisfies never;
  }
}

/** Rows, columns and cells of the workbook. */
export async function bookSize(table: Table, training: Training, epochs: number): Promise<BookSize> {
  const { sheetSize } = await import('gradsheet/sheet');
  try {
    const { rows, columns, cells } = sheetSize(runOf(table, training, epochs));
    return { size: { rows, columns, cells } };
  } catch {
    return { size: null };
  } // too large for a sheet: the only thing that can go wrong with a plan that trained
}

/** From its first weights: a workbook begins at the beginning. */
function runOf(
  table: Table,
  { settings }: Training,
  epochs: number,
): ReturnType<ReturnType<typeof planOf>['model']['run']> {
  const { model, train, fit } = planOf(table, settings);
  return model.run(train.x, train.y, { ...fit, epochs });
}

async function predictions(name: string, table: Table, training: Training): Promise<Exported> {
  const { model, preprocessing } = training.plan;
  const { x, rows } = encode(preprocessing, table, { target: false });
  const predicted = await model.predict(x, { batchSize: 256 });
  const { target } = preprocessing;
  const classes = target.kind === 'number' ? [] : target.values.map(String);
  // of two classes there is one number: the probability of the second
  const likely = target.kind === 'binary' ? classes.slice(1) : classes;
  return predictionsCsv(name, table.take(rows), [
    [
      `${target.name} (predicted)`,
      target.kind === 'number'
        ? predicted.map(([p]) => p ?? NaN)
        : predicted.map((numbers) => classes[classOf(numbers)] ?? ''),
    ],
    ...likely.map((one, i) => [`p(${one})`, predicted.map((p) => p[i] ?? NaN)] as const),
  ]);
}

function tableTraining(opened: Opened, { settings: s }: Training): TableTraining {
  const { testSize, splitSeed, epochs, batchSize, seed } = s;
  return { file: fileToRead(opened), testSize, splitSeed, epochs, batchSize, seed };
}

/** How a program reads the file. @throws Refusal for a kind of file that none of them reads */
export function fileToRead({ name, form, columns, warnings }: Opened): TableTraining['file'] {
  if (form.kind === 'json' || form.kind === 'parquet') {
    throw new Refusal('unsupported', {
      en: `${name} is read by the Studio, but not by a program that it writes. Save the table as CSV, and open that.`,
      'zh-TW': `學習台讀得懂 ${name}，但它寫的程式不會讀這種檔案。請把表格存成 CSV，再開啟。`,
    });
  }
  if (form.kind === 'workbook') return { name, sheet: form.sheet };
  const skipped = warnings.flatMap(skippedLines);
  return {
    name: /\.\w+$/.test(name) ? name : `${name}.csv`,
    delimiter: form.delimiter,
    header: form.header,
    decimalComma: form.decimalComma,
    ...(form.encoding ? { encoding: form.encoding } : {}),
    ...(skipped.length > 0 ? { skipLines: skipped } : {}),
    ...(form.header ? {} : { columns: columns.map((c) => c.name) }),
  };
}

/** Lines of a text that our reader left out, from 0. Of several comments only the first is known. */
function skippedLines(x: CsvWarning): number[] {
  if (x.code === 'second-header' || x.code === 'delimiter-line') return [x.code === 'second-header' ? x.row - 1 : 0];
  if (x.code === 'repeated-header') return x.rows.map((row) => row - 1);
  if (x.code === 'footer-lines') return Array.from({ length: x.rows }, (_, i) => x.row - 1 + i);
  if (x.code !== 'skipped-lines') return [];
  return Array.from({ length: x.what === 'title' ? x.rows : 1 }, (_, i) => x.row - 1 + i);
}
