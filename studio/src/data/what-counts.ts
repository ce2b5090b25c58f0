import { parse } from '../numbers/format.ts';
import type { Counts } from '../worker/protocol.ts';

/** What counts, as it is typed. */
export interface CountsDraft {
  readonly falseAlarm: string;
  readonly miss: string;
  readonly balanced: boolean;
  readonly scale: Counts['scale'];
  readonly by: 'usual' | 'random' | 'time' | 'group';
  /** Of a group, or of the time; '': the rows are in order of time. */
  readonly column: string;
  readonly outliersKept: boolean;
  readonly mostEpochs: string;
  readonly time: string;
}
export type TypedField = 'falseAlarm' | 'miss' | 'mostEpochs' | 'time';

export const draftOf = ({ costs, balanced, scale, split, outliersKept, mostEpochs, time }: Counts): CountsDraft => ({
  falseAlarm: costs ? String(costs.fp) : '',
  miss: costs ? String(costs.fn) : '',
  balanced,
  scale,
  by: split?.by ?? 'usual',
  column: split && 'column' in split ? (split.column ?? '') : '',
  outliersKept,
  mostEpochs: mostEpochs === null ? '' : String(mostEpochs),
  time: time === null ? '' : String(time),
});

const isBlank = (text: string): boolean => text.trim() === '';
/** A number above 0; null: something else, or nothing. */
function positive(text: string): number | null {
  const value = parse(text);
  return value !== null && value > 0 ? value : null;
}

/** What it says; else the fields that lack a number above 0. Both kinds of wrong predictions count, or neither. */
export function countsFrom(draft: CountsDraft): Counts | { readonly wrong: readonly TypedField[] } {
  const { falseAlarm, miss, balanced, scale, outliersKept } = draft;
  const [fp, fn] = [positive(falseAlarm), positive(miss)];
  const [mostEpochs, time] = [positive(draft.mostEpochs), positive(draft.time)];
  const isSaid = !isBlank(falseAlarm) || !isBlank(miss);
  const wrong: TypedField[] = [
    ...(isSaid && fp === null ? ['falseAlarm' as const] : []),
    ...(isSaid && fn === null ? ['miss' as const] : []),
    ...(!isBlank(draft.mostEpochs) && !Number.isInteger(mostEpochs) ? ['mostEpochs' as const] : []),
    ...(!isBlank(draft.time) && time === null ? ['time' as const] : []),
  ];
  if (wrong.length > 0) return { wrong };
  const costs = fp !== null && fn !== null ? { fp, fn } : null;
  return { costs, balanced, scale, split: splitFrom(draft), outliersKept, mostEpochs, time };
}

function splitFrom({ by, column }: CountsDraft): Counts['split'] {
  switch (by) {
    case 'usual':
      return null;
    case 'random':
      return { by };
    case 'time':
      return column === '' ? { by } : { by, column };
    case 'group':
      return { by, column };
    default:
      return by satisfies never;
  }
}
