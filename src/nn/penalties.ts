import type { Node } from '../ir/node.ts';
import { abs, add, constant, mul, square, sum } from '../ir/ops.ts';
import { checkNumber, namedOptions } from './options.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** Added to the loss for every variable that carries it: l1·Σ|w| + l2·Σw². Plain data. */
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/** What a person may write: `'l2'`, `'l2:0.001'`, `'l1l2:0.01:0.02'`, `{ l2: 0.001 }`, `{ name: 'l1', l1: 0.1 }`. */
export type PenaltyOption = string | { readonly name?: string; readonly l1?: number; readonly l2?: number };

/** Keras's defaults. */
const defaults = { l1: { l1: 0.01 }, l2: { l2: 0.01 }, l1l2: { l1: 0, l2: 0 } } as const;

/** Keras's regularizers: `layers.dense({ units: 4, kernelRegularizer: regularizers.l2(0.001) })`. */
export const regularizers = Object.freeze({
  l1: (l1: number = defaults.l1.l1): Penalty => penalty({ l1 }),
  l2: (l2: number = defaults.l2.l2): Penalty => penalty({ l2 }),
  l1l2: (options: { readonly l1?: number; readonly l2?: number } = {}): Penalty => penalty(options),
});

/** Reads what a person wrote as a penalty. @throws GradsheetError `invalid-option` naming `where` */
export function penalty(from: PenaltyOption, where: Where = 'regularizer'): Penalty {
  const named = typeof from === 'object' && from !== null && !('name' in from) ? { ...from, name: 'l1l2' } : from;
  const { l1 = 0, l2 = 0 } = namedOptions(where, named, defaults, { l1_l2: 'l1l2' }).options;
  return Object.freeze({
    l1: checkNumber(words('{}, {}', where, 'l1'), l1, { least: 0 }),
    l2: checkNumber(words('{}, {}', where, 'l2'), l2, { least: 0 }),
  });
}

/** l1·Σ|w| + l2·Σw², a scalar. Keras's l2: its gradient is 2·l2·w, with no half. @param w of any shape */
export function penaltyOf({ l1, l2 }: Penalty, w: Node): Node {
  const parts = [l1 === 0 ? null : mul(l1, sum(abs(w))), l2 === 0 ? null : mul(l2, sum(square(w)))].filter(
    (p) => p !== null,
  );
  return parts.length === 0 ? constant(0) : parts.reduce((a, b) => add(a, b));
}
