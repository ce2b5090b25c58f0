// What stages promise: kernels of one stage may run at the same time, in any order.
import { expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { isOp } from '../../src/ir/node.ts';
import { program, stateNames, type Program } from '../../src/ir/program.ts';
import { loadsOf, madeBy } from '../../src/plan/kernel.ts';
import { planOf, type Plan } from '../../src/plan/plan.ts';
import { exactState } from '../../src/plan/prelude.ts';
import { randomProgram } from '../ir/random-program.ts';
import { denseNet, input } from '../tools/dense-net.ts';

const planned = (p: Program): Plan => planOf(p, exactState([p]));

/** What breaks the promise, in words. */
function broken({ program, stages, prelude, homes }: Plan): string[] {
  const wrong: string[] = [];
  const known = new Set([...program.nodes.filter((n) => isOp(n, 'input')), ...prelude.read]);
  const replaced = new Set<string>(); // state written in an earlier stage
  stages.forEach((stage, at) => {
    const scratch = [...homes.values()].filter((h) => h.kind === 'scratch');
    for (const k of stage) {
      const own = new Set(madeBy(k).map(({ node }) => node));
      for (const { node } of loadsOf(k)) {
        if (!known.has(node) && !own.has(node)) wrong.push(`stage ${at} reads a ${node.op} too early`);
        if (isOp(node, 'input') && replaced.has(node.attrs.name)) wrong.push(`old ${node.attrs.name} is gone`);
      }
      for (const made of madeBy(k)) {
        const home = homes.get(made);
        if (!home) wrong.push(`a ${made.node?.op} has no home`);
        if (home?.kind === 'scratch' && home.from !== at) wrong.push('memory is taken in another stage');
        const old = home?.kind === 'state' ? program.inputs[home.name] : undefined;
        const others = stage.filter((other) => other !== k);
        if (old && others.some((other) => loadsOf(other).some((l) => l.node === old))) {
          wrong.push(`${made.output} is overwritten while another kernel of its stage reads it`);
        }
      }
    }
    for (const h of scratch) if (h.to < h.from) wrong.push('memory is given back before it is taken');
    for (const k of stage) {
      for (const made of madeBy(k)) {
        if (made.node) known.add(made.node);
        const home = homes.get(made);
        if (home?.kind === 'state') replaced.add(home.name);
      }
    }
  });
  return wrong;
}

test('every read comes a stage after what it reads was made, and before it is overwritten', () => {
  const programs = [denseNet(19, 14, 3, 50, 10).step, ...range(60).map((seed) => randomProgram(seed).program)];
  expect(programs.flatMap((p) => broken(planned(p)))).toEqual([]);
});

test('a value lives until the last stage that reads it', () => {
  const { stages, homes } = planned(denseNet(19, 14, 3, 50, 10).step);
  stages.forEach((stage, at) => {
    for (const k of stage) {
      for (const { node } of loadsOf(k)) {
        const made = [...homes].find(([m]) => m.node === node);
        if (made?.[1].kind === 'scratch') expect(made[1].to).toBeGreaterThanOrEqual(at);
      }
    }
  });
});

test('all outputs are made: by a kernel, or by the prelude', () => {
  const { step } = denseNet(5, 6, 2, 20, 10);
  const { stages, prelude } = planned(step);
  const made = stages.flat().flatMap((k) => madeBy(k).flatMap(({ output }) => output ?? []));
  expect([...made, ...prelude.outputs.map(([name]) => name)].sort()).toEqual(Object.keys(step.outputs).sort());
  expect(prelude.outputs.map(([name]) => name)).toEqual(['step']);
  expect(stateNames(step)).toContain('step');
});

test('the next state is written over the old one, a stage after the last kernel that reads that', () => {
  const w = input('w', [5], 'state');
  const { stages, homes } = planned(program({ loss: g.sum(g.mul(w, w), { axes: [0] }), w: g.neg(w) }));
  expect(stages.map((stage) => stage.map((k) => k.kind))).toEqual([['fold'], ['map']]);
  expect([...homes.values()].map(({ kind }) => kind)).toEqual(['result', 'state']);
});

test('the two gradients of a layer, and the updates of all its weights, need no barrier between them', () => {
  const { stages } = planned(denseNet(5, 6, 2, 20, 10).step);
  expect(stages.some((stage) => stage.filter((k) => k.kind === 'product').length >= 2)).toBe(true);
  expect(stages.some((stage) => stage.filter((k) => k.kind === 'map' && k.after.length === 4).length >= 4)).toBe(true);
});

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
