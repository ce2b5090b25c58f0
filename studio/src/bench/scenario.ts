import type { Run } from 'gradsheet';
import type { Language } from 'gradsheet/explain';
import type { Place } from './place.ts';

/** A text in every language. */
export type Bilingual = Readonly<Record<Language, string>>;

/** A training to look at, and what its things are called. */
export interface Scenario {
  readonly id: string;
  readonly run: Run;
  /** Epochs on the time axis at first; the run holds more. */
  readonly epochs: number;
  /** Rows of the table; where there are none, their numbers are used. */
  readonly rowNames: readonly string[] | null;
  /** Columns by the name they have in the run. */
  readonly columns: Readonly<Record<string, Bilingual>>;
  /** What the loss is called: MSE. */
  readonly loss: Bilingual;
  readonly start: Place;
  /** The same training with the mistake of the tutorial's sheet. */
  readonly misaligned?: Run;
}
