import { GradsheetError } from '../../errors.ts';
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
  const bad = (received: string): never => {
    throw new GradsheetError('bad-file', {
      where: `workbook, sheet "${MANIFEST_SHEET}"`,
      expected: 'the description that gradsheet writes',
      received,
      hint: 'The hidden sheet was changed; export the workbook again.',
    });
  };
  let found: Partial<Manifest>;
  try {
    found = JSON.parse(text) as Partial<Manifest>;
  } catch {
    return bad('text that is no JSON');
  }
  if (found.gradsheet !== 1) bad(`version ${String(found.gradsheet)}`);
  if (!Array.isArray(found.state)) bad('no list of weights');
  return found as Manifest; // checked as far as readers need
}
