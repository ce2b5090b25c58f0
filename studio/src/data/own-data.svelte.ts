import { cancelled, Client, failureText, type WorkError } from '../worker/client.ts';
import type {
  BookSize,
  Exported,
  ExportFormat,
  ModelFiles,
  Opened,
  Predicted,
  Progress,
  Reading,
  RowValues,
  Settings,
  Trained,
  UnitWorking,
} from '../worker/protocol.ts';
import { Choosing } from './choosing.svelte.ts';
import { firstSettings } from './first-settings.ts';
import { forget, keepTable, keepWork, kept, type Way } from './store.ts';

export const steps = ['data', 'target', 'network', 'train', 'results'] as const;
export type StepName = (typeof steps)[number];
/** The way from a table to a judged model. A change invalidates only what follows from it. */
export class OwnData {
  way = $state<Way>('chosen');
  step = $state<StepName>('data');
  opened = $state.raw<Opened | null>(null);
  settings = $state.raw<Settings | null>(null);
  reading = $state.raw<Reading>({});
  /** Losses of every epoch so far, by name. */
  history = $state.raw<Readonly<Record<string, readonly number[]>>>({});
  progress = $state.raw<Progress | null>(null);
  trained = $state.raw<Trained | null>(null);
  predicted = $state.raw<Predicted | null>(null);
  /** The unit whose sum is shown, and the way to it from the answer. */
  units = $state.raw<readonly UnitWorking[]>([]);
  values = $state<Record<string, number | string>>({});
  busy = $state<'open' | 'restore' | 'train' | 'export' | null>(null);
  error = $state.raw<WorkError['text'] | null>(null);
  savedAt = $state.raw<Date | null>(null);
  /** Rows that a person asked the model about. */
  asked = $state(0);
  #client = new Client();
  /** Reads a file: takes the place of the other when it is done. */
  #reader: Client | null = null;
  #content: Uint8Array | string = '';
  #model: ModelFiles | null = null;
  #question = 0;
  readonly choosing = new Choosing(
    () => this.#client,
    () => void this.#keep(),
  );

  /** Steps that can be opened now. */
  reachable = $derived<readonly StepName[]>(
    !this.opened ? ['data'] : this.busy === 'train' ? ['train'] : this.trained ? steps : steps.slice(0, 4),
  );
  /** A training that was stopped before its last epoch. */
  unfinished = $derived(
    this.trained !== null && this.trained.notFinite === null && this.trained.epochs.done < this.trained.epochs.of,
  );

