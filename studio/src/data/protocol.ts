import type { CsvWarning } from 'gradsheet/csv';
import type { PreprocessingWarning } from 'gradsheet';
import type { Verdict } from 'gradsheet/table';

/** What the page asks of the Worker. Everything that crosses is plain data. */
export type Ask =
  | { readonly do: 'open'; readonly name: string; readonly content: Uint8Array | string; readonly reading: Reading }
  | { readonly do: 'train'; readonly settings: Settings; readonly language: 'en' | 'zh-TW' }
  | { readonly do: 'cancel' }
  | { readonly do: 'predict'; readonly values: Readonly<Record<string, number | string>> }
  | { readonly do: 'export'; readonly format: ExportFormat; readonly language: 'en' | 'zh-TW'; readonly epochs: number };
export type ExportFormat = 'workbook' | 'model' | 'predictions';
export type Question = Exclude<Ask, { do: 'cancel' }>;

/** How a text file was read, where a person may say otherwise. */
export interface Reading { readonly encoding?: string; readonly delimiter?: string; readonly decimalComma?: boolean; readonly header?: boolean }

export interface Settings {
  readonly target: string;
  readonly features: readonly string[];
  readonly hidden: readonly { readonly units: number; readonly activation: string }[];
  readonly scale: 'standard' | 'minmax' | 'none';
  readonly missing: 'error' | 'drop' | 'mean';
  readonly testSize: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
}

export interface ColumnFacts {
  readonly name: string;
  readonly kind: 'number' | 'text';
  readonly missing: number;
  readonly distinct: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly mean: number | null;
  /** Rows per bar: twelve equal spans of numbers, or the most frequent texts. */
  readonly bars: readonly number[];
}
export interface Opened {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
  readonly head: readonly (readonly string[])[];
  readonly form: { readonly kind: 'text'; readonly encoding: string; readonly delimiter: string } | { readonly kind: 'workbook'; readonly sheet: string };
  readonly warnings: readonly CsvWarning[];
  readonly milliseconds: number;
}

export interface Progress { readonly epoch: number; readonly logs: Readonly<Record<string, number>>; readonly rowsPerSecond: number }

/** A feature as the prediction form asks for it. */
export type FormField =
  | { readonly name: string; readonly kind: 'number'; readonly value: number; readonly low: number; readonly high: number }
  | { readonly name: string; readonly kind: 'category'; readonly values: readonly string[] };

export interface Trained {
  readonly verdict: Verdict | null;
  readonly test: Readonly<Record<string, number>> | null;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly fields: readonly FormField[];
  readonly target: { readonly name: string; readonly kind: 'number' | 'classes'; readonly classes: readonly string[] };
  /** Actual and predicted numbers of the test rows, for a target that is a number. */
  readonly pairs: readonly { readonly row: number; readonly actual: number; readonly predicted: number }[];
  /** The test rows it got most wrong: their cells, what is true, what it said, how wrong. */
  readonly worst: readonly { readonly row: number; readonly cells: readonly string[]; readonly actual: string; readonly said: string; readonly loss: number }[];
  readonly warnings: readonly PreprocessingWarning[];
  readonly layers: readonly { readonly name: string; readonly units: number; readonly parameters: number }[];
  readonly seconds: number;
  readonly stopped: { readonly reason: 'asked' | 'interrupted' | 'not-finite'; readonly step?: number } | null;
  readonly rows: { readonly train: number; readonly test: number };
}

export interface Predicted {
  /** A number, or the class that is most likely with the probability of each. */
  readonly said: string;
  readonly value: number;
  readonly probabilities: readonly { readonly name: string; readonly p: number }[];
  /** Each encoded column as the network sees it. */
  readonly scaled: readonly { readonly name: string; readonly value: number }[];
  /** The last layer's sum: weight times what comes in, for what is not 0, and the bias; one output only. */
  readonly sum: { readonly terms: readonly { readonly weight: number; readonly from: string; readonly value: number }[]; readonly bias: number; readonly total: number; readonly left: number } | null;
}

export interface Exported { readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[] }

export interface Answers { open: Opened; train: Trained; predict: Predicted; export: Exported }
export type Told =
  | { readonly id: number; readonly ok: true; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly text: { readonly en: string; readonly 'zh-TW': string } }
  | { readonly id: number; readonly progress: Progress };
