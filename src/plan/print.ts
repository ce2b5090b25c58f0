/** A plan for people: its stages, and for each kernel what it reads and what it makes. */
import { isOp, type Node } from '../ir/node.ts';
import type { Program } from '../ir/program.ts';
import { isCarried } from '../ir/scan-results.ts';
import { text, type Shape } from '../ir/shape.ts';
import type { Expression, Load } from './expression.ts';
import { loadsOf, madeBy, sameElement, type Kernel, type Made, type ProductKernel } from './kernel.ts';
import type { Home } from './lifetimes.ts';
import { outerLoop } from './outer-loop.ts';
import type { Plan } from './plan.ts';

type Name = (n: Node) => string;

/** An input by its name, anything else by its number in the program: `dense/kernel`, `%12`. */
export function numbered(p: Program): Name {
  const number = new Map(p.nodes.map((n, i) => [n, i]));
  return (n) => (isOp(n, 'input') ? n.attrs.name : `%${number.get(n)}`);
}

/** A plan as plain data. */
export interface PlanRows {
  /** Scalars computed before the first stage, and outputs among them. */
  readonly prelude: readonly { readonly value: string; readonly output?: string }[];
  readonly stages: readonly (readonly KernelRow[])[];
}
export interface KernelRow {
  readonly kind: Kernel['kind'];
  /** The sizes of its loops, outermost first. */
  readonly loops: readonly number[];
  /** Rounds of the outer loop, which may be run in pieces. */
  readonly outer: number;
  readonly reads: readonly { readonly value: string; readonly shape: Shape }[];
  readonly writes: readonly MadeRow[];
  /** A step of a loop over time. */
  readonly body?: PlanRows;
}
export interface MadeRow {
  /** Null for a copy to an output. */
  readonly value: string | null;
  readonly shape: Shape;
  readonly formula: string;
  readonly output?: string;
  readonly home: Home['kind'];
}

export function planRows(plan: Plan, name: Name = numbered(plan.program)): PlanRows {
  const { read, outputs } = plan.prelude;
  return {
    prelude: [
      ...read.filter((n) => !isOp(n, 'input')).map((n) => ({ value: name(n) })),
      ...outputs.map(([output, n]) => ({ value: name(n), output })),
    ],
    stages: plan.stages.map((stage) => stage.map((k) => kernelRow(k, plan, name))),
  };
}

function kernelRow(k: Kernel, plan: Plan, name: Name): KernelRow {
  const own = new Set(madeBy(k).map(({ node }) => node));
  const body = k.kind === 'scan' ? plan.bodies.get(k) : undefined;
  const reads = [...new Set(loadsOf(k).map((l) => l.node))].filter((n) => !own.has(n));
  return {
    kind: k.kind,
    loops: loopsOf(k),
    outer: outerLoop(k).rounds,
    reads: reads.map((n) => ({ value: name(n), shape: n.shape })),
    writes: formulas(k, name).map(([made, what]) => madeRow(made, what, plan, name)),
    ...(body ? { body: planRows(body) } : {}),
  };
}

function madeRow(made: Made, formula: string, { program, homes }: Plan, name: Name): MadeRow {
  const { node, output } = made;
  return {
    value: node && name(node),
    shape: node?.shape ?? program.outputs[output ?? '']?.shape ?? [],
    formula,
    ...(output === null ? {} : { output }),
    home: homes.get(made)?.kind ?? 'register',
  };
}

function loopsOf(k: Kernel): readonly number[] {
  switch (k.kind) {
    case 'map':
      return k.sizes;
    case 'fold':
      return [...k.kept, ...k.folded];
    case 'product':
      return [...k.batch, k.m, k.n, k.k];
    case 'gather':
      return k.before.x.node.shape.with(0, k.before.index.node.shape[0] ?? 0);
    case 'draw':
      return k.of.shape;
    case 'scan':
      return [k.of.attrs.length];
    default:
      return k satisfies never;
  }
}

