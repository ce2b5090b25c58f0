import { live } from '../app/live.svelte.ts';
import { preferences } from '../app/preferences.svelte.ts';
import { router } from '../app/route.svelte.ts';
import { CodeCell, type Cell } from './cells.svelte.ts';
import { likedCells } from './example.ts';
import { NotebookError, readIpynb, writeIpynb } from './ipynb.ts';
import { unpacked } from './link.ts';
import { Notebook } from './notebook.svelte.ts';
import { keepNotebook, keptNotebook, type Place } from './store.ts';
import { notebookWords } from './words.ts';

type Both = { readonly en: string; readonly 'zh-TW': string };

/** The notebook that lies open: where it came from, where it is kept, and what can be undone. */
export class OpenNotebook {
  readonly notebook = new Notebook();
  savedAt = $state.raw<Date | null>(null);
  error = $state.raw<Both | null>(null);
  /** What was said last, and how to take it back. */
  notice = $state.raw<{ readonly text: Both; readonly undo: () => void } | null>(null);
  open = $state(false);
  #place: Place = 'own';
  #timer = 0;

  /** From the address: a link's notebook, or the one that was open. */
  async arrive(): Promise<void> {
    const text = router.current.query.get('n');
    if (text !== undefined) {
      const linked = await unpacked(text);
      if (linked) {
        this.#lay('linked', linked.name, linked.cells, true);
        await this.#keep();
      } else this.error = say((w) => w.errors.badLink);
      router.tell({ view: 'notebook', part: linked ? 'linked' : '', query: new Map() });
      if (linked) return;
    }
    const place: Place = router.current.part === 'linked' ? 'linked' : 'own';
    if (this.open && place === this.#place) return;
    const kept = await keptNotebook(place);
    try {
      if (kept) {
        this.#lay(place, kept.name, readIpynb(kept.ipynb).cells, kept.locked);
        return;
      }
    } catch {
      /* kept by another version: the example instead */
    }
    if (place === 'linked') router.tell({ view: 'notebook', part: '', query: new Map() });
    this.#lay('own', '', likedCells(preferences.language));
  }
  #lay(place: Place, name: string, cells: readonly Cell[], locked = false): void {
    this.#place = place;
    this.notice = null;
    this.notebook.load(name, cells.length > 0 ? cells : [new CodeCell()], locked);
    this.open = true;
    this.notebook.prepare();
  }
  /** Another one in its place; the one before can be brought back. */
  replace(name: string, cells: readonly Cell[]): void {
    const { name: oldName, cells: old, locked } = this.notebook;
    const place = this.#place;
    this.#lay('own', name, cells);
    if (place === 'linked') router.tell({ view: 'notebook', part: '', query: new Map() });
    this.error = null;
    this.notice = {
      text: say((w) => w.opened(name || w.untitled, cells.length)),
      undo: () => {
        this.#lay(place, oldName, old, locked);
        this.changed();
      },
    };
    this.changed();
  }
  example(): void {
    this.replace('', likedCells(preferences.language));
  }
  blank(): void {
    this.replace('', [new CodeCell()]);
  }
  async openFile(file: File): Promise<void> {
    try {
      const { cells } = readIpynb(await file.text());
      this.replace(file.name.replace(/\.(ipynb|json)$/i, ''), cells);
      live.say(notebookWords[preferences.language].opened(file.name, cells.length));
    } catch (e) {
      const reason = e instanceof NotebookError ? e.reason : 'notNotebook';
      this.error = say((w) => w.errors[reason](file.name));
    }
  }
  remove(cell: Cell): void {
    const { cells } = this.notebook;
    const at = cells.indexOf(cell);
    this.notebook.remove(cell);
    if (this.notebook.cells.length === 0) this.notebook.add('code', null);
    this.notice = {
      text: say((w) => w.removed),
      undo: () => {
        this.notebook.cells = this.notebook.cells.toSpliced(at, 0, cell);
        this.notice = null;
        this.changed();
      },
    };
    this.changed();
  }
  /** Kept a moment after the last change. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#keep(), 400);
  }
  async #keep(): Promise<void> {
    const { name, cells, locked } = this.notebook;
    if (await keepNotebook(this.#place, { name, ipynb: writeIpynb(cells), locked })) this.savedAt = new Date();
  }
  dispose(): void {
    if (this.#timer) {
      clearTimeout(this.#timer);
      void this.#keep();
    }
    this.notebook.dispose();
  }
}

const say = (text: (w: (typeof notebookWords)['en']) => string): Both => ({
  en: text(notebookWords.en),
  'zh-TW': text(notebookWords['zh-TW']),
});
