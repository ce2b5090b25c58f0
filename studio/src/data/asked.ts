import { countsOf, noCounts } from '../worker/counts.ts';
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
export function asChanged(asked: Asked, { name }: ColumnFacts, kind: ColumnKind): Asked {
  const { target, as, exclude } = asked;
  const { [name]: _, ...others } = as;
  const without = exclude.filter((one) => one !== name);
  if (kind === 'target') {
    const { [target]: __, ...rest } = others;
    return forTarget({ ...asked, target: name, as: rest, exclude: without });
  }
  if (kind === 'out') return { ...asked, as: others, exclude: [...without, name] };
  return { ...asked, as: { ...others, [name]: kind }, exclude: without };
}

/** The same, with the target taken as a number or as classes. */
export const asMeant = (asked: Asked, kind: 'number' | 'category'): Asked =>
  forTarget({ ...asked, as: { ...asked.as, [asked.target]: kind } });

/** What was said of another target's values is of no use; the target itself says no group or time. */
function forTarget(asked: Asked): Asked {
  if (!asked.counts) return asked;
  const { split, outliersKept, mostEpochs, time } = countsOf(asked);
  const isTarget = split !== null && 'column' in split && split.column === asked.target;
  return { ...asked, counts: { ...noCounts, split: isTarget ? null : split, outliersKept, mostEpochs, time } };
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
