import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { size, text, type Shape } from '../ir/shape.ts';
import { takenFrom, type Graph } from '../nn/graph.ts';
import { boundsWords, within } from '../util/bounds.ts';
import { checkList, checkRecord } from '../util/options.ts';
import { checkLength, unknownName } from '../ir/checks.ts';
import { names } from '../run/names.ts';
import type { Numbers } from '../run/run.ts';
import type { Scaling } from '../train/step.ts';
import { tensorOf, type ArrayLikeInput, type Data, type Tensor } from './arrays.ts';
import { words } from './error-words.ts';

/** What comes in or goes out: a name and the shape of one row. */
export type Ports = readonly { readonly name: string; readonly shape: Shape }[];

export const columnsFor = (
  kind: 'x' | 'y',
  record: Readonly<Record<string, Tensor>>,
): Record<string, { data: Numbers; width: number }> =>
  Object.fromEntries(
    Object.entries(record).map(([name, t]) => [
      names.table(kind, name),
      { data: t.data, width: size(t.shape.slice(1)) },
    ]),
  );
export const columnsOf = (record: Readonly<Record<string, Tensor>>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(record).flatMap(([name, t]) => (t.columns ? [[name, t.columns]] : [])));

/** @throws GradsheetError `unknown-name` for a scaling of no input, `shape-mismatch` for one of other columns */
export function checkScaling(ports: Ports, scaling: Readonly<Record<string, Scaling>>): void {
  for (const [name, one] of Object.entries(scaling)) {
    const { offset, divisor } = checkRecord(`setScaling, "${name}"`, one) as unknown as Scaling;
    const { shape } =
      ports.find((p) => p.name === name) ??
      unknownName(
        name,
        ports.map((p) => p.name),
      );
    for (const numbers of [offset, divisor]) {
      checkLength(`"${name}"`, checkList(`"${name}"`, numbers).length, shape.at(-1) ?? 1);
    }
  }
}

const isByName = (v: Data | null | undefined): v is Readonly<Record<string, ArrayLikeInput>> =>
  typeof v === 'object' && v !== null && !Array.isArray(v) && !ArrayBuffer.isView(v) && !('shape' in v && 'data' in v);

/** The given arrays, one per port, each of shape [rows, …port]; [rows] stands for [rows, 1]. */
export function matchPorts(data: Data, ports: Ports, what: string): Record<string, Tensor> {
  const [only] = ports;
  const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
  const given: Readonly<Record<string, ArrayLikeInput>> | null = isByName(data)
    ? data
    : only && ports.length === 1
      ? { [only.name]: data as ArrayLikeInput } // a list of tensors is refused there
      : Array.isArray(data) && data.length === ports.length // one after the other
        ? Object.fromEntries(ports.map(({ name }, i) => [name, data[i] as ArrayLikeInput]))
        : null;
  if (!given || Object.keys(given).length !== ports.length || !ports.every(({ name }) => Object.hasOwn(given, name))) {
    const wanted = quoted(ports.map(({ name }) => name));
    throw new GradsheetError('missing-input', {
      where: what,
      expected:
        ports.length === 1
          ? words('an object with {}', wanted)
          : words('an object with {}, or a list of these', wanted),
      received: !given
        ? words('one array')
        : Object.keys(given).length === 0
          ? words('nothing')
          : verbatim(quoted(Object.keys(given))),
    });
  }
  return Object.fromEntries(
    ports.map((p) => {
      const where = ports.length === 1 ? what : `${what} "${p.name}"`;
      const t = tensorOf(given[p.name] as ArrayLikeInput, where);
      const want = size(p.shape);
      const [rows = 0] = t.shape; // undefined is refused there
      if (size(t.shape.slice(1)) !== want || (t.shape.length > 2 && t.shape.length !== p.shape.length + 1)) {
        throw new GradsheetError('shape-mismatch', {
          where,
          expected: words('[rows, {}]', p.shape.join(', ')),
          received: verbatim(text(t.shape)),
          hint: what.endsWith('x')
            ? t.shape.length === 1 && t.shape[0] === want
              ? words(
                  'One row is a list inside a list: {}.',
                  `[[${Array.from(t.data.subarray(0, 5)).join(', ')}${want > 5 ? ', …' : ''}]]`,
                )
              : words('Give as many columns as the network was built for.')
            : words('Give as many numbers per row as the last layer has units.'),
        });
      }
      return [p.name, { ...t, shape: [rows, ...p.shape] }];
    }),
  );
}

/**
 * Inputs that a layer reads as words, whole numbers below a limit: others would name no word. @throws GradsheetError
 * `bad-cell` naming row and place
 */
export function checkTaken(graph: Graph, xs: Readonly<Record<string, Tensor>>, what: string): void {
  for (const { input, layer, takes } of takenFrom(graph)) {
    const x = xs[input];
    const bad = x ? x.data.findIndex((v: number) => !within(v, takes)) : -1;
    if (!x || bad < 0) continue;
    const width = size(x.shape.slice(1));
    const where = graph.inputs.length === 1 ? what : `${what} "${input}"`;
    throw new GradsheetError('bad-cell', {
      where: words('{}, row {}, number {}', where, Math.floor(bad / width) + 1, (bad % width) + 1),
      expected: words('{} for {}', boundsWords(takes), layer),
      received: verbatim(String(x.data[bad])),
      hint: words('Words are counted from 0; inputDim is one more than the largest.'),
    });
  }
}

export function rowsOf(all: Readonly<Record<string, Tensor>>): number {
  const [[firstName, first] = ['', undefined], ...others] = Object.entries(all);
  const rows = first?.shape[0] ?? 0;
  for (const [name, t] of others) {
    if (t.shape[0] !== rows) {
      throw new GradsheetError('shape-mismatch', {
        where: name,
        expected: words('{} rows, as {}', rows, firstName),
        received: verbatim(t.shape[0] ?? 0),
      });
    }
  }
  return rows;
}

/** The shape of a row of what an unbuilt sequential model is given; [rows] stands for [rows, 1]. */
export function rowShape(x: Data): Shape {
  // undefined is refused there
  const { shape } = tensorOf((isByName(x) ? Object.values(x)[0] : x) as ArrayLikeInput, 'x');
  return shape.length === 1 ? [1] : shape.slice(1);
}