  async open(name: string, content: Uint8Array | string, reading: Reading = {}): Promise<boolean> {
    if (this.busy === 'train') return false;
    this.error = null;
    try {
      await this.#anew(
        'open',
        (client) => client.ask({ do: 'open', name, content, reading }),
        (opened) => {
          this.#show(opened, content, reading);
          this.settings = firstSettings(opened);
          this.step = 'data';
          this.choosing.open(opened);
          if (this.way === 'chosen') void this.choosing.run();
        },
      );
      if (await keepTable({ name, content, reading })) this.#kept();
      void this.#keep();
      return true;
    } catch (e) {
      this.#failed(e);
      return false;
    }
  }
  /**
   * Work in a Worker of its own; until it is done, and if it is cancelled, all is as it was. A new file does not wait
   * for the one before.
   */
  async #anew<T>(
    busy: 'open' | 'restore',
    work: (client: Client) => Promise<T>,
    show: (done: T) => void,
  ): Promise<void> {
    this.#reader?.dispose();
    const client = (this.#reader = new Client());
    this.busy = busy;
    try {
      const done = await work(client);
      if (this.#reader !== client) throw cancelled();
      this.#client.dispose();
      this.#client = client;
      show(done);
    } catch (e) {
      client.dispose();
      throw e;
    } finally {
      if (this.#reader === client) {
        this.#reader = null;
        this.busy = null;
      }
    }
  }
  /** Choosing begins with what is asked for, training as told with the table. */
  setWay(way: Way): void {
    if (way === this.way) return;
    this.way = way;
    this.error = null;
    const { asked, busy, result } = this.choosing;
    if (way === 'told') this.choosing.pause();
    else if (asked && !busy && !result) void this.choosing.run();
    void this.#keep();
  }
  /** Reads the same file in another way; what the columns still allow of the choices stays. */
  async reread(reading: Reading): Promise<void> {
    const before = this.settings;
    const { asked } = this.choosing;
    if (!this.opened || !(await this.open(this.opened.name, this.#content, { ...this.reading, ...reading }))) return;
    const names = new Set(this.opened.columns.map((c) => c.name));
    if (before && names.has(before.target) && before.features.every((f) => names.has(f))) {
      this.settings = { ...before, meaning: null };
    }
    if (asked && [asked.target, ...asked.exclude, ...Object.keys(asked.as)].every((name) => names.has(name))) {
      this.choosing.askAgain(asked, this.way === 'chosen');
    }
  }
  #show(opened: Opened, content: Uint8Array | string, reading: Reading): void {
    this.opened = opened;
    this.#content = content;
    this.reading = reading;
    this.#forgetModel();
  }

  change(part: Partial<Settings>): void {
    if (!this.settings || this.busy === 'train') return;
    this.settings = { ...this.settings, ...part };
    this.#forgetModel();
    void this.#keep();
  }
  go(step: StepName): void {
    this.step = step;
    this.error = null;
    void this.#keep();
  }

  /** @param resume goes on after a stop, with the same bits as without one */
  async train(resume = false): Promise<void> {
    if (!this.settings || this.busy) return;
    if (!resume) this.#forgetModel();
    this.trained = null;
    this.step = 'train';
    this.busy = 'train';
    this.error = null;
    const history: Record<string, number[]> = Object.fromEntries(
      Object.entries(this.history).map(([k, v]) => [k, [...v]]),
    );
    let drawn = 0;
    try {
      const trained = await this.#client.ask({ do: 'train', settings: this.settings, resume }, (p) => {
        for (const [name, v] of Object.entries(p.logs ?? {})) (history[name] ??= []).push(v);
        if (p.kept) {
          this.#model = p.kept;
          void this.#keep();
        }
        if (performance.now() - drawn < 50) return;
        drawn = performance.now();
        this.progress = p;
        this.history = Object.fromEntries(Object.entries(history).map(([k, v]) => [k, v.slice()]));
      });
      await this.#take(trained);
      this.step = 'results';
      void this.#keep();
    } catch (e) {
      this.#failed(e);
    } finally {
      this.busy = null;
      this.progress = null;
    }
  }
  /** A training ends with what it has; a file that is read is forgotten. */
  cancel(): void {
    if (this.#reader) this.#reader.dispose();
    else this.#client.cancel();
  }

  async #take(trained: Trained, values?: RowValues): Promise<void> {
    this.trained = trained;
    this.history = trained.history;
    this.#model = trained.model;
    this.values = {
      ...Object.fromEntries(trained.fields.map((f) => [f.name, f.kind === 'category' ? (f.values[0] ?? '') : f.value])),
      ...values,
    };
    await this.predict();
  }

  async predict(): Promise<void> {
    const question = ++this.#question;
    try {
      const answer = await this.#client.ask({ do: 'predict', values: $state.snapshot(this.values) });
      if (question !== this.#question) return;
      const [, ...path] = this.units;
      this.predicted = answer;
      this.units = answer.unit ? [answer.unit] : [];
      for (const { layer, unit } of path) await this.look(layer, unit); // the same units, with the new numbers
      void this.#keep();
    } catch (e) {
      this.#failed(e);
    }
  }
  /** Shows the sum of a unit that the sum shown now reads. */
  async look(layer: number, unit: number): Promise<void> {
    const working = await this.#client.ask({ do: 'unit', layer, unit });
    this.units = [...this.units.slice(0, this.units.findIndex((u) => u.layer === layer + 1) + 1), working];
  }
  back(): void {
    if (this.units.length > 1) this.units = this.units.slice(0, -1);
  }
  /** A row that somebody typed or chose, in whole or in part. */
  fill(values: RowValues): void {
    this.values = { ...this.values, ...values };
    this.asked++;
    void this.predict();
  }

  async file(
    format: ExportFormat,
    language: 'en' | 'zh-TW',
    { epochs, blank }: { epochs: number; blank: boolean },
  ): Promise<Exported> {
    return this.#client.ask({ do: 'export', format, language, epochs, blank });
  }

  /** Of a workbook of so many epochs. */
  async sizeOf(epochs: number): Promise<BookSize> {
    return this.#client.ask({ do: 'size', epochs });
  }

  /** What was here when the page was last open. */
  async restore(): Promise<void> {
    try {
      await this.#anew(
        'restore',
        async (client) => {
          const found = await kept();
          if (!found) return null;
          const { name, content, reading } = found.table;
          const opened = await client.ask({ do: 'open', name, content, reading });
          const settings = found.work?.settings ?? firstSettings(opened);
          const model = found.work?.model;
          return {
            ...found,
            opened,
            settings,
            trained: model ? await client.ask({ do: 'restore', settings, model }) : null,
          };
        },
        (back) => {
          if (!back) return;
          this.#show(back.opened, back.table.content, back.table.reading);
          this.settings = back.settings;
          this.way = back.work?.way ?? (back.work ? 'told' : 'chosen');
          void this.choosing.restore(back.opened, back.work?.choice ?? null, this.way === 'chosen');
          const step = steps[back.work?.step ?? 0] ?? 'data';
          if (back.trained) void this.#take(back.trained, back.work?.values);
          if (back.trained) this.step = step === 'train' ? 'results' : step;
          else this.step = step === 'results' || step === 'train' ? 'network' : step;
          this.#kept();
        },
      );
    } catch (e) {
      if (failureText(e)) await forget();
    } // what cannot be read back was written by another version
  }
  async close(): Promise<void> {
    this.opened = null;
    this.settings = null;
    this.step = 'data';
    this.error = null;
    this.#forgetModel();
    this.choosing.close();
    this.#client.dispose(); // whatever it still does is for nobody
    this.#client = new Client();
    await forget();
  }

  #forgetModel(): void {
    this.history = {};
    this.progress = null;
    this.trained = null;
    this.predicted = null;
    this.units = [];
    this.#model = null;
  }
  #failed(e: unknown): void {
    const text = failureText(e);
    if (!text) return;
    this.error = text;
    if (this.step === 'train' && !this.trained) this.step = 'network';
  }
  async #keep(): Promise<void> {
    if (
      this.settings &&
      (await keepWork({
        settings: this.settings,
        step: steps.indexOf(this.step),
        model: this.#model,
        values: $state.snapshot(this.values),
        way: this.way,
        choice: this.choosing.kept(),
      }))
    ) {
      this.#kept();
    }
  }
  #kept(): void {
    this.savedAt = new Date();
  }
}

let only: OwnData | null = null;
/** One for the page: a training goes on while another view is looked at. */
export function ownData(): OwnData {
  if (!only) {
    only = new OwnData();
    void only.restore();
  }
  return only;
}
