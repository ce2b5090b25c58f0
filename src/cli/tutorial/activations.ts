import { g } from '../../ir/builder.ts';
import { grad } from '../../ir/grad.ts';
import { sum } from '../../ir/ops.ts';
import { order } from '../../ir/program.ts';
import { activation } from '../../nn/activations.ts';
import { evaluate } from '../../ir/evaluate.ts';
import { plain } from '../numbers.ts';
import { curve } from '../plot.ts';
import { fixed, type Tour } from './tour.ts';

const shown = ['sigmoid', 'tanh', 'relu', 'leakyRelu'] as const;
const DEEP = 10; // layers
const AT = 2; // the weighted sum in each of them

/**
 * Each activation with its picture, and what is left of a gradient behind ten layers of it: computed by our own engine.
 */
export async function activationsPart(tour: Tour): Promise<object> {
  const {
    text: { activations: t },
    style,
  } = tour;
  tour.title(t.title);
  tour.say(t.story);
  const xs = Array.from({ length: 65 }, (_, i) => -4 + i / 8);
  const pictures = shown.map((name) => curve(values(name, xs).y, { width: 15, height: 4 }));
  tour.lines(
    [
      shown
        .map((name) => style.bold(name.padEnd(17)))
        .join('')
        .trimEnd(),
      ...(pictures[0] ?? []).map((_, line) =>
        pictures
          .map((picture) => style.role('prediction', (picture[line] ?? '').padEnd(17)))
          .join('')
          .trimEnd(),
      ),
    ].join('\n'),
  );

  const rows = shown.map((name) => {
    const { slope } = values(name, [-5, 0, 5, AT]);
    const left = Array.from({ length: DEEP }).reduce<number>((product) => product * (slope[3] ?? NaN), 1);
    return { name, slopes: slope.slice(0, 3), left };
  });
  tour.say(t.slopes);
  tour.table(
    [
      t.columns.map(style.faint),
      ...rows.map(({ name, slopes, left }) => [
        name,
        t.ranges[name],
        ...slopes.map((s) => style.role('gradient', fixed(s))),
        style.role('gradient', plain(left, 2)),
      ]),
      ['softmax', t.ranges.softmax, '', '', '', ''],
    ],
    ['left', 'left', 'right', 'right', 'right', 'right'],
  );
  const left = (name: string): string => plain(rows.find((row) => row.name === name)?.left ?? NaN, 2);
  tour.say(t.vanish(left('sigmoid'), left('relu')));
  tour.say(t.use);
  return { layers: DEEP, at: AT, functions: rows };
}

/** The function and its slope at each x: a program of one activation, differentiated and run on the reference. */
function values(name: (typeof shown)[number], xs: readonly number[]): { y: number[]; slope: number[] } {
  const x = g.input({ name: 'x', shape: [xs.length], from: 'feed' });
  const y = activation(name).apply(x);
  const [slope = x] = grad(sum(y), [x]);
  const results = evaluate(order([y, slope]), { x: Float64Array.from(xs) });
  return { y: [...(results.get(y) ?? [])], slope: [...(results.get(slope) ?? [])] };
}
