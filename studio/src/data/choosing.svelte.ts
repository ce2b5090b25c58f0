import { failureText, type Client, type WorkError } from '../worker/client.ts';
import type {
  Asked,
  ChosenResult,
  ColumnSeen,
  Counts,
  Evidence,
  Exported,
  LadderNow,
  ModelFiles,
  Opened,
  RowSaid,
  RowValues,
  Seen,
  TakenSize,
  Taking,
} from '../worker/protocol.ts';
import { asChanged, asMeant, firstAsked, plainSeen, type ColumnKind } from './asked.ts';

/** A choice as the browser keeps it. */
export interface KeptChoice {
  readonly asked: Asked;
  readonly model: ModelFiles | null;
  readonly values: RowValues;
  /** Absent: none was kept. */
  readonly evidence?: Evidence | null;
}

/** The way from a table to a chosen model: what is said of the columns, the models that are tried, the result. */
export class Choosing {
  asked = $state.raw<Asked | null>(null);
  /** What each column is taken for. */
  seen = $state.raw<Seen | null>(null);
  ladder = $state.raw<LadderNow | null>(null);
  result = $state.raw<ChosenResult | null>(null);
  row = $state.raw<RowSaid | null>(null);
  values = $state<Record<string, number | string>>({});
  busy = $state(false);
  /** Has Stop been pressed? What runs is finished first. */
  stopping = $state(false);
  error = $state.raw<WorkError['text'] | null>(null);
  #turn = 0;
  #question = 0;
  readonly #client: () => Client;
  readonly #keep: () => void;

  /** @param client of the table that is open; keep is called when there is something new to keep */
  constructor(client: () => Client, keep: () => void) {
    this.#client = client;
    this.#keep = keep;
  }

  /** Begins anew, for a table that was opened. */
  open(opened: Opened): void {
    this.close();
    this.asked = firstAsked(opened);
    this.seen = plainSeen(opened, this.asked);
  }
  close(): void {
    this.#turn++;
    this.asked = null;
    this.seen = null;
    this.busy = false;
    this.#forget();
  }
  #forget(): void {
    this.ladder = null;
    this.result = null;
    this.row = null;
    this.values = {};
    this.error = null;
  }

  /** A column is something else, or is not to be used, or is the target: all is chosen again. */
  take(column: ColumnSeen, kind: ColumnKind): void {
    if (!this.asked) return;
    this.asked = asChanged(this.asked, column.facts, kind);
    void this.run();
  }
  target(name: string): void {
    const column = this.seen?.columns.find(({ facts }) => facts.name === name);
    if (column) this.take(column, 'target');
  }
  /** The target as a number, or as classes. */
  meant(kind: 'number' | 'category'): void {
    if (!this.asked) return;
    this.asked = asMeant(this.asked, kind);
    void this.run();
  }
  /** What counts is something else. */
  count(counts: Counts): void {
    if (!this.asked) return;
    this.asked = { ...this.asked, counts };
    void this.run();
  }
  /** The same table was read in another way: what was said of its columns still holds. */
  askAgain(asked: Asked, run: boolean): void {
    this.asked = asked;
    if (run) void this.run();
  }
  /** Other folds and other initial weights. */
  again(): void {
    if (!this.asked) return;
    this.asked = { ...this.asked, seed: this.asked.seed + 1 };
    void this.run();
  }

  async run(): Promise<void> {
    const { asked } = this;
    if (!asked) return;
    const turn = ++this.#turn;
    const client = this.#client();
    const typed = $state.snapshot(this.values);
    this.#forget();
    this.busy = true;
    this.stopping = false;
    this.#keep();
    try {
      const seen = await client.ask({ do: 'columns', asked });
      if (turn !== this.#turn) return;
      this.seen = seen;
      const result = await client.ask({ do: 'choose', asked }, (now) => {
        if (turn === this.#turn) this.ladder = now;
      });
      if (turn === this.#turn) await this.#show(result, typed);
    } catch (e) {
      if (turn === this.#turn) this.#failed(e);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
  /** What is being chosen is not waited for. */
  pause(): void {
    if (!this.busy || !this.asked) return;
    this.#turn++;
    this.busy = false;
    this.ladder = null;
    this.#client()
      .ask({ do: 'columns', asked: this.asked })
      .catch(() => undefined); // ends the choice in the Worker
  }
  /** Takes the best so far. */
  stop(): void {
    this.stopping = true;
    this.#client().stop();
  }

  /** @param typed a row from before; of it, what the fields still have */
  async #show(result: ChosenResult, typed: RowValues): Promise<void> {
    this.result = result;
    this.seen = result.seen;
    this.values = Object.fromEntries(
      result.fields.map((f) => [f.name, typed[f.name] ?? (f.kind === 'category' ? (f.values[0] ?? '') : f.value)]),
    );
    await this.#say();
    this.#keep();
  }

  /** One value of the row. */
  async fill(name: string, value: number | string): Promise<void> {
    this.error = null;
    this.values = { ...this.values, [name]: value };
    await this.#say();
    this.#keep();
  }
  async #say(): Promise<void> {
    const question = ++this.#question;
    try {
      const row = await this.#client().ask({ do: 'row', values: $state.snapshot(this.values) });
      if (question === this.#question) this.row = row;
    } catch (e) {
      this.#failed(e);
    }
  }

  /** One of the files that need nothing to be said. Null: it failed, and that is shown. */
  async simple(what: 'model' | 'predictions'): Promise<Exported | null> {
    this.error = null;
    try {
      return await this.file({ what, language: 'en', rows: 0, blank: false, columns: [] });
    } catch (e) {
      this.#failed(e);
      return null;
    }
  }
  async file(taking: Taking): Promise<Exported> {
    return this.#client().ask({ do: 'take', ...taking });
  }
  /** Of a workbook of so many rows; null: of as many as fit. */
  async sizeOf(rows: number | null): Promise<TakenSize> {
    return this.#client().ask({ do: 'takeSize', rows });
  }

  /**
   * What was here when the page was last open.
   *
   * @param run chooses anew where no model was kept, or one that cannot be read
   */
  async restore(opened: Opened, kept: KeptChoice | null, run: boolean): Promise<void> {
    this.open(opened);
    if (kept) this.asked = kept.asked;
    const turn = ++this.#turn;
    if (kept?.model) {
      try {
        const { asked, model, evidence = null } = kept;
        const result = await this.#client().ask({ do: 'keptChoice', asked, model, evidence });
        if (turn === this.#turn) await this.#show(result, kept.values);
        return;
      } catch {
        // another version wrote it
      }
    }
    if (run && turn === this.#turn) await this.run();
  }
  kept(): KeptChoice | null {
    const { asked, result } = this;
    if (!asked) return null;
    return {
      asked,
      model: result?.model ?? null,
      values: $state.snapshot(this.values),
      evidence: result?.evidence ?? null,
    };
  }

  #failed(e: unknown): void {
    this.error = failureText(e);
  }
}
