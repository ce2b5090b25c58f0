import { cellAt, type Cell } from '../../cells/index.ts';
import type { Label } from '../../ir/label.ts';
import type { Node } from '../../ir/node.ts';
import { isRow } from '../../ir/axes.ts';
import { range } from '../../ir/shape.ts';
import { atFlatEnd, flatPartOf, rowsAtEnd } from '../../ir/warnings.ts';
import { everywhere } from '../other-rows.ts';
import type { Diagnosis, TracedStep } from './diagnosis.ts';

/** Hidden values [rows, units], layer by layer. */
export function hiddenOf({
  trace,
  moment,
}: TracedStep): { readonly value: Node; readonly label: Label; readonly layer: number }[] {
  const layers = [
    ...new Set(
      [...trace.view(moment).blocks.values()].flatMap((l) =>
        l.role === 'parameter' ? [l.name?.split('/').slice(0, -1).join('/') ?? ''] : [],
      ),
    ),
  ];
  return [...trace.view(moment).blocks].flatMap(([value, label]) =>
    label.role === 'activation' && value.shape.length === 2 && isRow(label.axes[0])
      ? [{ value, label, layer: layers.indexOf(label.name ?? '') + 1 }]
      : [],
  );
}

/** Dead and saturated units, over every row of the table. */
export function units(p: TracedStep): Diagnosis[] {
  const hidden = hiddenOf(p);
  const values = everywhere(
    p.trace,
    p.moment,
    hidden.map((h) => h.value),
  );
  const found: Diagnosis[] = [];
  hidden.forEach(({ value, layer }, h) => {
    const part = flatPartOf(value);
    if (part === null) return;
    const width = value.shape[1] ?? 1;
    const numbers = values[h] ?? new Float64Array(0);
    const rows = numbers.length / width;
    if (rows === 0) return;
    for (const unit of range(width)) {
      const column = range(rows).map((r) => numbers[r * width + unit] ?? 0);
      const cells = cellsOfUnit(p, value, unit);
      if (part === 'zero') {
        if (!column.every((v) => v === 0)) continue;
        found.push({
          kind: 'dead-unit',
          severity: 'warning',
          cells,
          numbers: { layer, unit: unit + 1, rows },
          remedy: { kind: 'activation', value: 'leakyRelu' },
        });
        continue;
      }
      const atEnd = column.filter((v) => atFlatEnd(v, part)).length;
      if (atEnd < rowsAtEnd(rows)) continue;
      found.push({
        kind: 'saturated-unit',
        severity: 'warning',
        cells,
        numbers: { layer, unit: unit + 1, share: atEnd / rows },
        remedy: { kind: 'activation', value: 'relu' },
      });
    }
  });
  return found;
}
const cellsOfUnit = ({ moment }: TracedStep, value: Node, unit: number): Cell[] =>
  range(value.shape[0] ?? 0).map((row) => cellAt(value, [row, unit], moment));
