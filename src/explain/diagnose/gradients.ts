import { cellAt, type Cell } from '../../cells/index.ts';
import type { Label } from '../../ir/label.ts';
import type { Node } from '../../ir/node.ts';
import { position, range, size } from '../../ir/shape.ts';
import { evaluate } from '../../ir/evaluate.ts';
import { order } from '../../ir/program.ts';
import { inputsOf } from '../other-rows.ts';
import type { Diagnosis, TracedStep } from './diagnosis.ts';

/** Root mean square of the gradient of each layer's weights, from the first layer to the last. */
export function gradientSizes(p: TracedStep): { readonly name: string; readonly size: number }[] {
  const { program } = p.trace.steps[p.moment] ?? {};
  if (!program) return [];
  const gradients = program.labels.filter(
    ({ label, node }) => label.role === 'gradient' && label.of?.name?.endsWith('/kernel') && size(node.shape) > 0,
  );
  const state = {
    ...Object.fromEntries(Object.entries(p.trace.run.state).map(([name, v]) => [name, Float64Array.from(v)])),
    ...p.trace.run.settings,
  };
  const numbers = evaluate(order(gradients.map((l) => l.node)), {
    ...state,
    ...p.trace.run.tables,
    ...inputsOf(p.trace, p.moment),
  });
  return gradients.map(({ label, node }) => ({ name: label.of?.name ?? '', size: rms(numbers.get(node) ?? []) }));
}

/**
 * A first layer whose gradients are a thousandth of the last one's hardly learns; one whose are a thousandfold learns
 * wildly.
 */
export function gradients(p: TracedStep): Diagnosis[] {
  const sizes = gradientSizes(p);
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last || sizes.length < 3 || !(last.size > 0) || !Number.isFinite(first.size)) return [];
  const numbers = { first: first.size, last: last.size, layers: sizes.length };
  if (first.size > 0 && first.size < last.size / FACTOR) {
    return [
      {
        kind: 'vanishing-gradient',
        severity: 'warning',
        cells: cellsOf(p, first.name),
        numbers,
        remedy: { kind: 'activation', value: 'leakyRelu' },
      },
    ];
  }
  if (first.size > last.size * FACTOR) {
    return [{ kind: 'exploding-gradient', severity: 'warning', cells: cellsOf(p, first.name), numbers, remedy: null }];
  }
  return [];
}
const FACTOR = 1000;

const rms = (v: ArrayLike<number>): number =>
  Math.sqrt(range(v.length).reduce((s, i) => s + (v[i] ?? 0) * (v[i] ?? 0), 0) / Math.max(1, v.length));

/** The cells that show a weight's gradient: its average over the rows, or itself. */
function cellsOf({ trace, moment }: TracedStep, parameter: string): Cell[] {
  const is = (l: Label): boolean =>
    (l.role === 'average' || l.role === 'gradient') && (l.of?.name === parameter || l.of?.of?.name === parameter);
  const node: Node | undefined = [...trace.view(moment).blocks].find(([, l]) => is(l))?.[0];
  return node ? range(size(node.shape)).map((i) => cellAt(node, position(node.shape, i), moment)) : [];
}
