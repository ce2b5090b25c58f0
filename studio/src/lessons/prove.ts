import highsWasm from 'highs/runtime?url';
import { separable, type Separation } from 'gradsheet/separable';
import type { View } from '../bench/timeline.ts';

export interface Proof {
  readonly answer: Separation;
  readonly points: readonly (readonly number[])[];
  readonly columns: readonly string[];
}

/** Is the table on the bench linearly separable? This file is loaded, with the solver, when somebody asks. */
export async function prove({ trace, moment }: View): Promise<Proof> {
  const table = (role: 'data' | 'target'): { numbers: Float64Array; width: number; columns: readonly string[] } => {
    const found = [...trace.view(moment).blocks].find(([n, l]) => l.role === role && n.op === 'input');
    if (!found) throw new Error(`no table of ${role}`);
    const [node, label] = found;
    return { numbers: trace.numbers(node, moment), width: node.shape[1] ?? 1, columns: label.axes.at(-1)?.items ?? [] };
  };
  const x = table('data');
  const y = table('target');
  const points = Array.from({ length: x.numbers.length / x.width }, (_, i) => [
    ...x.numbers.subarray(i * x.width, (i + 1) * x.width),
  ]);
  const answer = await separable(
    points,
    [...y.numbers].map((v) => (v > 0 ? 1 : 0)),
    { highs: { locateFile: () => highsWasm } },
  );
  return { answer, points, columns: x.columns };
}
