import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import { modelFiles, readModel } from '../../formats/model.ts';
import { writeSafetensors } from '../../formats/safetensors.ts';
import { fromSaved } from '../../model/saved.ts';
import { writeModelFolder } from '../../node/model-folder.ts';
import { readBytes } from '../../node/read.ts';
import {
  cellKey,
  evaluateBook,
  findSheet,
  getCell,
  parseReference,
  readManifest,
  readXlsx,
  type Workbook,
} from '../../sheet.ts';
import { crc32 } from '../../util/crc32.ts';
import { join } from 'node:path';
import type { Call, Outcome } from '../call.ts';
import { atPath } from '../paths.ts';
import { printSummary } from '../report.ts';
import { version } from '../version.ts';
import { words } from '../error-words.ts';

/** `gradsheet import BOOK.xlsx -o MODEL` */
export async function importBook(call: Call<'import'>): Promise<Outcome> {
  const { io, say, print, options } = call;
  const [path = ''] = call.operands;
  const out = options.out ?? path.replace(/\.[^./\\]*$/, '-model');
  const book = readXlsx(await atPath(path, io.cwd, (place) => readBytes(place)), path);
  const manifest = readManifest(book);
  if (!manifest) {
    throw new GradsheetError('unsupported', {
      where: path,
      problem: words('{} was not written by gradsheet sheet, so it cannot be imported.', path),
      hint: words('To train a hand-made workbook, use gradsheet fit.'),
    });
  }
  print(say.import.read(path, manifest.steps));
  if (typeof manifest.model !== 'object' || manifest.model === null) {
    throw new GradsheetError('unsupported', {
      where: path,
      expected: words('a workbook that describes its model'),
      hint: words('Write it again with gradsheet sheet.'),
    });
  }
  const now = numbersOf(book);
  const state = manifest.state.map(({ name, shape, last }) => ({ name, shape, cells: last.map(now) }));
  const weights = writeSafetensors(
    Object.fromEntries(
      state.map(({ name, shape, cells }) => [name, { shape, data: Float64Array.from(cells, ({ value }) => value) }]),
    ),
    { format: 'gradsheet' },
  );
  const changed = state.reduce(
    (n, { cells }) =>
      n +
      cells.filter(
        ({ value, saved }) => saved === undefined || Math.abs(value - saved) > 1e-12 * Math.max(1, Math.abs(value)),
      ).length,
    0,
  );
  const check = {
    file: modelFiles.weights,
    bytes: weights.length,
    crc32: crc32(weights).toString(16).padStart(8, '0'),
  };
  const saved = readModel({ model: JSON.stringify({ ...manifest.model, weights: check }), weights }, path);
  const model = fromSaved(saved);
  const files = await atPath(out, io.cwd, (folder) =>
    writeModelFolder(
      folder,
      { ...saved, settings: { ...saved.settings, importedFrom: path } },
      { version, replace: options.force ?? false },
    ),
  );
  printSummary(call, model.name, model.summaryRows(), 0);
  print(say.import.changed(changed));
  print(say.train.saved(files.map((name) => join(out, name))));
  return {
    json: {
      command: 'import',
      book: path,
      out,
      steps: manifest.steps,
      changed,
      weights: Object.fromEntries(
        Object.entries(model.weights()).map(([name, { data, shape }]) => [name, { shape, data: [...data] }]),
      ),
    },
  };
}

/** Numbers of cells after recalculating, and as they were saved. @throws GradsheetError `bad-cell` */
function numbersOf(book: Workbook): (cell: string) => { value: number; saved: number | undefined } {
  const { values } = evaluateBook(book);
  return (text) => {
    const found = parseReference(text);
    const sheet = found?.sheet === undefined ? undefined : findSheet(book, found.sheet);
    const i = sheet ? book.sheets.indexOf(sheet) : -1;
    const cell = found && sheet ? getCell(sheet, found.area.top, found.area.left) : undefined;
    const value = (found && values[i]?.get(cellKey(found.area.top, found.area.left))) ?? cell?.value;
    if (typeof value !== 'number') {
      throw new GradsheetError('bad-cell', {
        where: text,
        expected: words('a number'),
        received: value === undefined ? words('a blank cell') : verbatim(JSON.stringify(value)),
        hint: words('Put the weight back, or undo the change.'),
      });
    }
    return { value, saved: typeof cell?.value === 'number' ? cell.value : undefined };
  };
}
