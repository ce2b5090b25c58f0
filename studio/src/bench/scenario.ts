import type { Run, Tensors } from 'gradsheet';
import type { Language } from 'gradsheet/explain';
import type { HoldOut } from './hold-out.ts';
import type { PanelKind } from './panels.ts';
import type { Place } from './place.ts';

/** A text in every language. */
export type Bilingual = Readonly<Record<Language, string>>;

/** What a training is made with beyond its numbers: its activation, its optimizer. */
export type Options = Readonly<Record<string, string>>;
export interface Choice {
  readonly name: string;
  readonly title: Bilingual;
  readonly values: readonly { readonly value: string; readonly text: Bilingual }[];
}

/** A training to look at, and what its things are called. */
export interface Scenario {
  readonly id: string;
  readonly make: (options: Options) => Run<Tensors>;
  readonly options: Options;
  readonly choices: readonly Choice[];
  /** Epochs on the time axis at first; the run holds more. */
  readonly epochs: number;
  /** Rows of the table; where there are none, their numbers are used. */
  readonly rowNames: readonly string[] | null;
  /** What a row and an input are, for titles: student, mark. */
  readonly things: { readonly row: Bilingual; readonly input: Bilingual };
  /** Columns by the name they have in the run. */
  readonly columns: Readonly<Record<string, Bilingual>>;
  /** Blocks that are called otherwise here. */
  readonly panels?: Readonly<Partial<Record<PanelKind, Bilingual>>>;
  /** All numbers are whole. */
  readonly whole?: boolean;
  /** What the loss is called: MSE. */
  readonly loss: Bilingual;
  readonly start: Place;
  /** The same training with the mistake of the tutorial's sheet. */
  readonly misaligned?: (run: Run<Tensors>) => Run<Tensors>;
  /** Two inputs as the sides of a picture: the points, and what the network says in between. */
  readonly surface?: SurfaceAxes;
  /** Rows that are held out: their loss and accuracy stand beside those of training. */
  readonly holdOut?: () => HoldOut;
  /** Steps that play and the step button take at first. */
  readonly size?: 'sample' | 'phase' | 'batch' | 'epoch';
}
export interface SurfaceAxes {
  readonly x: number;
  readonly y: number;
}

/** Rows and inputs without names of their own. */
export const plainThings = { row: { en: 'row', 'zh-TW': '列' }, input: { en: 'input', 'zh-TW': '輸入' } } as const;
