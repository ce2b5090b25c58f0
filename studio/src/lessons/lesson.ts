import type { Bench } from '../bench/bench.svelte.ts';
import type { Scenario } from '../bench/scenario.ts';
import type { BenchEvent, Session } from '../bench/session.svelte.ts';

/** What a task remembers while it is done: an answer, a count. */
export type Memory = Record<string, string | number | undefined>;
/** What the texts of a task may say: numbers as they are written. */
export type Facts = Readonly<Record<string, string>>;

/** What a task sees and may do. */
export interface Context {
  readonly session: Session;
  readonly bench: Bench;
  readonly memory: Memory;
  /** Ends the task. `result` is a text of the task: what came out. */
  readonly done: (result?: string) => void;
  /** A try that was not it; `hint` is a text of the task. */
  readonly hint: (hint: string) => void;
}

/** Things a task may offer beside its texts: a choice, a button, a form. */
export type Offer =
  | {
      readonly kind: 'choice';
      /** Keys of the options. */ readonly options: readonly string[];
      /** Stepping waits for the answer. */ readonly blocks?: boolean;
      readonly pick: (option: string, c: Context) => void;
    }
  | { readonly kind: 'button'; readonly press: (c: Context) => void | Promise<void> }
  | { readonly kind: 'link'; readonly to: string }
  | { readonly kind: 'predict' }
  | { readonly kind: 'proof' }
  | { readonly kind: 'verdict' }
  | { readonly kind: 'code' };

/** One thing to do, and how the bench knows that it was done: from what really happened. Texts have the same id. */
export interface Task {
  readonly id: string;
  readonly scenario: Scenario;
  readonly offer?: Offer;
  /** Things that count: so many are needed. */
  readonly needed?: number;
  readonly begin?: (c: Context) => void;
  readonly on?: (e: BenchEvent, c: Context) => void;
  readonly facts?: (c: Context) => Facts;
}
export interface Lesson {
  readonly number: number;
  readonly tasks: readonly Task[];
}

/**
 * What a task is about; '' where that holds numbers of a bench that is not open (`facts` is null): the sentence comes
 * with the bench.
 */
export const aboutOf = (task: Task, words: TaskWords, facts: Facts | null): string =>
  facts ? words.about(facts) : task.facts ? '' : words.about({});

/** The texts of a task in one language. */
export interface TaskWords {
  readonly title: string;
  /** At most two sentences: what is to be seen. */
  readonly about: (f: Facts) => string;
  /** The one action asked. */
  readonly ask: (f: Facts) => string;
  /** What the bench counts. */
  readonly check: (f: Facts) => string;
  readonly options?: Readonly<Record<string, string>>;
  readonly button?: string;
  /** What came out, by key. */
  readonly results?: Readonly<Record<string, (f: Facts) => string>>;
  readonly hints?: Readonly<Record<string, string>>;
}
