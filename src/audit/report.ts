// What an audit says, before it is put into words: places, formulas and numbers. `tell` words it in a language.
import type { Role as LabelRole } from '../ir/label.ts';

/**
 * What a cell is for in a training, and the role that its value has in a program of ours, from which it takes its
 * colour. The names on the left are a format: users write them in `--roles` and read them in `--json`. A program tells
 * more apart (slots, the terms of a mean); only a workbook has cells that hand a parameter on to the next step.
 */
export const labelRoles = {
  data: 'data',
  target: 'target',
  parameter: 'parameter',
  'pre-activation': 'preactivation',
  activation: 'activation',
  prediction: 'prediction',
  error: 'error',
  loss: 'loss',
  metric: 'metric',
  gradient: 'gradient',
  average: 'average',
  update: 'update',
  'learning-rate': 'learningRate',
  setting: 'setting',
  'next-block': 'parameter',
} as const satisfies Readonly<Record<string, LabelRole>>;
export type Role = keyof typeof labelRoles;
export const roles = Object.keys(labelRoles) as readonly Role[]; // the keys of a literal

/** Cells of one role in one step of one run, as a person would select them. */
export interface RoleCells {
  readonly role: Role;
  /** `Sheet1!B2:B6`, `Sheet1!H2`; in reading order. */
  readonly ranges: readonly string[];
  /** The workbook's own label beside or above the first of them, if there is one: `w1`, `偏差值`. */
  readonly label?: string;
  /** Training run (a workbook may hold several) and step, both from 0; absent: of all. */
  readonly run?: number;
  readonly step?: number;
  /** Told by the user, not found. */
  readonly given?: boolean;
}

export type Severity = 'error' | 'warning' | 'note';

/** Formulas that compute something other than the training needs. */
export type Mistake =
  | 'misaligned-reference'
  | 'blank-reference'
  | 'wrong-slope'
  | 'pre-activation'
  | 'wrong-weight'
  | 'offset'
  | 'missing-parentheses'
  | 'wrong-operator'
  | 'wrong-operand'
  | 'shifted-fill'
  | 'drifting-anchor'
  | 'missing-factor'
  | 'pasted-constant'
  | 'stale-weights'
  | 'mislabelled-metric'
  | 'shape-mismatch'
  | 'circular'
  | 'unexplained'; // an update that is not along the derivative, for which no single change was found

/** Cells that cannot be computed, or not as they look. */
export type Broken =
  'error-value' | 'text-number' | 'unsupported-function' | 'missing-sheet' | 'external-link' | 'unreadable-formula';

/** Settings that are unwise though correct, and facts worth knowing. */
export type Fact =
  | 'learning-rate-above-limit'
  | 'loss-rising'
  | 'unscaled-input'
  | 'saturated-unit'
  | 'dead-unit'
  | 'test-rows-in-average'
  | 'convention'
  | 'no-training';

export type FindingClass = Mistake | Broken | Fact;

/** One thing found; causes, with what follows from them inside. */
export interface Finding {
  readonly severity: Severity;
  readonly class: FindingClass;
  /** The wrong cells, `Sheet1!E3`, in reading order. */
  readonly cells: readonly string[];
  /** What the first of them holds, as typed, with `=`; a number as text. Null where there is nothing to show. */
  readonly formula: string | null;
  /** What it should hold; null where nothing can be recommended. */
  readonly expected: string | null;
  /** The part of `formula` that is wrong, as it stands in it: `F5`, `*`; and what should stand there. */
  readonly operand: { readonly is: string; readonly should: string } | null;
  /** Every change that repairs it; `formula` with `=`. */
  readonly repair: readonly { readonly cell: string; readonly formula: string }[];
  /** Cells whose numbers are wrong only because of these. */
  readonly consequences: readonly string[];
  readonly cost: Cost | null;
  /** Names and numbers that the words need, by class: `limit`, `rate`, `label`, … */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What a mistake does to the training. */
export interface Cost {
  /**
   * |wrong - right| / |right| of a step's change, over the parameters that the mistake reaches: the largest over the
   * steps at
   * the workbook's own numbers, and the median over redrawn ones. The change is the gradient times the learning rate.
   */
  readonly gradientShown: number | null;
  readonly gradientRedrawn: number | null;
  /**
   * The loss at the last step in the workbook, and what it would be with every mistake repaired; null where there is
   * none.
   */
  readonly loss: { readonly cell: string; readonly shown: number; readonly right: number | null } | null;
}

export interface Audit {
  /** Of the book as it is, in reading order. */
  readonly roles: readonly RoleCells[];
  /** Causes first: errors, warnings, notes; within these those that explain most first. */
  readonly findings: readonly Finding[];
  readonly summary: Summary;
}

export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Formulas in the workbook. */
  readonly formulas: number;
  readonly training: { readonly runs: number; readonly steps: number; readonly parameters: number } | null;
  /** Updates compared with the derivative, and how many follow it. */
  readonly updates: { readonly compared: number; readonly right: number };
  /** Milliseconds. */
  readonly took: number;
}
