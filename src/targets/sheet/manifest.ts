import { GradsheetError } from '../../errors.ts';
import { words } from '../error-words.ts';
import { Json } from '../../util/json.ts';
import { size } from '../../ir/shape.ts';
import {
  emptySheet,
  findSheet,
  getCell,
  MAX_TEXT_LENGTH,
  setCell,
  type Sheet,
  type Workbook,
} from '../../workbook/index.ts';

/** Which cells of an exported workbook hold what: addresses such as `Training!F8` in the order of the elements. */
export interface Manifest {
  readonly gradsheet: 1;
  readonly language: string;
  readonly steps: number;
  readonly state: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    /** Typed in. */ readonly first: readonly string[];
    /** After the last step. */ readonly last: readonly string[];
  }[];
  readonly settings: Readonly<Record<string, string>>;
  /** By table: the box of its cells. */
  readonly tables: Readonly<Record<string, string>>;
  readonly loss: readonly string[];
  /** What describes the model, as it was given. */
  readonly model: unknown;
}

export const MANIFEST_SHEET = 'gradsheet';

/** A hidden sheet that holds the manifest as text, in pieces that fit a cell. */
export function manifestSheet(manifest: Manifest): Sheet {
  const sheet = { ...emptySheet(MANIFEST_SHEET), hidden: true };
  const text = JSON.stringify(manifest);
  const piece = MAX_TEXT_LENGTH - 1;
  for (let row = 0; row * piece < text.length; row++) {
    setCell(sheet, row, 0, { value: text.slice(row * piece, (row + 1) * piece) });
  }
  return sheet;
}

/**
 * The manifest of a workbook that Gradsheet made; null for others. @throws GradsheetError `bad-file` if it is damaged
 * or newer
 */
export function readManifest(book: Workbook): Manifest | null {
  const sheet = findSheet(book, MANIFEST_SHEET);
  if (!sheet) return null;
  let text = '';
  for (let row = 0; ; row++) {
    const value = getCell(sheet, row, 0)?.value;
    if (typeof value !== 'string') break;
    text += value;
  }
  try {
    return manifestOf(Json.parse(text, `sheet "${MANIFEST_SHEET}"`));
  } catch (cause) {
    if (!(cause instanceof GradsheetError)) throw cause;
    throw new GradsheetError(
      cause.code,
      { ...cause.words, hint: words('The hidden sheet was changed; export the workbook again.') },
      { cause },
    );
  }
}

function manifestOf(json: Json): Manifest {
  const version = json.get('gradsheet');
  const seen = new Set<string>();
  const texts = (part: Json): Record<string, string> =>
    Object.fromEntries(part.entries().map(([name, text]) => [name, text.text()]));
  return {
    gradsheet: version.value === 1 ? 1 : version.fail(words('version 1')),
    language: json.get('language').text(),
    steps: json.get('steps').count(),
    state: json
      .get('state')
      .list()
      .map((entry) => {
        const shape = entry.get('shape').counts();
        const numbers = size(shape);
        const cells = (part: Json): string[] => {
          const addresses = part.texts();
          return addresses.length === numbers ? addresses : part.fail(words('{} cells, for its shape', numbers));
        };
        const name = entry.get('name').text();
        if (seen.size === seen.add(name).size) entry.get('name').fail(words('names that differ'));
        return { name, shape, first: cells(entry.get('first')), last: cells(entry.get('last')) };
      }),
    settings: texts(json.get('settings')),
    tables: texts(json.get('tables')),
    loss: json.get('loss').texts(),
    model: json.get('model').value ?? null, // for whoever reads models
  };
}
