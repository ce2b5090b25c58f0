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
  readonly time: string;
}
export type TypedField = 'falseAlarm' | 'miss' | 'time';

export const draftOf = ({ costs, balanced, scale, split, outliersKept = false, time }: Counts): CountsDraft => ({
  falseAlarm: costs ? String(costs.fp) : '',
  miss: costs ? String(costs.fn) : '',
  balanced,
  scale,
  by: split?.by ?? 'usual',
  column: split && 'column' in split ? (split.column ?? '') : '',
  outliersKept,
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
  const { falseAlarm, miss, balanced, scale, outliersKept, time } = draft;
  const [fp, fn, seconds] = [positive(falseAlarm), positive(miss), positive(time)];
  const isSaid = !isBlank(falseAlarm) || !isBlank(miss);
  const wrong: TypedField[] = [
    ...(isSaid && fp === null ? ['falseAlarm' as const] : []),
    ...(isSaid && fn === null ? ['miss' as const] : []),
    ...(!isBlank(time) && seconds === null ? ['time' as const] : []),
  ];
  if (wrong.length > 0) return { wrong };
  const costs = fp !== null && fn !== null ? { fp, fn } : null;
  return { costs, balanced, scale, split: splitFrom(draft), outliersKept, time: seconds };
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
