import { cellAt, type Cell } from '../../cells/index.ts';
import type { Node } from '../../ir/node.ts';
import { range } from '../../ir/shape.ts';
import { outweighs } from '../../ir/warnings.ts';
import { everywhere } from '../other-rows.ts';
import type { Diagnosis, TracedStep } from './diagnosis.ts';

/**
 * A column whose numbers are far larger than the others', where the network sees them: it decides alone at first. It is
 * measured against the middle one of the others, or the 1 that a bias is multiplied with: the column of a rare class
 * is small without being in the way.
 */
export function unscaled(p: TracedStep): Diagnosis[] {
  const value = find(p, 'scaled') ?? find(p, 'data');
  if (!value) return [];
  const [numbers = new Float64Array(0)] = everywhere(p.trace, p.moment, [value]);
  const width = value.shape[1] ?? 1;
  const rows = numbers.length / width;
  const largest = range(width).map((c) =>
    range(rows).reduce((m, r) => Math.max(m, Math.abs(numbers[r * width + c] ?? 0)), 0),
  );
  return range(width).flatMap((c): Diagnosis[] => {
    const others = median(largest.filter((_, i) => i !== c));
    const own = largest[c] ?? 0;
    if (width < 2 || !outweighs(own, Math.max(others, 1))) return [];
    return [
      {
        kind: 'unscaled-feature',
        severity: 'warning',
        cells: column(p, value, c),
        numbers: { column: c + 1, largest: own, others },
        remedy: { kind: 'scale' },
      },
    ];
  });
}

/** Targets of two classes of which one makes up more than four fifths: guessing it always is right that often. */
export function imbalance(p: TracedStep): Diagnosis[] {
  const value = find(p, 'target');
  if (!value || (value.shape[1] ?? 1) !== 1) return [];
  const [numbers = new Float64Array(0)] = everywhere(p.trace, p.moment, [value]);
  const rows = numbers.length;
  const ones = numbers.filter((v) => v === 1).length;
  if (rows < 10 || numbers.some((v) => v !== 0 && v !== 1)) return [];
  const count = Math.max(ones, rows - ones);
  const share = count / rows;
  return share <= 0.8
    ? []
    : [
        {
          kind: 'class-imbalance',
          severity: 'warning',
          cells: column(p, value, 0),
          numbers: { share, count, rows },
          remedy: { kind: 'class-weight' },
        },
      ];
}

/** The rows of the step, of a table's column. */
function find({ trace, moment }: TracedStep, role: 'scaled' | 'data' | 'target'): Node | undefined {
  const found = [...trace.view(moment).blocks].filter(([, l]) => l.role === role).map(([n]) => n);
  return found.find((n) => n.op === 'gather') ?? found[0];
}
const column = ({ moment }: TracedStep, value: Node, c: number): Cell[] =>
  range(value.shape[0] ?? 0).map((row) => cellAt(value, value.shape.length > 1 ? [row, c] : [row], moment));
function median(v: readonly number[]): number {
  const sorted = v.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
