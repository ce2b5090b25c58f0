import type { Counts } from '../worker/protocol.ts';
import type { ChoosingWords } from './choosing-messages.en.ts';

/** What a person set of what counts, in a few words each; none: nothing. */
export function countsSaid(counts: Counts, { counts: t }: ChoosingWords): string[] {
  const { costs, balanced, scale, split, outliersKept, mostEpochs, time } = counts;
  return [
    ...(costs ? [t.said.costs(costs.fp, costs.fn)] : []),
    ...(balanced ? [t.said.balanced] : []),
    ...(scale ? [t.said.scale[scale]] : []),
    ...(split ? [t.said.split[split.by]('column' in split ? (split.column ?? '') : '')] : []),
    ...(outliersKept ? [t.said.outliersKept] : []),
    ...(mostEpochs === null ? [] : [t.said.mostEpochs(mostEpochs)]),
    ...(time === null ? [] : [t.said.time(time)]),
  ];
}
