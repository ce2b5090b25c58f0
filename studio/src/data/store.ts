import { shelf } from '../app/shelf.ts';
import type { KeptChoice } from './choosing.svelte.ts';
import type { ModelFiles, Reading, RowValues, Settings } from '../worker/protocol.ts';

/** The file as it was opened. Large, so it is written only when it changes. */
export interface KeptTable {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly reading: Reading;
}
/** Is the model chosen, or trained as the person says? */
export type Way = 'chosen' | 'told';

/** What was done with it. The model is kept while it learns, too. */
export interface KeptWork {
  readonly settings: Settings;
  readonly step: number;
  readonly model: ModelFiles | null;
  readonly values: RowValues;
  /** Absent: kept by a version that did not choose. */
  readonly way?: Way;
  readonly choice?: KeptChoice | null;
}

const TABLE = 'table';
const WORK = 'work';

const run = shelf('gradsheet-own-data');

export const keepTable = async (table: KeptTable): Promise<boolean> => {
  await run('readwrite', (s) => s.clear()); // what was done with another table
  return (await run('readwrite', (s) => s.put(table, TABLE))) !== undefined;
};
export const keepWork = async (work: KeptWork): Promise<boolean> =>
  (await run('readwrite', (s) => s.put(work, WORK))) !== undefined;
export const forget = async (): Promise<void> => {
  await run('readwrite', (s) => s.clear());
};
export async function kept(): Promise<{ readonly table: KeptTable; readonly work: KeptWork | null } | null> {
  // only keepTable writes it
  const table = await run('readonly', (s) => s.get(TABLE) as IDBRequest<KeptTable | undefined>);
  if (!table) return null;
  return { table, work: (await run('readonly', (s) => s.get(WORK) as IDBRequest<KeptWork | undefined>)) ?? null };
}
