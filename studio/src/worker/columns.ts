import type { Table } from 'gradsheet';
import { fitPreprocessing, type Preprocessing, type PreprocessingWarning } from 'gradsheet/table';
import type { Asked, ColumnSeen, Seen } from './protocol.ts';
import { meanings } from './meanings.ts';
import { factsOf } from './open.ts';
import { targetShown } from './results.ts';
import { rangeText } from './shown.ts';

/** What every column is taken for, before anything is trained. */
export function columnsSeen(table: Table, asked: Asked): Seen {
  const { target, as, exclude } = asked;
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  return seenAs(table, asked, fitPreprocessing(table, rows, { target, as, exclude, scale: 'standard' }));
}

/** The same, of columns that were turned into numbers. */
export function seenAs(table: Table, asked: Asked, preprocessing: Preprocessing): Seen {
  const { features, target, warnings } = preprocessing;
  const shownTarget = targetShown(preprocessing);
  const used = new Map(features.map((feature) => [feature.name, feature]));
  const facts = factsOf(table);
  const targetFacts = facts.find(({ name }) => name === target.name);
  return {
    columns: facts.map((one): ColumnSeen => {
      const { name } = one;
      const own = warnings.filter((warning) => 'column' in warning && warning.column === name);
      const feature = used.get(name);
      if (name === target.name) return { facts: one, as: 'target', why: null, ...nothing, warnings: own };
      if (!feature) return { facts: one, as: 'out', why: whyOf(asked, name, own), ...nothing, warnings: [] };
      const [low, high] = rangeText(feature);
      return {
        facts: one,
        as: feature.kind,
        why: null,
        low,
        high,
        values: feature.kind === 'category' ? feature.values.slice(0, SHOWN) : [],
        gaps: feature.gaps ?? 0,
        warnings: own,
      };
    }),
    target: {
      ...shownTarget,
      classes: shownTarget.classes.slice(0, SHOWN),
      open: targetFacts !== undefined && meanings(targetFacts).open,
    },
    warnings: warnings.filter((warning) => !('column' in warning)),
  };
}

const SHOWN = 4;
const nothing = { low: '', high: '', values: [], gaps: 0 } as const;

function whyOf(asked: Asked, name: string, warnings: readonly PreprocessingWarning[]): ColumnSeen['why'] {
  if (asked.exclude.includes(name) || asked.as[name] === 'id') return 'asked';
  const codes = new Set(warnings.map(({ code }) => code));
  if (codes.has('left-out-empty')) return 'empty';
  if (codes.has('left-out-constant')) return 'constant';
  return codes.has('left-out-id') ? 'id' : 'texts';
}
