/** Prints `src/util/libm.ts`: the routines of f64 over an arithmetic whose numbers are text. */
import type { Arithmetic, PairRoutine, Routine } from '../../src/util/arithmetic.ts';
import * as tables from '../../src/util/routine-tables.ts';
import { routines } from '../../src/util/routines.ts';

/** What is used more than once gets a name when it is first needed; all else is written where it is used. */
interface Value {
  readonly parts: readonly Value[];
  readonly text: (...parts: string[]) => string;
  uses: number;
  name: string | null;
  /** Of a pair's high part: the low part, which is to be read at once. */
  low?: Value;
}

const value = (text: Value['text'], ...parts: Value[]): Value => {
  for (const p of parts) p.uses++;
  return { parts, text, uses: 0, name: null };
};
const of = (x: number): Value => value(() => (x < 0 ? `(${x})` : `${x}`));
/** Where a polynomial stands. */
const nameOfTable = (c: unknown): string => `tables.${Object.entries(tables).find(([, table]) => table === c)![0]}`;

const one = (text: (a: string) => string) => (a: Value) => value((x) => text(x ?? ''), a);
const two = (sign: string) => (a: Value, b: Value) => value((x, y) => `(${x} ${sign} ${y})`, a, b);
const less = two('<');
const choose = (condition: Value, a: Value, b: Value): Value =>
  value((c, x, y) => `(${c} ? ${x} : ${y})`, condition, a, b);

/** @param nameOf of a function that is printed, too */
const texts = (nameOf: (part: Routine | PairRoutine) => string): Arithmetic<Value, Value> => ({
  of,
  add: two('+'),
  sub: two('-'),
  mul: two('*'),
  div: two('/'),
  abs: one((a) => `Math.abs(${a})`),
  floor: one((a) => `Math.floor(${a})`),
  least: (a, b) => choose(less(b, a), b, a),
  most: (a, b) => choose(less(a, b), b, a),
  signed: (a, b) => value((x, y) => `signed(${x}, ${y})`, a, b),
  less,
  equal: two('==='),
  both: two('&&'),
  not: one((a) => `!${a}`),
  choose,
  power2: one((k) => `power2(${k})`),
  significand: one((x) => `significand(${x})`),
  exponent: one((x) => `exponent(${x})`),
  part: (part, ...x) => value((...a) => `${nameOf(part)}(${a.join(', ')})`, ...x),
  pair(part, ...x) {
    const missing = Array<string>(part.length - 1 - x.length).fill('0'); // a small correction that there is not
    const high = value((...a) => `${nameOf(part)}(${[...a, ...missing].join(', ')})`, ...x);
    const low = value(() => 'low', high);
    high.low = low;
    return [high, low];
  },
  where: (condition, part, x, y) =>
    value((c, b, ...a) => `(${c} ? ${nameOf(part)}(${a.join(', ')}) : ${b})`, condition, y, ...x),
  polynomial: (c, t) => value((x) => `polynomial(${nameOfTable(c)}, ${x})`, t),
  digit: one((i) => `twoOverPiDigits()[${i}]`), // nothing that is printed asks for one
});

function body(result: Value | readonly [high: Value, low: Value]): string {
  const lines: string[] = [];
  let count = 0;
  const name = (v: Value, text: string): string => {
    v.name = `v${count++}`;
    lines.push(`const ${v.name} = ${text};`);
    return v.name;
  };
  const written = (v: Value): string => {
    if (v.name !== null) return v.name;
    const text = v.text(...v.parts.map(written));
    if (v.name !== null) return v.name; // the low part of a pair, by its high part
    const isPair = v.low !== undefined && v.low.uses > 0;
    if (!isPair && (v.uses < 2 || v.parts.length === 0)) return text;
    const named = name(v, text);
    if (v.low && isPair) name(v.low, 'low');
    return named;
  };
  if ('parts' in result) {
    const last = written(result);
    return [...lines, `return ${last};`].join('\n');
  }
  const [high, low] = result.map(written);
  return [...lines, `low = ${low};`, `return ${high};`].join('\n');
}

const parameter = (name: string): Value => ({ ...value(() => name), name });
const parameters = ['x', 'y', 'z', 'w'];

/**
 * @param inHead parts of which `head` has functions
 * @param docs what is said of each function; their order is that of the file
 */
export function printLibm(
  head: string,
  inHead: readonly Routine[],
  docs: Readonly<Record<keyof typeof routines, string>>,
): string {
  const names = new Map<Routine | PairRoutine, string>(inHead.map((part) => [part, part.name]));
  const texted: string[] = [];
  const nameOf = (part: Routine | PairRoutine): string => {
    const known = names.get(part);
    if (known !== undefined) return known;
    const { name } = part;
    names.set(part, name);
    const x = parameters.slice(0, part.length - 1);
    const code = body(part(texts(nameOf), ...x.map(parameter)));
    const text = `function ${name}(${x.map((n) => `${n}: number`).join(', ')}): number {\n${code}\n}`;
    texted.push(name in docs ? `/** ${docs[name as keyof typeof docs]} */\nexport ${text}` : text);
    return name;
  };
  for (const name of Object.keys(docs) as (keyof typeof docs)[]) nameOf(routines[name]);
  return [head, ...texted].join('\n\n');
}
