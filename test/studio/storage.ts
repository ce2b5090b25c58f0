// What a browser keeps of the Studio, as JSON: texts by key, and databases with bytes as base64.
import type { Page } from 'puppeteer-core';

/** A value of a database; bytes are `{ base64 }`. */
export type Kept = unknown;
export interface Storage {
  readonly local: Readonly<Record<string, string>>;
  readonly databases: Readonly<Record<string, Readonly<Record<string, Kept>>>>;
}

const databases = ['gradsheet-own-data', 'gradsheet-notebook', 'gradsheet-doctor'] as const;

/** Runs in the page, so it is a text: the tests are checked without the browser's types. */
const code = `
  const done = (request) => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
  const open = (name) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('kept');
    return done(request);
  };
  const toJson = (v) =>
    v instanceof Uint8Array ? { base64: btoa(Array.from(v, (b) => String.fromCharCode(b)).join('')) }
    : Array.isArray(v) ? v.map(toJson)
    : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, toJson(x)]))
    : v;
  const fromJson = (v) =>
    Array.isArray(v) ? v.map(fromJson)
    : v && typeof v === 'object'
      ? typeof v.base64 === 'string' ? Uint8Array.from(atob(v.base64), (c) => c.charCodeAt(0))
        : Object.fromEntries(Object.entries(v).map(([k, x]) => [k, fromJson(x)]))
    : v;
`;

/** Everything that the Studio keeps at the page's address. */
export const storageOf = (page: Page): Promise<Storage> =>
  page.evaluate(`(async () => {
    ${code}
    const databases = {};
    for (const name of ${JSON.stringify(databases)}) {
      const db = await open(name);
      const store = db.transaction('kept', 'readonly').objectStore('kept');
      const keys = await done(store.getAllKeys());
      const values = await done(db.transaction('kept', 'readonly').objectStore('kept').getAll());
      databases[name] = Object.fromEntries(keys.map((key, i) => [key, toJson(values[i])]));
      db.close();
    }
    const local = Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('gradsheet')));
    return { local, databases };
  })()`) as Promise<Storage>;

/** Puts it there, before the Studio starts: the page shows a file of the same address. */
export const putStorage = (page: Page, storage: Storage): Promise<void> =>
  page.evaluate(`(async () => {
    ${code}
    const kept = ${JSON.stringify(storage)};
    for (const [key, text] of Object.entries(kept.local)) localStorage.setItem(key, text);
    for (const [name, values] of Object.entries(kept.databases)) {
      const db = await open(name);
      for (const [key, value] of Object.entries(values))
        await done(db.transaction('kept', 'readwrite').objectStore('kept').put(fromJson(value), key));
      db.close();
    }
  })()`) as Promise<void>;
