import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { History, numberOf, trace } from 'gradsheet/explain';
import { reference, type Run, type Tensors } from 'gradsheet';
import { applied } from '../../studio/src/bench/branch.ts';
import { panelsOf, slotsOf } from '../../studio/src/bench/panels.ts';
import { cellOf, read } from '../../studio/src/bench/reading.ts';
import { Timeline } from '../../studio/src/bench/timeline.ts';
import { liked } from '../../studio/src/scenarios/liked.ts';
import { dead, deep, xorNet } from '../../studio/src/scenarios/networks.ts';
import { line, xorLine } from '../../studio/src/scenarios/points.ts';
import { students } from '../../studio/src/scenarios/students.ts';
import { cpuMs } from '../tools/cpu.ts';

interface Golden {
  readonly runs: Readonly<
    Record<
      string,
      {
        readonly epochs: readonly {
          readonly epoch: number;
          readonly w?: readonly number[];
          readonly bias?: number;
          readonly mse: number;
        }[];
      }
    >
  >;
}
const golden = JSON.parse(readFileSync(new URL('../vectors/students.json', import.meta.url), 'utf8')) as Golden;
const at = (t: Timeline, step: number, id: string): number => {
  const view = t.view(step);
  const slot = slotsOf(panelsOf(view.trace.view(view.moment))).get(id);
  return slot ? numberOf(view.trace, cellOf(view, slot)) : expect.fail(`no cell ${id}`);
};
const rate = (value: number) => ({ from: 'setting', name: 'learningRate', index: 0, value, slot: 'lr' }) as const;

describe('the five students', () => {
  const t = Timeline.of(students.make({}));
  test.each(golden.runs['correct_lr1']?.epochs ?? [])(
    'epoch $epoch at rate 1: weights, bias and MSE of NumPy',
    ({ epoch, w = [], bias = NaN, mse }) => {
      expect(w.map((_, k) => at(t, epoch, `w.${k}`))).toEqual(w.map((v) => expect.closeTo(v, 14)));
      expect(at(t, epoch, 'w.3')).toBeCloseTo(bias, 14);
      expect(t.loss(epoch)).toBeCloseTo(mse, 14);
    },
  );
  test.each(golden.runs['correct_lr0.5']?.epochs ?? [])(
    'epoch $epoch at rate 0.5, as a branch from epoch 0',
    ({ epoch, mse }) => {
      const b = applied(t, 0, [rate(0.5)]);
      b.stateBefore(epoch);
      expect(b.loss(epoch)).toBeCloseTo(mse, 14);
    },
  );
  test('the misaligned sheet: its losses, and row B that reads no bias', () => {
    const wrong = students.misaligned?.(students.make({})) ?? expect.fail('no misaligned sheet');
    const m = Timeline.of(wrong);
    const expected =
      Object.entries(golden.runs).find(([name]) => /misaligned/.test(name))?.[1].epochs ?? expect.fail('no golden run');
    for (const { epoch, mse } of expected) {
      m.stateBefore(epoch);
      expect(m.loss(epoch)).toBeCloseTo(mse, 14);
    }
    const view = m.view(3);
    const slots = slotsOf(panelsOf(view.trace.view(view.moment)));
    const reads = (id: string): string[] => [...read(view, slots.get(id) ?? expect.fail(id)).reads.keys()];
    expect(reads('p.0')).toEqual(['x.0.0', 'w.0', 'x.0.1', 'w.1', 'x.0.2', 'w.2', 'w.3']);
    expect(reads('p.1')).toEqual(['x.1.0', 'w.0', 'x.1.1', 'w.1', 'x.1.2', 'w.2']);
  });
  test('a branch leaves the past as it is, and is the same when opened again', () => {
    const b = applied(t, 3, [rate(0.25)]);
    b.stateBefore(6);
    expect([0, 1, 2, 3].map((s) => b.loss(s))).toEqual([0, 1, 2, 3].map((s) => t.loss(s)));
    expect(b.loss(5)).not.toBe(t.loss(5));
    const again = applied(t, 3, [rate(0.25)]);
    again.stateBefore(6);
    expect(again.stateBefore(6)).toEqual(b.stateBefore(6));
  });
});