/** What a kernel makes, and how. */
function formulas(k: Kernel, name: Name): (readonly [Made, string])[] {
  switch (k.kind) {
    case 'map':
      return k.after.map((c) => [c, formula(c.value, name, (l) => sameElement(k, l))]);
    case 'fold': {
      const sign = k.combine === 'add' ? 'Σ' : 'max';
      const order = k.sum === 'inFours' ? ', in fours' : '';
      return [[k.made, `${sign} ${formula(k.before, name, () => true)}${order}`]];
    }
    case 'product':
      return [[k.made, `${operand(k.before.a, k, name)} · ${operand(k.before.b, k, name)}`]];
    case 'gather':
      return [[k.made, `${k.of.op} ${name(k.before.x.node)} by ${name(k.before.index.node)}`]];
    case 'draw': {
      const { seed, step } = k.before;
      return [[k.made, `draw ${name(seed.node)}, ${name(step.node)}, stream ${k.of.attrs.stream}`]];
    }
    case 'scan':
      return k.made.map((made) => [
        made,
        `${isCarried(k.of.attrs, made.node.attrs.name) ? 'last' : 'every'} ${made.node.attrs.name}`,
      ]);
    default:
      return k satisfies never;
  }
}

/** `wᵀ` is read column by column. */
const operand = ({ node, at }: Load, { batch }: ProductKernel, name: Name): string => {
  const [row = 0, column = 0] = at.steps.slice(batch.length);
  return row > 0 && column > row ? `${name(node)}ᵀ` : name(node);
};

/** `x[…]` reads elsewhere than at the element written. */
function formula(e: Expression, name: Name, isHere: (l: Load) => boolean): string {
  switch (e.kind) {
    case 'number':
      return String(e.value);
    case 'position':
      return 'position';
    case 'load':
      return isHere(e) || e.node.shape.length === 0 ? name(e.node) : `${name(e.node)}[…]`;
    case 'apply':
      return `${e.op}(${e.x.map((x) => formula(x, name, isHere)).join(', ')})`;
    case 'inside':
      return `inside(${formula(e.x, name, isHere)})`;
    default:
      return e satisfies never;
  }
}

/** What a plan says in words. `loops` and `reads` may be empty. */
export interface PlanWords {
  readonly prelude: (values: string) => string;
  readonly stage: (n: number) => string;
  readonly kernel: (kind: Kernel['kind'], loops: string, reads: string) => string;
}
export const planWords: PlanWords = {
  prelude: (values) => `prelude  ${values}`,
  stage: (n) => `stage ${n}`,
  kernel: (kind, loops, reads) => `${kind}${loops && `, loops ${loops}`}${reads && `, reads ${reads}`}`,
};

/**
 * A line for each kernel, with what it reads, and under it a line for each value it makes:
 *
 *     stage 4
 *       map, loops 10 × 6, reads %9 [10, 6], b1 [6]
 *         %12 [10, 6] = add(%9, b1[…])
 *
 * `→ name` is an output; a value in brackets is never written to memory.
 */
export function planText({ prelude, stages }: PlanRows, words: PlanWords = planWords): string {
  const early = prelude.map(({ value, output }) => (output === undefined ? value : `${value} → ${output}`));
  return [
    ...(early.length === 0 ? [] : [words.prelude(early.join(', '))]),
    ...stages.flatMap((stage, i) => [words.stage(i + 1), ...stage.flatMap((k) => kernelLines(k, words))]),
  ].join('\n');
}

function kernelLines({ kind, loops, reads, writes, body }: KernelRow, words: PlanWords): string[] {
  const read = reads.map(({ value, shape }) => `${value} ${text(shape)}`).join(', ');
  return [
    `  ${words.kernel(kind, loops.join(' × '), read)}`,
    ...(body
      ? planText(body, words)
          .split('\n')
          .map((line) => `    ${line}`)
      : []),
    ...writes.map((made) => `    ${madeLine(made)}`),
  ];
}

function madeLine({ value, shape, formula: what, output, home }: MadeRow): string {
  const goes = output === undefined ? '' : ` → ${output}`;
  if (value === null) return `${what} ${text(shape)}${goes}`;
  const named = `${value} ${text(shape)}`;
  return `${home === 'register' ? `(${named})` : named} = ${what}${goes}`;
}
