import { Player } from '../lift/tape.ts';
import type { Formula } from '../workbook/index.ts';
import { print } from '../workbook/index.ts';
import { textOn } from './labels.ts';
import { Lines } from './lines.ts';
import type { Work } from './work.ts';

/**
 * Metrics that are not what they are called: an `RMSE` that is the root of a sum, with the formula that would be one.
 */
export function mislabelled(work: Work): Map<number, Formula> {
  const { grid, graph } = work;
  const out = new Map<number, Formula>();
  const player = new Player(1);
  for (const id of graph.order) {
    const f = graph.function[id];
    const cell = grid.cell(id);
    if (!f || !cell.formula || cell.content !== 'formula') continue;
    // of n equal errors, squared or not, a mean is the error itself; a sum is n times as large, its root √n times
    const computed = f.reads.map((r) => graph.function[r] !== undefined);
    const n = computed.filter(Boolean).length;
    if (n < 2) continue;
    player.play(
      f.tape,
      f.reads.map((r, i) => Float64Array.of(computed[i] ? 4 : grid.numberOf(r))),
      false,
    );
    const y = player.number(f.tape.value);
    const root = Math.sqrt(n);
    const sums = { rmse: near(y, 2 * root) || near(y, 4 * root), mean: near(y, 4 * n) || near(y, 16 * n) };
    if (!sums.rmse && !sums.mean) continue;
    const name = kindOf(labelsOf(work, id)); // looked for last: most sheets have few such sums
    // over the outputs of one sample a sum is as good a name
    if (!name || !sums[name] || samplesOf(work, id, f.reads) < 2) continue;
    const rooted = name === 'rmse';
    const right = divided(cell.formula, rooted, n);
    if (right) out.set(id, right);
  }
  return out;
}
/** How many samples a metric goes over. */
function samplesOf({ study }: Work, id: number, reads: readonly number[]): number {
  const run = study.blocks.run[id] ?? -1;
  const step = study.blocks.home[id] ?? -1;
  if (run < 0 || step < 0) return 0;
  const lines = new Lines(study, study.cellsOf({ run, step }));
  return new Set(reads.map((r) => lines.tags.get(r)).filter((t) => t !== undefined)).size;
}
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(b);

/** What the label beside or above calls a number. */
function kindOf(labels: readonly string[]): 'rmse' | 'mean' | undefined {
  if (labels.some((l) => /\bRMSE\b|root.mean.square|均方根/i.test(l))) return 'rmse';
  return labels.some((l) =>
    /^\s*(MSE|MAE)\s*$|mean (squared|absolute) error|均方誤差|平均誤差平方|平均絕對誤差/i.test(l),
  )
    ? 'mean'
    : undefined;
}
/** The nearest text to the left, and the nearest above. */
const labelsOf = ({ grid }: Work, id: number): string[] =>
  [textOn(grid, id, 'left'), textOn(grid, id, 'above')].filter((t) => t !== undefined);
/** The sum within divided by how many there are. */
function divided(f: Formula, rooted: boolean, n: number): Formula | undefined {
  const inner = rooted ? (f.kind === 'call' && f.name === 'SQRT' ? f.args[0] : undefined) : f;
  if (!inner) return undefined;
  const range =
    inner.kind === 'call' && /^SUM|^SUMSQ|^SUMXMY2/.test(inner.name) && inner.args[0]?.kind === 'range'
      ? inner.args[0]
      : undefined;
  const mean: Formula = {
    kind: 'binary',
    op: '/',
    left: inner,
    right: range ? { kind: 'call', name: 'COUNT', args: [range] } : { kind: 'number', value: n },
  };
  return rooted && f.kind === 'call' ? { ...f, args: [mean] } : print(mean) === print(f) ? undefined : mean;
}
