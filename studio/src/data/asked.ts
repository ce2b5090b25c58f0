import type { Asked, ColumnFacts, Opened, Seen } from '../worker/protocol.ts';
import { firstSettings } from './first-settings.ts';

/** What a person can take a column for. `id` and `out`: left out. */
export const columnKinds = ['number', 'category', 'date', 'text', 'id', 'out', 'target'] as const;
export type ColumnKind = (typeof columnKinds)[number];

export const firstAsked = (opened: Opened): Asked => ({
  target: firstSettings(opened).target,
  as: {},
  exclude: [],
  seed: 0,
});

/** The same, with a column taken for something else. A target that is none any more is a column like any other. */
export function asChanged({ target, as, exclude, seed }: Asked, { name }: ColumnFacts, kind: ColumnKind): Asked {
  const { [name]: _, ...others } = as;
  const without = exclude.filter((one) => one !== name);
  if (kind === 'target') {
    const { [target]: __, ...rest } = others;
    return { target: name, as: rest, exclude: without, seed };
  }
  if (kind === 'out') return { target, as: others, exclude: [...without, name], seed };
  return { target, as: { ...others, [name]: kind }, exclude: without, seed };
}

/** What is known of the columns while nothing was made of them, or nothing can be. */
export const plainSeen = ({ columns }: Opened, { target }: Asked): Seen => ({
  columns: columns.map((facts) => ({
    facts,
    as: facts.name === target ? 'target' : facts.kind === 'number' ? 'number' : 'category',
    why: null,
    low: facts.low === null ? '' : String(facts.low),
    high: facts.high === null ? '' : String(facts.high),
    values: [],
    gaps: facts.missing,
    warnings: [],
  })),
  target: { name: target, kind: 'number', classes: [], open: false },
  warnings: [],
});
