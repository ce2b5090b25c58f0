import { diagnose, gradientSizes } from 'gradsheet/explain';
import { scientific, short, text } from '../numbers/format.ts';
import { liked } from '../scenarios/liked.ts';
import { dead, deep, xorNet } from '../scenarios/networks.ts';
import { line, xorLine } from '../scenarios/points.ts';
import { students } from '../scenarios/students.ts';
import type { Context, Facts, Lesson, Task } from './lesson.ts';
import { isStep, numberAt, weightsAt } from './observe.ts';

const loss = ({ session }: Context, step = session.place.step): number => session.branch.timeline.loss(step);
const five = (v: number): string => text(v, { decimals: 5, signed: false });
const count = (c: Context): number => Number(c.memory['count'] ?? 0);

/** 1. A neuron draws a line. */
const lineTasks: readonly Task[] = [
  {
    id: 'mistake',
    scenario: line,
    on: (e, c) => {
      if (isStep(e) && loss(c, e.from.step) === 1) c.done('moved');
    },
  },
  {
    id: 'settle',
    scenario: line,
    on: (e, c) => {
      const { session } = c;
      const epoch = Math.floor(session.reached / session.perEpoch) - 1;
      if ((e.kind === 'step' || e.kind === 'jump') && epoch >= 0 && session.branch.timeline.epochLoss(epoch) === 0) {
        c.done('settled');
      }
    },
    facts: ({ session }) => {
      const epoch = session.epoch;
      const first = epoch * session.perEpoch;
      const seen = Math.min(session.place.step - first + 1, session.perEpoch);
      const mistakes = Array.from({ length: seen }, (_, i) => session.branch.timeline.loss(first + i)).filter(
        (v) => v === 1,
      ).length;
      return { epoch: String(epoch), mistakes: String(mistakes), seen: String(seen), points: String(session.perEpoch) };
    },
  },
  { id: 'proof', scenario: line, offer: { kind: 'proof' } },
  {
    id: 'uses',
    scenario: line,
    offer: {
      kind: 'choice',
      options: ['spam', 'loan', 'switches'],
      pick: (o, c) => {
        if (o === 'switches') c.done('right');
        else c.hint(o);
      },
    },
  },
];

/** 2. XOR: no line can, two layers can. */
const xorTasks: readonly Task[] = [
  {
    id: 'guess',
    scenario: xorLine,
    offer: {
      kind: 'choice',
      options: ['yes', 'no'],
      blocks: true,
      pick: (o, c) => {
        c.memory['guess'] = o;
        c.done();
      },
    },
  },
  {
    id: 'circle',
    scenario: xorLine,
    on: (e, c) => {
      const { session } = c;
      const { timeline } = session.branch;
      const at = session.place.step;
      if (e.kind !== 'step' || at % session.perEpoch !== 0) return;
      const now = weightsAt(timeline, at);
      for (let step = 0; step < at; step += session.perEpoch) {
        if (weightsAt(timeline, step).every((v, i) => v === now[i])) {
          c.done('circle');
          return;
        }
      }
    },
    facts: ({ session }) => ({ epoch: String(session.epoch) }),
  },
  { id: 'proof', scenario: xorLine, offer: { kind: 'proof' } },
  {
    id: 'layers',
    scenario: xorNet,
    on: (e, c) => {
      if (isStep(e) && rightOf(c) === 4) c.done('solved');
    },
    facts: (c) => ({ right: String(rightOf(c)), loss: five(loss(c)) }),
  },
  {
    id: 'unit',
    scenario: xorNet,
    on: (e, c) => {
      if (e.kind === 'pin' && e.slot.label.role === 'activation') c.done('line');
    },
  },
];
/** Rows on the right side of one half. */
const rightOf = ({ session }: Context): number =>
  [0, 1, 2, 3].filter(
    (row) =>
      numberAt(session.branch.timeline, session.place.step, `p.${row}`) > 0.5 ===
      (numberAt(session.branch.timeline, session.place.step, `y.${row}`) === 1),
  ).length;

/** 3. Activation functions: a gradient vanishes, a unit dies, and both are cured. */
export const tutorialFunctions = ['sigmoid', 'tanh', 'relu', 'leakyRelu', 'softmax'] as const;
const share = ({ session }: Context): { first: number; last: number } => {
  const { trace, moment } = session.view;
  const sizes = gradientSizes({ trace, moment });
  return { first: sizes[0]?.size ?? NaN, last: sizes.at(-1)?.size ?? NaN };
};
const activationTasks: readonly Task[] = [
  { id: 'look', scenario: xorNet, needed: tutorialFunctions.length, facts: (c) => ({ seen: String(count(c)) }) },
  {
    id: 'slope',
    scenario: xorNet,
    offer: {
      kind: 'choice',
      options: ['low', 'zero', 'high'],
      pick: (o, c) => {
        if (o === 'zero') c.done('right');
        else c.hint('flat');
      },
    },
  },
  {
    id: 'vanish',
    scenario: deep,
    facts: sizesOf,
    on: (e, c) => {
      if (e.kind === 'pin' && /^[dmhg]1(\.|$)/.test(e.slot.id)) c.done('tiny');
    },
  },
  {
    id: 'cure',
    scenario: deep,
    facts: sizesOf,
    on: (e, c) => {
      if (e.kind !== 'vary') return;
      const { first, last } = share(c);
      if (first > last / 100) c.done('cured');
      else c.hint('still');
    },
  },
  {
    id: 'dead',
    scenario: dead,
    on: (e, c) => {
      if (e.kind !== 'pin') return;
      if (
        deadUnits(c).some((d) => d.cells.some((cell) => cell.value === e.slot.value && cell.at[1] === e.slot.at[1]))
      ) {
        c.done('found');
      } else if (e.slot.label.role === 'activation') c.hint('alive');
    },
  },
  {
    id: 'revive',
    scenario: dead,
    on: (e, c) => {
      if (e.kind === 'vary') {
        if (deadUnits(c).length === 0) c.done('alive');
        else c.hint('still');
      }
    },
  },
];
function sizesOf(c: Context): Facts {
  const { first, last } = share(c);
  return { first: scientific(first, 1), last: scientific(last, 1), times: short(last / first, 2) };
}
const deadUnits = ({ session: { view } }: Context): ReturnType<typeof diagnose> =>
  diagnose(view.trace, view.moment).filter((d) => d.kind === 'dead-unit');

