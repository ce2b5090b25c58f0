import type { ChoiceEvidence } from 'gradsheet/table';
import { readable } from '../numbers/format.ts';
import type { ColumnSeen, Seen } from '../worker/protocol.ts';
import type { ChoosingWords } from './choosing-messages.en.ts';
import { choosingWords } from './words.ts';

const numberText = (v: number | null): string => (v === null ? '' : readable(v));

/** What a column holds, as far as it says what it is taken for. */
export function columnNote(column: ColumnSeen, { target }: Seen, t: ChoosingWords['columns']): string {
  const { facts, as, why, low, high, values, gaps } = column;
  if (as === 'out') return why ? t.why(why, facts.distinct) : '';
  const first =
    as === 'target'
      ? target.kind === 'classes'
        ? t.values(target.classes, facts.distinct)
        : t.range(numberText(facts.low), numberText(facts.high))
      : as === 'category'
        ? t.values(values, facts.distinct)
        : as === 'text'
          ? t.text
          : t.range(low, high);
  return [first, ...(gaps > 0 && as !== 'target' ? [t.gaps(gaps, as)] : [])].filter((x) => x !== '').join(' · ');
}

/** The columns a model uses, each in a line of both languages. */
export function columnLines(seen: Seen): ChoiceEvidence['columns'] {
  const line = (column: ColumnSeen, { columns: t }: ChoosingWords): string =>
    [t.kinds[column.as], columnNote(column, seen, t)].filter((x) => x !== '').join(' · ');
  return seen.columns
    .filter(({ as }) => as !== 'target' && as !== 'out')
    .map((column) => ({
      name: column.facts.name,
      en: line(column, choosingWords.en),
      'zh-TW': line(column, choosingWords['zh-TW']),
    }));
}
