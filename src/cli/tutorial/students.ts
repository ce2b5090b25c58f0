import { trace, type Trace } from '../../explain/trace.ts';
import { layers, reference, sequential, type Model } from '../../index.ts';
import type { Node } from '../../ir/node.ts';
import type { Role } from '../../ir/label.ts';
import type { Matrix } from '../../data/matrix.ts';
import { writeSheet, writeXlsx } from '../../sheet.ts';
import { plot } from '../plot.ts';
import { misalignedWorkbook, students } from './misaligned.ts';
import { fixed, signed, type Tour } from './tour.ts';

const SHOWN = 5; // epochs, as the tutorial copies its block
const LONG = 2000; // epochs until nothing moves any more
const NEW = [0.7, 0.6, 0.65]; // marks of a student who is not in the table

/** One neuron, trained by hand: the numbers of the tutorial, and the mistake in its sheet. */
export async function studentsPart(tour: Tour): Promise<object> {
  const {
    text: { students: t },
    style,
    language,
  } = tour;
  tour.title(t.title);
  tour.say(t.story);
  tour.lines(style.bold(t.formula));

  const half = neuron(0.5);
  const run = half.run(x, [...students.returns], settings(SHOWN));
  const timeline = trace(run);
  tour.say(t.epoch0);
  const at = (role: Role, moment: number): Float64Array => numbers(timeline, role, moment);
  const prediction = at('prediction', 0);
  const error = at('error', 0);
  const squared = at('eachLoss', 0);
  tour.table(
    [
      t.columns.map(style.faint),
      ...students.names.map((name, i) => [
        name,
        ...(students.marks[i] ?? []).map((mark) => style.role('data', mark.toFixed(2))),
        style.role('data', (students.returns[i] ?? 0).toFixed(2)),
        style.role('prediction', fixed(prediction[i] ?? NaN)),
        style.role('error', signed(error[i] ?? NaN)),
        style.role('error', fixed(squared[i] ?? NaN, 5)),
      ]),
    ],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
  const mse = lossesOf(timeline);
  tour.lines(t.mse(style.bold(String(mse[0]))));

  tour.say(t.step('0.5'));
  const weights = (moment: number): number[] => [...at('parameter', moment)];
  const before = weights(0);
  const after = weights(1);
  const rows = [
    before.map((v) => style.role('parameter', signed(v))),
    before.map((v, k) => style.role('gradient', signed(((after[k] ?? NaN) - v) / 0.5))),
    after.map((v) => style.role('update', signed(v))),
  ];
  tour.table(
    [['', 'w1', 'w2', 'w3', t.bias].map(style.faint), ...rows.map((row, i) => [t.stepRows[i] ?? '', ...row])],
    ['left', 'right', 'right', 'right', 'right'],
  );

  const full = lossesOf(trace(neuron(1).run(x, [...students.returns], settings(SHOWN))));
  const wrong = misalignedWorkbook(SHOWN, language);
  tour.say(t.rates(stabilityLimit().toFixed(3)));
  tour.table(
    [
      [t.epoch, t.runs.full, t.runs.half, t.runs.wrong].map(style.faint),
      ...full.map((value, epoch) => [
        String(epoch),
        ...[value, mse[epoch] ?? NaN, wrong.mse[epoch] ?? NaN].map((v) => style.role('error', v.toFixed(9))),
      ]),
    ],
    ['right', 'right', 'right', 'right'],
  );
  tour.lines(
    plot(
      [
        { name: t.runs.full, values: full },
        { name: t.runs.half, values: mse },
        { name: t.runs.wrong, values: wrong.mse },
      ],
      { width: 74, height: 11, along: t.along, first: 0 },
    ),
  );

  tour.say(t.puzzle(style.bold(String(wrong.mse[SHOWN]))));
  tour.lines(
    `J2  ${wrong.formulas[0]}\nJ3  ${wrong.formulas[1].replace(/I3$/, style.alert('I3'))}   ${style.alert(t.blank)}`,
  );
  tour.say(t.explain);

  await half.fit(x, [...students.returns], { ...settings(LONG), engine: reference });
  const { loss } = await half.evaluate(x, [...students.returns], { engine: reference });
  const [[value = NaN] = []] = await half.predict([NEW], { engine: reference });
  tour.say(t.converge(LONG, style.bold(loss.toPrecision(6))));
  const [e = 0, m = 0, s = 0] = NEW;
  tour.say(t.predict(t.marks(String(e), String(m), String(s)), style.bold(value.toFixed(4))));

  await tour.put(
    'students.xlsx',
    await writeSheet(run, { language, title: t.sheet.title, rowNames: students.names, newRow: NEW }),
  );
  await tour.put('students-misaligned.xlsx', await writeXlsx(wrong.book));
  return {
    rate1: full,
    rate05: mse,
    misaligned: wrong.mse,
    limit: stabilityLimit(),
    afterLong: loss,
    newStudent: { marks: NEW, prediction: value },
  };
}

const x: Matrix = {
  data: Float64Array.from(students.marks.flat()),
  shape: [5, 3],
  columns: ['english', 'math', 'science'],
};
const settings = (epochs: number) => ({ epochs, batchSize: 5, shuffle: false });

function neuron(learningRate: number): Model {
  const model = sequential([layers.dense({ units: 1, kernelInitializer: 'constant:0.33' })]);
  model.compile({ optimizer: { name: 'sgd', learningRate }, loss: 'halfSquaredError' });
  return model;
}

/** Numbers of the values of one role, in their order, at a moment of the training. */
function numbers(timeline: Trace, role: Role, moment: number): Float64Array {
  const nodes = [...timeline.blocks].filter(
    (node: Node) => timeline.label(node).role === role && timeline.view(moment).blocks.has(node),
  );
  return Float64Array.from(nodes.flatMap((node) => [...timeline.numbers(node, moment)]));
}

const lossesOf = (timeline: Trace): number[] =>
  Array.from({ length: timeline.length }, (_, moment) => numbers(timeline, 'loss', moment)[0] ?? NaN);

/**
 * 2 / λ: λ the largest eigenvalue of the mean of [x, 1]ᵀ[x, 1], by power iteration. Beyond it gradient descent on
 * ½·error² diverges.
 */
function stabilityLimit(): number {
  const points = students.marks.map((marks) => [...marks, 1]);
  let v = [1, 1, 1, 1];
  let size = 1;
  for (let i = 0; i < 200; i++) {
    const next = v.map(
      (_, j) =>
        points.reduce((sum, p) => sum + (p[j] ?? 0) * p.reduce((dot, value, k) => dot + value * (v[k] ?? 0), 0), 0) /
        points.length,
    );
    size = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    v = next.map((value) => value / size);
  }
  return 2 / size;
}