/** 4. Training in a spreadsheet: the five students. */
const studentTasks: readonly Task[] = [
  {
    id: 'guess',
    scenario: students,
    offer: {
      kind: 'choice',
      options: ['up', 'down', 'same'],
      blocks: true,
      pick: (o, c) => {
        c.memory['guess'] = o;
        c.done();
      },
    },
  },
  {
    id: 'step',
    scenario: students,
    on: (e, c) => {
      const { timeline } = c.session.branch;
      if (isStep(e)) c.memory['stepped'] = e.to.step;
      if (c.memory['stepped'] !== undefined && e.kind === 'pin' && ['w.1', 'm.1', 'u.1', 'n.1'].includes(e.slot.id)) {
        const moved = numberAt(timeline, 1, 'w.1') - numberAt(timeline, 0, 'w.1');
        const way = moved > 0 ? 'up' : moved < 0 ? 'down' : 'same';
        c.done(c.memory['guess'] === way ? 'right' : c.memory['guess'] === undefined ? 'seen' : 'wrong');
      }
    },
    facts: ({ session, memory }) => {
      const { timeline } = session.branch;
      const from = numberAt(timeline, 0, 'w.1');
      const to = timeline.reached > 0 ? numberAt(timeline, 1, 'w.1') : NaN;
      return {
        stepped: memory['stepped'] === undefined ? '' : 'yes',
        from: text(from, { decimals: 4, signed: true }),
        to: text(to, { decimals: 4, signed: true }),
        by: text(Math.abs(to - from), { decimals: 4, signed: false }),
        way: to > from ? 'up' : 'down',
      };
    },
  },
  {
    id: 'falls',
    scenario: students,
    needed: 3,
    on: (e, c) => {
      if (isStep(e) && e.to.step === e.from.step + 1) {
        c.memory['count'] = loss(c, e.to.step) < loss(c, e.from.step) ? count(c) + 1 : 0;
      } else if (e.kind === 'jump' || e.kind === 'edit' || e.kind === 'open') c.memory['count'] = 0;
      if (count(c) >= 3) c.done('fell');
    },
    facts: (c) => {
      const { session } = c;
      const first = loss(c, 0);
      const now = loss(c);
      const rose = Number.isFinite(now) && now > first;
      return {
        rose: rose ? 'yes' : '',
        first: five(first),
        now: five(now),
        rate: String(session.typed('lr')),
        count: String(count(c)),
      };
    },
  },
  {
    id: 'misaligned',
    scenario: students,
    offer: {
      kind: 'button',
      press: ({ session }) => {
        session.openMisaligned();
      },
    },
    on: (e, c) => {
      if (e.kind !== 'pin' || !e.branch.misaligned) return;
      if (/^p\.[1-4]$/.test(e.slot.id)) c.done('found');
      else {
        c.hint(
          e.slot.id === 'p.0'
            ? 'first'
            : e.slot.label.role === 'error' || e.slot.label.role === 'eachLoss'
              ? 'earlier'
              : 'right',
        );
      }
    },
  },
  { id: 'predict', scenario: students, offer: { kind: 'predict' } },
];

/** 5. A network on a table whose labels are coins. */
const likedTasks: readonly Task[] = [
  {
    id: 'guess',
    scenario: liked,
    offer: {
      kind: 'choice',
      options: ['ten', 'fifteen', 'twenty'],
      blocks: true,
      pick: (o, c) => {
        c.memory['guess'] = o;
        c.done();
      },
    },
  },
  {
    id: 'train',
    scenario: liked,
    on: (e, c) => {
      if ((e.kind === 'step' || e.kind === 'jump') && c.session.epoch >= 50) c.done('trained');
    },
    facts: (c) => ({ epoch: String(c.session.epoch), loss: five(loss(c)) }),
  },
  { id: 'verdict', scenario: liked, offer: { kind: 'verdict' } },
  {
    id: 'why',
    scenario: liked,
    offer: {
      kind: 'choice',
      options: ['layers', 'epochs', 'coins'],
      pick: (o, c) => {
        if (o === 'coins') c.done('right');
        else c.hint(o);
      },
    },
  },
  { id: 'code', scenario: liked, offer: { kind: 'code' } },
];

/** 6. Your own data: the view for it marks these tasks. */
const ownTasks: readonly Task[] = ['load', 'train', 'judge', 'predict'].map((id) => ({
  id,
  scenario: students,
  offer: { kind: 'link', to: 'data?lesson=6' },
}));

export const lessons: readonly Lesson[] = [
  lineTasks,
  xorTasks,
  activationTasks,
  studentTasks,
  likedTasks,
  ownTasks,
].map((tasks, i) => ({ number: i + 1, tasks }));
