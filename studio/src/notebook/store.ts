import { shelf } from '../app/shelf.ts';

/**
 * Notebooks kept in this browser: a person's own, and the last one that came with a link. A browser that keeps nothing
 * still works.
 */
export type Place = 'own' | 'linked';
export interface KeptNotebook {
  readonly name: string;
  readonly ipynb: string;
  readonly locked: boolean;
}

const run = shelf('gradsheet-notebook');
export const keepNotebook = async (place: Place, notebook: KeptNotebook): Promise<boolean> =>
  (await run('readwrite', (s) => s.put(notebook, place))) !== undefined;
export const keptNotebook = (place: Place): Promise<KeptNotebook | undefined> =>
  run('readonly', (s) => s.get(place) as IDBRequest<KeptNotebook | undefined>); // only keepNotebook writes it
