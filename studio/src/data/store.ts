import type { Reading, Settings } from './protocol.ts';

/** What comes back when the page does: the file, how it was read, and the choices. The model is trained again in a moment. */
export interface Kept { readonly name: string; readonly content: Uint8Array | string; readonly reading: Reading; readonly settings: Settings | null; readonly step: number }

const NAME = 'gradsheet', STORE = 'own-data', KEY = 'last';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => { request.result.createObjectStore(STORE); };
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error('no storage')); };
  });
}
async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const db = await open();
    try {
      return await new Promise<T>((resolve, reject) => {
        const request = work(db.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => { resolve(request.result); };
        request.onerror = () => { reject(request.error ?? new Error('no storage')); };
      });
    } finally { db.close(); }
  } catch { return undefined; } // a browser that keeps nothing still works
}
export const keepTable = (kept: Kept): Promise<unknown> => run('readwrite', (s) => s.put(kept, KEY));
export const keptTable = (): Promise<Kept | undefined> => run('readonly', (s) => s.get(KEY) as IDBRequest<Kept | undefined>);
export const forgetTable = (): Promise<unknown> => run('readwrite', (s) => s.delete(KEY));
