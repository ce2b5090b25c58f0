import type { ModelFiles, Reading, RowValues, Settings } from '../worker/protocol.ts';

/** The file as it was opened. Large, so it is written only when it changes. */
export interface KeptTable { readonly name: string; readonly content: Uint8Array | string; readonly reading: Reading }
/** What was done with it. The model is kept while it learns, too. */
export interface KeptWork { readonly settings: Settings; readonly step: number; readonly model: ModelFiles | null; readonly values: RowValues }

const STORE = 'kept', TABLE = 'table', WORK = 'work';

/** A store of this browser. Undefined where nothing is kept: a browser that keeps nothing still works. */
export function shelf(name: string): <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) => Promise<T | undefined> {
  return async (mode, work) => {
    try {
      const db = await open(name);
      try {
        return await new Promise((resolve, reject) => {
          const transaction = db.transaction(STORE, mode), request = work(transaction.objectStore(STORE));
          transaction.oncomplete = () => { resolve(request.result); };
          transaction.onerror = () => { reject(transaction.error ?? new Error('no storage')); };
          transaction.onabort = () => { reject(transaction.error ?? new Error('no space')); };
        });
      } finally { db.close(); }
    } catch { return undefined; }
  };
}
function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => { request.result.createObjectStore(STORE); };
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error('no storage')); };
  });
}
const run = shelf('gradsheet-own-data');

export const keepTable = async (table: KeptTable): Promise<boolean> => {
  await run('readwrite', (s) => s.clear()); // what was done with another table
  return await run('readwrite', (s) => s.put(table, TABLE)) !== undefined;
};
export const keepWork = async (work: KeptWork): Promise<boolean> => await run('readwrite', (s) => s.put(work, WORK)) !== undefined;
export const forget = async (): Promise<void> => { await run('readwrite', (s) => s.clear()); };
export async function kept(): Promise<{ readonly table: KeptTable; readonly work: KeptWork | null } | null> {
  const table = await run('readonly', (s) => s.get(TABLE) as IDBRequest<KeptTable | undefined>); // only keepTable writes it
  if (!table) return null;
  return { table, work: await run('readonly', (s) => s.get(WORK) as IDBRequest<KeptWork | undefined>) ?? null };
}
