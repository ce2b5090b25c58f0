import { GradsheetError } from '../errors.ts';
import { size, text, type Shape } from '../ir/shape.ts';
import { names } from '../run/names.ts';
import type { Numbers } from '../run/run.ts';
import { tensorOf, type ArrayLikeInput, type Data, type Tensor } from './arrays.ts';
import type { FitOptions } from './fit-options.ts';

/** What comes in or goes out: a name and the shape of one row. */
export type Ports = readonly { readonly name: string; readonly shape: Shape }[];

export const columnsFor = (kind: 'x' | 'y', record: Readonly<Record<string, Tensor>>): Record<string, { data: Numbers; width: number }> =>
  Object.fromEntries(Object.entries(record).map(([name, t]) => [names.table(kind, name), { data: t.data, width: size(t.shape.slice(1)) }]));
export const columnsOf = (record: Readonly<Record<string, Tensor>>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(record).flatMap(([name, t]) => (t.columns ? [[name, t.columns]] : [])));

const isByName = (v: Data | null | undefined): v is Readonly<Record<string, ArrayLikeInput>> => typeof v === 'object' && v !== null && !Array.isArray(v) && !ArrayBuffer.isView(v) && !('shape' in v && 'data' in v);

/** The given arrays, one per port, each of shape [rows, …port]; [rows] stands for [rows, 1]. */
export function matchPorts(data: Data, ports: Ports, what: string): Record<string, Tensor> {
  const [only] = ports;
  if (!isByName(data) && ports.length !== 1) throw new GradsheetError('missing-input', { where: what, expected: `an object with ${ports.map((p) => `"${p.name}"`).join(', ')}`, received: 'one array' });
  const given: Readonly<Record<string, ArrayLikeInput>> = isByName(data) ? data : only ? { [only.name]: data } : {};
  return Object.fromEntries(ports.map((p) => {
    const value = given[p.name], where = ports.length === 1 ? what : `${what} "${p.name}"`;
    if (value === undefined) throw new GradsheetError('missing-input', { where, expected: `[rows, ${p.shape.join(', ')}]`, received: 'nothing' });
    const t = tensorOf(value, where), want = size(p.shape), [rows = 0] = t.shape;
    if (rows === 0) throw new GradsheetError('shape-mismatch', { where, expected: 'at least one row', received: 'none' });
    if (size(t.shape.slice(1)) !== want || (t.shape.length > 2 && t.shape.length !== p.shape.length + 1)) {
      throw new GradsheetError('shape-mismatch', { where, expected: `[rows, ${p.shape.join(', ')}]`, received: text(t.shape), hint: what.endsWith('x') ? 'Give as many columns as the network was built for.' : 'Give as many numbers per row as the last layer has units.' });
    }
    return [p.name, { ...t, shape: [rows, ...p.shape] }];
  }));
}

export function rowsOf(all: Readonly<Record<string, Tensor>>): number {
  const [[firstName, first] = ['', undefined], ...others] = Object.entries(all);
  const rows = first?.shape[0] ?? 0;
  for (const [name, t] of others) if (t.shape[0] !== rows) throw new GradsheetError('shape-mismatch', { where: name, expected: `${rows} rows, as ${firstName}`, received: String(t.shape[0]) });
  return rows;
}

/** sampleWeight × classWeight, per row; null when neither is given. */
export function rowWeights(o: Pick<FitOptions, 'sampleWeight' | 'classWeight'>, ys: Readonly<Record<string, Tensor>>, rows: number): Float64Array | null {
  if (!o.sampleWeight && !o.classWeight) return null;
  const weight = new Float64Array(rows).fill(1);
  if (o.sampleWeight) {
    if (o.sampleWeight.length < rows) throw new GradsheetError('shape-mismatch', { where: 'sampleWeight', expected: `${rows} numbers, one per row`, received: String(o.sampleWeight.length) });
    for (let i = 0; i < rows; i++) weight[i] = o.sampleWeight[i] ?? 1;
  }
  const y = Object.values(ys)[0];
  if (o.classWeight && y) {
    const width = size(y.shape.slice(1));
    for (let i = 0; i < rows; i++) {
      const row = y.data.subarray(i * width, (i + 1) * width);
      const label = width === 1 ? (row[0] ?? 0) : row.indexOf(1);
      weight[i] = (weight[i] ?? 1) * (o.classWeight[label] ?? 1);
    }
  }
  return weight;
}
