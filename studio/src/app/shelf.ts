const STORE = 'kept';

/** A store of this browser. Undefined where nothing is kept: a browser that keeps nothing still works. */
export function shelf(
  name: string,
): <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) => Promise<T | undefined> {
  return async (mode, work) => {
    try {
      const db = await open(name);
      try {
        return await new Promise((resolve, reject) => {
          const transaction = db.transaction(STORE, mode);
          const request = work(transaction.objectStore(STORE));
          transaction.oncomplete = () => {
            resolve(request.result);
          };
          transaction.onerror = () => {
            reject(transaction.error ?? new Error('no storage'));
          };
          transaction.onabort = () => {
            reject(transaction.error ?? new Error('no space'));
          };
        });
      } finally {
        db.close();
      }
    } catch {
      return undefined;
    }
  };
}
function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('no storage'));
    };
  });
}
