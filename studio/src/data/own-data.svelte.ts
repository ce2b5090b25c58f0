import { Client, WorkError } from './client.ts';
import type { Opened, Predicted, Progress, Reading, Settings, Trained } from './protocol.ts';
import { forgetTable, keepTable, keptTable } from './store.ts';

export const steps = ['data', 'target', 'network', 'train', 'results'] as const;
export type StepName = (typeof steps)[number];

/** The way from a table to a judged model. A change invalidates only what follows from it. */
export class OwnData {
  step = $state<StepName>('data');
  opened = $state.raw<Opened | null>(null);
  settings = $state<Settings | null>(null);
  progress = $state.raw<readonly Progress[]>([]);
  trained = $state.raw<Trained | null>(null);
  predicted = $state.raw<Predicted | null>(null);
  values = $state<Record<string, number | string>>({});
  busy = $state<'open' | 'train' | 'export' | null>(null);
  error = $state.raw<WorkError['text'] | null>(null);
  reading = $state<Reading>({});
  savedAt = $state<string | null>(null);
  #client = new Client();
  #content: Uint8Array | string = '';
  #asked = 0;

  /** Steps that can be opened now. */
  reachable = $derived<readonly StepName[]>(!this.opened ? ['data'] : this.trained ? steps : this.busy === 'train' || this.progress.length > 0 ? ['data', 'target', 'network', 'train'] : ['data', 'target', 'network', 'train']);

  async open(name: string, content: Uint8Array | string, reading: Reading = {}): Promise<boolean> {
    this.busy = 'open';
    this.error = null;
    try {
      const opened = await this.#client.ask({ do: 'open', name, content, reading });
      this.opened = opened;
      this.#content = content;
      this.reading = reading;
      this.settings = firstSettings(opened);
      this.#forget();
      void this.#keep();
      return true;
    } catch (e) { this.#failed(e); return false; } finally { this.busy = null; }
  }
  /** Reads the same file in another way. */
  async reread(reading: Reading): Promise<void> { if (this.opened) await this.open(this.opened.name, this.#content, reading); }

  change(part: Partial<Settings>): void {
    if (!this.settings) return;
    this.settings = { ...this.settings, ...part };
    this.#forget();
    void this.#keep();
  }
  go(step: StepName): void { this.step = step; void this.#keep(); }

  async train(language: 'en' | 'zh-TW'): Promise<void> {
    if (!this.settings || this.busy) return;
    this.#forget();
    this.step = 'train';
    this.busy = 'train';
    this.error = null;
    const seen: Progress[] = [];
    let drawn = 0;
    try {
      const settings = $state.snapshot(this.settings);
      this.trained = await this.#client.ask({ do: 'train', settings, language }, (p) => {
        seen.push(p);
        if (performance.now() - drawn > 60) { drawn = performance.now(); this.progress = [...seen]; }
      });
      this.progress = [...seen];
      this.values = Object.fromEntries(this.trained.fields.map((f) => [f.name, f.kind === 'number' ? f.value : f.values[0] ?? '']));
      this.step = 'results';
      await this.predict();
    } catch (e) { this.#failed(e); } finally { this.busy = null; }
  }
  cancel(): void { this.#client.cancel(); }

  async predict(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const answer = await this.#client.ask({ do: 'predict', values: $state.snapshot(this.values) });
      if (asked === this.#asked) this.predicted = answer;
    } catch (e) { this.#failed(e); }
  }

  async save(format: 'workbook' | 'model' | 'predictions', language: 'en' | 'zh-TW'): Promise<void> {
    this.busy = 'export';
    this.error = null;
    try {
      const { files } = await this.#client.ask({ do: 'export', format, language, epochs: 5 });
      for (const { name, type, bytes } of files) download(name, type, bytes);
    } catch (e) { this.#failed(e); } finally { this.busy = null; }
  }

  /** What was here when the page was last open. */
  async restore(): Promise<void> {
    const kept = await keptTable();
    if (!kept || this.opened || this.busy) return;
    if (!await this.open(kept.name, kept.content, kept.reading)) return;
    if (kept.settings) this.settings = kept.settings;
    this.step = kept.step >= 3 ? 'network' : steps[kept.step] ?? 'data';
  }
  async close(): Promise<void> {
    this.opened = null;
    this.settings = null;
    this.step = 'data';
    this.error = null;
    this.#forget();
    await forgetTable();
  }
  dispose(): void { this.#client.dispose(); }

  #forget(): void { this.progress = []; this.trained = null; this.predicted = null; }
  #failed(e: unknown): void {
    const text = String(e);
    this.error = e instanceof WorkError ? e.text : { en: text, 'zh-TW': text };
  }
  async #keep(): Promise<void> {
    if (!this.opened) return;
    const kept = await keepTable({ name: this.opened.name, content: this.#content, reading: $state.snapshot(this.reading), settings: $state.snapshot(this.settings), step: steps.indexOf(this.step) });
    if (kept !== undefined) this.savedAt = new Date().toTimeString().slice(0, 5);
  }
}

/** The last column is most often the target; numbers are scaled, so that no column drowns the others. */
function firstSettings({ columns, rows }: Opened): Settings {
  const target = columns.at(-1)?.name ?? '';
  const features = columns.filter((c) => c.name !== target && !(c.kind === 'text' && c.distinct > rows / 2)).map((c) => c.name);
  return {
    target, features, hidden: [{ units: 5, activation: 'relu' }], scale: 'standard', missing: columns.some((c) => c.missing > 0) ? 'mean' : 'error', testSize: 0.2,
    optimizer: 'adam', learningRate: 0.01, epochs: 100, batchSize: rows > 5000 ? 128 : 16, seed: 1,
  };
}

function download(name: string, type: string, bytes: Uint8Array): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes as BlobPart], { type }));
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 10_000);
}
