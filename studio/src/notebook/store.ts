/** Notebooks kept in this browser: a person's own, and the last one that came with a link. A browser that keeps nothing still works. */
export type Place = 'own' | 'linked';
export interface KeptNotebook { readonly name: string; readonly ipynb: string; readonly locked: boolean }

const NAME = 'gradsheet-notebook', STORE = 'kept';

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
        const transaction = db.transaction(STORE, mode), request = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => { resolve(request.result); };
        transaction.onabort = transaction.onerror = () => { reject(transaction.error ?? new Error('no storage')); };
      });
    } finally { db.close(); }
  } catch { return undefined; }
}
export const keepNotebook = async (place: Place, notebook: KeptNotebook): Promise<boolean> => await run('readwrite', (s) => s.put(notebook, place)) !== undefined;
export const keptNotebook = (place: Place): Promise<KeptNotebook | undefined> => run('readonly', (s) => s.get(place) as IDBRequest<KeptNotebook | undefined>); // only keepNotebook writes it
