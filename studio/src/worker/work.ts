// What the Worker does, apart from sending: one table, one training, one prediction.
import type { Table } from 'gradsheet';
import { readModel } from 'gradsheet/save';
import { predictRow, unitOf, type Prediction } from './arithmetic.ts';
import { bookSize, fileOf } from './files.ts';
import { openTable } from './open.ts';
import type { Answers, Progress, Question } from './protocol.ts';
import { resultsOf } from './results.ts';
import { begun, carryOut, type Training } from './training.ts';

export class Work {
  #table: Table | null = null;
  #opened: Answers['open'] | null = null;
  #training: Training | null = null;
  #prediction: Prediction | null = null;

  async answer(ask: Question, tell: (p: Progress) => void, cancelled: () => boolean): Promise<Answers[keyof Answers]> {
    switch (ask.do) {
      case 'open': {
        const { table, opened } = await openTable(ask);
        this.#table = table;
        this.#opened = opened;
        this.#training = this.#prediction = null;
        return opened;
      }
      case 'train': {
        const table = this.#table ?? missing('table');
        this.#prediction = null;
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
}

const missing = (what: string): never => {
  throw new Error(`there is no ${what} yet`);
};
