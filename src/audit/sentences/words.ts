import type { FindingClass } from '../report.ts';
import type { Subject } from './subject.ts';

/** The words of one class of findings. */
export interface Words {
  readonly title: (s: Subject) => string;
  readonly message: (s: Subject) => string;
  readonly why: (s: Subject) => string;
  /** Undefined: the formula to write. */
  readonly repair?: (s: Subject) => string | undefined;
}
export type WordsOf<Class extends FindingClass> = Readonly<Record<Class, Words>>;
