import { GradsheetError } from '../errors.ts';
import { quoted } from '../words.ts';
import { apply } from './builder.ts';
import type { Label } from './label.ts';
import type { Node, Results } from './node.ts';
import { primitives, type OpName } from './primitives.ts';
import { isProgram, program, type Program } from './program.ts';
import { withLoops } from './scan.ts';
import type { Shape } from './shape.ts';
import { words } from './error-words.ts';

interface OneProgram {
  readonly nodes: readonly ({
    readonly op: OpName;
    readonly inputs: readonly number[];
    readonly attrs: object;
  } & ({ readonly shape: Shape } | { readonly results: Results }))[];
  readonly outputs: Readonly<Record<string, number>>;
  readonly labels: readonly { readonly label: Label; readonly node: number }[];
}

/**
 * A program as plain data: nodes by number, which is what a value is called outside one process. An attribute that is a
 * program is `{ program: 2 }`, number 2 of `programs`, so that one that many nodes hold is written once.
 */
export interface ProgramJson extends OneProgram {
  /** Each after those that it holds itself. */
  readonly programs?: readonly OneProgram[];
}

export function toJson(p: Program): ProgramJson {
  const programs: OneProgram[] = [];
  const numbers = new Map<Program, number>();
  const held = (inner: Program): { readonly program: number } => {
    const known = numbers.get(inner);
    const number = known ?? programs.push(one(inner)) - 1;
    numbers.set(inner, number);
    return { program: number };
  };
  const one = ({ nodes, outputs, labels }: Program): OneProgram => {
    const number = new Map(nodes.map((n, i) => [n, i]));
    const of = (n: Node): number => number.get(n) ?? -1; // every node of a program is in `nodes`
    return {
      nodes: nodes.map(({ op, inputs, attrs, ...n }) => ({
        op,
        inputs: inputs.map(of),
        attrs: mapped(attrs, (value) => (isProgram(value) ? held(value) : value)),
        ...n, // its shape, or its results
      })),
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, n]) => [name, of(n)])),
      labels: labels.map(({ label, node }) => ({ label, node: of(node) })),
    };
  };
  const whole = one(p);
  return programs.length === 0 ? whole : { ...whole, programs };
}

/** @throws GradsheetError `bad-file` if an op is unknown, or a node or program comes before what it reads */
export function fromJson(json: ProgramJson): Program {
  withLoops();
  const programs: Program[] = [];
  for (const inner of json.programs ?? []) programs.push(read(inner, programs));
  return read(json, programs);
}

function read(json: OneProgram, programs: readonly Program[]): Program {
  const nodes: Node[] = [];
  for (const { op, inputs, attrs } of json.nodes) {
    if (!Object.hasOwn(primitives, op)) {
      throw new GradsheetError('bad-file', {
        where: 'program',
        expected: words('a known primitive'),
        received: quoted(op),
      });
    }
    const held = mapped(attrs, (value) => (isHeld(value) ? at(programs, value.program) : value));
    nodes.push(
      apply(
        op,
        inputs.map((i) => at(nodes, i)),
        held,
      ),
    );
  }
  return program(
    Object.fromEntries(Object.entries(json.outputs).map(([name, i]) => [name, at(nodes, i)])),
    json.labels.map(({ label, node }) => ({ label, node: at(nodes, node) })),
  );
}

const mapped = (attrs: object, f: (value: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(attrs).map(([name, value]) => [name, f(value)]));

const isHeld = (value: unknown): value is { readonly program: number } =>
  typeof value === 'object' && value !== null && 'program' in value;

function at<T>(list: readonly T[], i: number): T {
  const found = list[i];
  if (found) return found;
  throw new GradsheetError('bad-file', {
    where: 'program',
    expected: words('nodes after their inputs'),
    received: words('number {} too early', i),
  });
}
