import type { CsvWarning } from 'gradsheet/csv';
import type {
  Candidate,
  Choice,
  ChoiceEvidence,
  ChooseModelOptions,
  EncodingNote,
  PreprocessingWarning,
  Role,
  Task,
  Trial,
  Verdict,
} from 'gradsheet/table';

/** What the page asks of the Worker. Everything that crosses is plain data. */
export type Ask =
  | { readonly do: 'open'; readonly name: string; readonly content: Uint8Array | string; readonly reading: Reading }
  /** `resume`: goes on where the last training of these settings ended. */
  | { readonly do: 'train'; readonly settings: Settings; readonly resume: boolean }
  | { readonly do: 'cancel' }
  /** What each column is taken for. Ends a choice that is being made. */
  | { readonly do: 'columns'; readonly asked: Asked }
  /** A good model, chosen; another choice that is being made ends without an answer. */
  | { readonly do: 'choose'; readonly asked: Asked }
  /** The choice that is being made takes the best so far. */
  | { readonly do: 'stop' }
  /** A chosen model that was kept, for the table that is open. */
  | {
      readonly do: 'keptChoice';
      readonly asked: Asked;
      readonly model: ModelFiles;
      readonly evidence: Evidence | null;
    }
  | { readonly do: 'row'; readonly values: RowValues }
  | ({ readonly do: 'take' } & Taking)
  /** Of a workbook of so many rows; null: as many as fit. */
  | { readonly do: 'takeSize'; readonly rows: number | null }
  /** A model that was kept, for the table that is open. */
  | { readonly do: 'restore'; readonly settings: Settings; readonly model: ModelFiles }
  | { readonly do: 'predict'; readonly values: RowValues }
  /** How one unit came about in the last prediction. */
  | { readonly do: 'unit'; readonly layer: number; readonly unit: number }
  | { readonly do: 'size'; readonly epochs: number }
  | {
      readonly do: 'export';
      readonly format: ExportFormat;
      readonly language: 'en' | 'zh-TW';
      readonly epochs: number;
      readonly blank: boolean;
    };
export type Question = Exclude<Ask, { do: 'cancel' | 'stop' }>;

export const exportFormats = ['workbook', 'model', 'predictions', 'typescript', 'keras', 'pytorch'] as const;
export type ExportFormat = (typeof exportFormats)[number];
/** What can be taken away of a chosen model. */
export const takenFormats = ['report', 'workbook', 'keras', 'pytorch', 'model', 'predictions'] as const;
export type TakenFormat = (typeof takenFormats)[number];
export interface Taking {
  readonly what: TakenFormat;
  readonly language: 'en' | 'zh-TW';
  /** Of a workbook: the first ones. */
  readonly rows: number;
  /** Is the workbook to be filled in by hand? */
  readonly blank: boolean;
  /** Of a report: what each column was taken for. */
  readonly columns: ChoiceEvidence['columns'];
}
export type RowValues = Readonly<Record<string, number | string>>;
export interface ModelFiles {
  readonly model: string;
  readonly weights: Uint8Array;
}

/** How a file is read, where a person may say otherwise. */
export interface Reading {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly decimalComma?: boolean;
  readonly header?: boolean;
  /** Of a workbook. */
  readonly sheet?: string;
  readonly types?: Readonly<Record<string, 'number' | 'text'>>;
}