describe.each([
  ['adam, shuffled batches', () => liked.make(liked.options), 40],
  ['two layers', () => xorNet.make(xorNet.options), 60],
  ['perceptron', () => line.make({}), 20],
] as const)('time travel: %s', (_, make, steps) => {
  const run: Run<Tensors> = make();
  const t = Timeline.of(run);
  test('forward N and back N: the same numbers, to the last bit', () => {
    t.stateBefore(steps);
    const first = new Map([...Array(steps).keys()].map((s) => [s, JSON.stringify(t.view(s).trace.final)]));
    const twice = Timeline.of(run);
    for (const s of [...Array(steps).keys()].toReversed()) {
      expect(JSON.stringify(twice.view(s).trace.final)).toBe(first.get(s));
    }
    for (const s of [steps - 1, 0, 7, 3, 7]) expect(JSON.stringify(t.view(s).trace.final)).toBe(first.get(s));
  });
  test('the states are those of the public history, slots, counters that are read and shuffles included', async () => {
    const history = await History.open(run, { engine: reference });
    for (const s of [1, 9, steps]) {
      const there = await history.state(s);
      const here = t.stateBefore(s);
      for (const [name, values] of Object.entries(there)) {
        if (
          !name.startsWith('sums/') &&
          (name !== 'step' || run.programs['step']?.labels.some((l) => l.label.role === 'slot'))
        ) {
          expect(here[name], `${name} before step ${s}`).toEqual(values);
        }
      }
    }
    history.dispose();
  });
});

test('the run of a branch is the training that the branch shows, also from the middle of an epoch', () => {
  const branch = Timeline.of(liked.make(liked.options)).branch(13, {});
  const { final, steps } = trace(branch.run, { epochs: 2, rates: true });
  expect([steps[0]?.step, steps.at(-1)?.step]).toEqual([13, 23]); // 8 steps an epoch
  const shown = branch.stateBefore(24);
  for (const [name, values] of Object.entries(final)) {
    if (!name.startsWith('sums/')) expect(shown[name], name).toEqual(values);
  }
  expect(steps[0]?.rows).toEqual(branch.view(13).trace.steps.at(-1)?.rows);
});

test('every number of every bench stands in exactly one cell, and every cell says what it reads', () => {
  for (const scenario of [students, line, xorLine, xorNet, deep, dead, liked]) {
    const t = Timeline.of(scenario.make(scenario.options));
    const view = t.view(2);
    const shown = view.trace.view(view.moment);
    const panels = panelsOf(shown);
    const slots = slotsOf(panels);
    const cells = panels.flatMap((p) => p.lines.flatMap((l) => l.slots.filter((s) => s !== null)));
    expect(new Set(cells.map((s) => s.id)).size, `${scenario.id}: ids`).toBe(cells.length);
    // the bar shows the rate; of a table and the rows gathered from it, one is shown
    const shownTwice = new Set(['rows', 'learningRate', 'data', 'target']);
    const there = new Set(cells.map((s) => s.value));
    for (const [node, label] of shown.blocks) {
      if (!shownTwice.has(label.role)) {
        expect(there.has(node), `${scenario.id}: ${label.role} ${label.name ?? ''}`).toBe(true);
      }
    }
    for (const slot of cells) {
      expect(cells.filter((s) => s.value === slot.value && s.at.join() === slot.at.join())).toHaveLength(1);
    }
    for (const slot of cells) {
      const reading = read(view, slot);
      expect(reading.value, `${scenario.id} ${slot.id}`).toBe(numberOf(view.trace, reading.cell));
      for (const id of [...reading.reads.keys(), ...reading.readBy]) {
        expect(id === 'lr' || slots.has(id), `${scenario.id}: ${slot.id} → ${id}`).toBe(true);
      }
    }
  }
});

test('a jump in a network of 80 rows and 800 steps replays few of them', () => {
  const t = Timeline.of(liked.make(liked.options));
  t.stateBefore(400);
  const jumps = [399, 17, 333, 5, 250, 120, 60];
  const begin = cpuMs();
  for (const step of jumps) t.view(step);
  const seven = cpuMs() - begin;
  const fresh = Timeline.of(liked.make(liked.options));
  const before = cpuMs();
  fresh.stateBefore(400);
  expect(seven).toBeLessThan(cpuMs() - before); // all seven cost less than walking there once
});
