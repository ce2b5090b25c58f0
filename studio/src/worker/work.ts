// What the Worker does, apart from sending: one table, one training or choice, one prediction.
import type { Table } from 'gradsheet';
import { readModel } from 'gradsheet/save';
import { predictRow, unitOf, type Prediction } from './arithmetic.ts';
import { columnsSeen } from './columns.ts';
import { bookSize, fileOf } from './files.ts';
import { openTable } from './open.ts';
import type { Kept } from './choosing.ts';
import type { Answers, Asked, LadderNow, Progress, Question } from './protocol.ts';
import { resultsOf } from './results.ts';
import { begun, carryOut, type Training } from './training.ts';

export class Work {
  #table: Table | null = null;
  #opened: Answers['open'] | null = null;
  #training: Training | null = null;
  #prediction: Prediction | null = null;
  #chosen: Kept | null = null;
  /** Counts choices: one that is not the last has nobody who waits for it. */
  #choice = 0;
  #stopped = { aborted: false };

  /** The choice that is being made takes the best so far. */
  stop(): void {
    this.#stopped.aborted = true;
  }

  async answer(
    ask: Question,
    tell: (p: Progress | LadderNow) => void,
    cancelled: () => boolean,
  ): Promise<Answers[keyof Answers]> {
    switch (ask.do) {
      case 'open': {
        const { table, opened } = await openTable(ask);
        this.#table = table;
        this.#opened = opened;
        this.#training = this.#prediction = this.#chosen = null;
        this.#choice++;
        return opened;
      }
      case 'train': {
        const table = this.#table ?? missing('table');
        this.#prediction = null;
        this.#choice++;
        this.#training = await carryOut(
          ask.resume ? (this.#training ?? missing('training')) : begun(table, ask.settings),
          tell,
          cancelled,
        );
        return resultsOf(table, this.#training);
      }
      case 'restore': {
        const table = this.#table ?? missing('table');
        const fresh = begun(table, ask.settings);
        const saved = readModel(ask.model);
        fresh.plan.model.setState(saved.state);
        this.#training = { ...fresh, history: saved.history?.history ?? {}, done: saved.history?.epoch.length ?? 0 };
        return resultsOf(table, this.#training);
      }
      case 'predict': {
        const { plan } = this.#training ?? missing('model');
        this.#prediction = predictRow(plan.model, plan.preprocessing, ask.values);
        return this.#prediction.answer;
      }
      case 'columns':
        this.#choice++;
        return columnsSeen(this.#table ?? missing('table'), ask.asked);
      case 'choose':
        return this.#choose(ask.asked, tell);
      case 'keptChoice': {
        const { keptFrom, resultOf } = await import('./choosing.ts');
        this.#chosen = keptFrom(ask.model, ask.evidence);
        return resultOf(this.#table ?? missing('table'), ask.asked, this.#chosen);
      }
      case 'row': {
        const { sayRow } = await import('./choosing.ts');
        return sayRow(this.#chosen ?? missing('model'), ask.values);
      }
      case 'take': {
        const { takeAway } = await import('./taking.ts');
        const chosen = this.#chosen ?? missing('model');
        return takeAway(this.#table ?? missing('table'), this.#opened ?? missing('table'), chosen, ask);
      }
      case 'takeSize': {
        const { takenSize } = await import('./taking.ts');
        return takenSize(this.#table ?? missing('table'), this.#chosen ?? missing('model'), ask.rows);
      }
      case 'unit':
        return unitOf(this.#prediction ?? missing('prediction'), ask.layer, ask.unit) ?? missing('unit');
      case 'size':
        return bookSize(this.#table ?? missing('table'), this.#training ?? missing('model'), ask.epochs);
      case 'export':
        return fileOf(
          this.#table ?? missing('table'),
          this.#opened ?? missing('table'),
          this.#training ?? missing('model'),
          ask,
        );
      default:
        return ask satisfies never;
    }
  }

  async #choose(asked: Asked, tell: (now: LadderNow) => void): Promise<Answers['choose']> {
    const number = ++this.#choice;
    const signal = (this.#stopped = { aborted: false });
    const { choose, resultOf } = await import('./choosing.ts');
    const table = this.#table ?? missing('table');
    const chosen = await choose(table, asked, { tell, signal, over: () => number !== this.#choice });
    if (number === this.#choice) this.#chosen = chosen;
    return resultOf(table, asked, chosen);
  }
}

const missing = (what: string): never => {
  throw new Error(`there is no ${what} yet`);
};
