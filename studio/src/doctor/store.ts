import type { RoleCells } from 'gradsheet/sheet';
import { shelf } from '../app/shelf.ts';

/** A workbook that was examined, kept in this browser. */
export interface KeptWorkbook {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly given: readonly RoleCells[];
}

const run = shelf('gradsheet-doctor');
const WORKBOOK = 'workbook';
export const keepWorkbook = async (book: KeptWorkbook): Promise<boolean> =>
  (await run('readwrite', (s) => s.put(structuredClone(book), WORKBOOK))) !== undefined;
export const keptWorkbook = async (): Promise<KeptWorkbook | undefined> =>
  run('readonly', (s) => s.get(WORKBOOK) as IDBRequest<KeptWorkbook | undefined>); // only keepWorkbook writes it
