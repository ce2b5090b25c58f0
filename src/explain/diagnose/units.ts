import { cellAt, type Cell } from '../../cells/index.ts';
import type { Label } from '../../ir/label.ts';
import { isOp, type Node } from '../../ir/node.ts';
import { isRow } from '../../ir/axes.ts';
import { range } from '../../ir/shape.ts';
import type { Diagnosis, Patient } from './diagnosis.ts';
import { everywhere } from './everywhere.ts';

/** Hidden values [rows, units], layer by layer. */
export function hiddenOf({
  trace,
  moment,
}: Patient): { readonly value: Node; readonly label: Label; readonly layer: number }[] {
  const layers = [
    ...new Set(
      [...trace.shown(moment).blocks.values()].flatMap((l) =>
        l.role === 'parameter' ? [l.name?.split('/').slice(0, -1).join('/') ?? ''] : [],
      ),
    ),
  ];
  return [...trace.shown(moment).blocks].flatMap(([value, label]) =>
    label.role === 'activation' && value.shape.length === 2 && isRow(label.axes[0])
      ? [{ value, label, layer: layers.indexOf(label.name ?? '') + 1 }]
      : [],
  );
}

/**
 * Units that give nothing any more: 0 for every row of the table, so that no gradient passes; and units whose output
 * stands at a flat end of its function for nearly every row, so that hardly any does.
 */
export function units(p: Patient): Diagnosis[] {
  const hidden = hiddenOf(p);
  const values = everywhere(
    p,
    hidden.map((h) => h.value),
  );
  const found: Diagnosis[] = [];
  hidden.forEach(({ value, layer }, h) => {
    const width = value.shape[1] ?? 1;
    const numbers = values[h] ?? new Float64Array(0);
    const rows = numbers.length / width;
    for (const unit of range(width)) {
      const column = range(rows).map((r) => numbers[r * width + unit] ?? 0);
      const cells = cellsOfUnit(p, value, unit);
      if (column.every((v) => v === 0)) {
        found.push({
          kind: 'dead-unit',
          severity: 'warning',
          cells,
          numbers: { layer, unit: unit + 1, rows },
          remedy: { kind: 'activation', value: 'leakyRelu' },
        });
        continue;
      }
      const flat = flatEnds(value);
      const share = flat ? column.filter((v) => flat.some((end) => Math.abs(v - end) <= FLAT)).length / rows : 0;
      if (share >= MOST) {
        found.push({
          kind: 'saturated-unit',
          severity: 'warning',
          cells,
          numbers: { layer, unit: unit + 1, share },
          remedy: { kind: 'activation', value: 'relu' },
        });
      }
    }
  });
  return found;
}
/** So close to its end that the slope is below 1/100 (sigmoid) or 1/50 (tanh). */
const FLAT = 0.01;
const MOST = 0.95;

const flatEnds = (value: Node): readonly number[] | null =>
  isOp(value, 'sigmoid') ? [0, 1] : isOp(value, 'tanh') ? [-1, 1] : null;
const cellsOfUnit = ({ moment }: Patient, value: Node, unit: number): Cell[] =>
  range(value.shape[0] ?? 0).map((row) => cellAt(value, [row, unit], moment));