export interface Settings {
  readonly target: string;
  /** What the target is meant as, where its column leaves it open. */
  readonly meaning: 'number' | 'classes' | null;
  readonly features: readonly string[];
  readonly hidden: readonly { readonly units: number; readonly activation: string }[];
  readonly scale: 'standard' | 'minmax' | 'none';
  readonly missing: 'error' | 'drop' | 'mean';
  readonly testSize: number;
  readonly splitSeed: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** What a person says of a choice; all else is chosen. */
export interface Asked {
  readonly target: string;
  readonly as: Readonly<Record<string, Role>>;
  readonly exclude: readonly string[];
  readonly seed: number;
  /** Absent, or parts of it: nothing, or a version kept it that did not ask. */
  readonly counts?: Partial<Counts>;
}

/** What counts when models are compared; null and false: nobody said. */
export interface Counts {
  /** Of two classes: how bad a false alarm and a miss are. */
  readonly costs: NonNullable<ChooseModelOptions['costs']> | null;
  /** Does every class count the same? */
  readonly balanced: boolean;
  /** Of a number: is it learned as it is, or its logarithm? */
  readonly scale: NonNullable<ChooseModelOptions['targetScale']> | null;
  readonly split: NonNullable<ChooseModelOptions['split']> | null;
  /** Are a feature's numbers far from all others taken as they are? */
  readonly outliersKept: boolean;
  /** After which no network is trained on. */
  readonly mostEpochs: number | null;
  /** Seconds. */
  readonly time: number | null;
}

/** A column and what it is taken for. */
export interface ColumnSeen {
  readonly facts: ColumnFacts;
  readonly as: Exclude<Role, 'id'> | 'target' | 'out';
  /** Why it is left out. */
  readonly why: 'asked' | 'id' | 'empty' | 'constant' | 'texts' | null;
  /** Of numbers and dates. */
  readonly low: string;
  readonly high: string;
  /** The first of a category. */
  readonly values: readonly string[];
  /** Rows without a value. */
  readonly gaps: number;
  readonly warnings: readonly PreprocessingWarning[];
}
export interface Seen {
  readonly columns: readonly ColumnSeen[];
  readonly target: {
    readonly name: string;
    readonly kind: 'number' | 'classes';
    /** The first ones. */
    readonly classes: readonly string[];
    /** Could it be meant as the other? */
    readonly open: boolean;
  };
  /** Of no column. */
  readonly warnings: readonly PreprocessingWarning[];
}

/** How far a choice is. */
export interface LadderNow {
  /** Null until the first model is tried. */
  readonly task: Task | null;
  readonly trials: readonly Trial[];
  /** The network that is being tried, and what it cost on each fold so far. */
  readonly trying: { readonly candidate: Candidate; readonly folds: readonly number[] } | null;
  /** What is left once no more are tried; null: some are. */
  readonly checking: Checking | null;
  readonly seconds: number;
}
/** The best network is trained on every fold; then the model is, on all rows, and columns are shuffled. */
export interface Checking {
  readonly stage: 'folds' | 'last';
  readonly done: number;
  readonly of: number;
  /** When the stage began, in seconds of the choice. */
  readonly since: number;
}

export interface ChosenResult {
  readonly choice: Choice;
  readonly fields: readonly FormField[];
  readonly target: Trained['target'];
  readonly seen: Seen;
  readonly model: ModelFiles;
  /** Null: too much to be kept, or a version kept the model that did not keep it. */
  readonly evidence: Evidence | null;
}
/** What a report draws: the rows that were judged, and what the chosen model predicts of them. */
export type Evidence = Pick<ChoiceEvidence, 'truth' | 'predicted' | 'labels'>;

/** What a chosen model says of one row. */
export interface RowSaid {
  readonly prediction: number | string;
  readonly low: number | null;
  readonly high: number | null;
  readonly probabilities: readonly { readonly name: string; readonly p: number }[];
  /** What in it the training rows did not have. */
  readonly notes: readonly EncodingNote[];
}

export interface ColumnFacts {
  readonly name: string;
  readonly kind: 'number' | 'text';
  readonly missing: number;
  readonly distinct: number;
  readonly low: number | null;
  readonly high: number | null;
  /** The most frequent text. */
  readonly top: string | null;
  /** Rows per bar: twelve equal spans of numbers, or the most frequent texts. */
  readonly bars: readonly number[];
}
export interface Opened {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
  /** The first rows, as their columns show them. */
  readonly head: readonly (readonly string[])[];
  readonly form:
    | {
        readonly kind: 'text';
        readonly encoding: string | null;
        readonly delimiter: string;
        readonly header: boolean;
        readonly decimalComma: boolean;
      }
    | { readonly kind: 'workbook'; readonly sheet: string; readonly sheets: readonly string[] }
    | { readonly kind: 'json' }
    | { readonly kind: 'parquet' };
  readonly emptyRows: number;
  readonly warnings: readonly CsvWarning[];
  readonly milliseconds: number;
}

export interface Progress {
  /** Epochs that are done. */
  readonly epochs: number;
  /** Part of the next one. */
  readonly part: number;
  /** Of the epoch just done; null inside an epoch. */
  readonly logs: Readonly<Record<string, number>> | null;
  readonly rowsPerSecond: number;
  /** The model of this moment, every few seconds: a crash loses no more. */
  readonly kept?: ModelFiles;
}

/** A feature as the prediction form asks for it. */
export type FormField =
  | {
      readonly name: string;
      readonly kind: 'number';
      readonly value: number;
      readonly low: number;
      readonly high: number;
    }
  | { readonly name: string; readonly kind: 'category'; readonly values: readonly string[] }
  /** A date, or a free text: whatever is typed. */
  | { readonly name: string; readonly kind: 'text'; readonly value: string };

export interface HardExample {
  readonly row: number;
  readonly values: RowValues;
  readonly cells: readonly string[];
  readonly actual: string;
  readonly said: string;
  readonly loss: number;
  /** Error of a number, or probability of the true class. */ readonly measure: number;
}

export interface Trained {
  readonly verdict: Verdict | null;
  readonly test: Readonly<Record<string, number>> | null;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly fields: readonly FormField[];
  readonly target: { readonly name: string; readonly kind: 'number' | 'classes'; readonly classes: readonly string[] };
  /** Actual and predicted numbers of the test rows, for a target that is a number. */
  readonly pairs: readonly { readonly row: number; readonly actual: number; readonly predicted: number }[];
  /** The test rows it got most wrong. */
  readonly worst: readonly HardExample[];
  readonly warnings: readonly PreprocessingWarning[];
  readonly layers: readonly {
    readonly name: string;
    readonly units: number;
    readonly activation: string;
    readonly parameters: number;
  }[];
  readonly seconds: number;
  /** Epochs done, of how many; fewer if it was stopped. */
  readonly epochs: { readonly done: number; readonly of: number };
  /** The step that met a number that is not finite. */
  readonly notFinite: number | null;
  readonly rows: { readonly train: number; readonly test: number };
  readonly model: ModelFiles;
}

export interface Predicted {
  /** A number, or the class that is most likely with the probability of each. */
  readonly said: string;
  readonly value: number;
  readonly probabilities: readonly { readonly name: string; readonly p: number }[];
  /** Each encoded column as the network sees it. */
  readonly scaled: readonly { readonly name: string; readonly value: number }[];
  /** Where the answer comes from: the only output, or that of the class. */
  readonly unit: UnitWorking | null;
}

/** One unit's number: activation of (Σ weight × value + bias). */
export interface UnitWorking {
  readonly layer: number;
  readonly unit: number;
  readonly activation: string;
  readonly terms: readonly {
    readonly weight: number;
    readonly value: number;
    /** A column's name, or a unit of the layer before. */ readonly from:
      string | { readonly layer: number; readonly unit: number };
  }[];
  readonly bias: number | null;
  readonly z: number;
  readonly value: number;
}

export interface Exported {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The program in an archive. */
  readonly code?: string;
}
/** Null: more than a workbook holds. */
export interface BookSize {
  readonly size: { readonly rows: number; readonly columns: number; readonly cells: number } | null;
}
/** Of a chosen model, with so many rows of the table. */
export interface TakenSize extends BookSize {
  readonly rows: number;
  /** Why there is no such workbook. */
  readonly refused: { readonly en: string; readonly 'zh-TW': string } | null;
}

export interface Answers {
  open: Opened;
  train: Trained;
  restore: Trained;
  predict: Predicted;
  unit: UnitWorking;
  size: BookSize;
  export: Exported;
  columns: Seen;
  choose: ChosenResult;
  keptChoice: ChosenResult;
  row: RowSaid;
  take: Exported;
  takeSize: TakenSize;
}
/** What a question is told of on its way. */
export type ProgressOf<K extends Question['do']> = K extends 'choose' ? LadderNow : Progress;
export type WorkerMessage =
  | { readonly id: number; readonly ok: true; readonly answer: Answers[keyof Answers] }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly text: { readonly en: string; readonly 'zh-TW': string };
    }
  | { readonly id: number; readonly progress: Progress | LadderNow };
