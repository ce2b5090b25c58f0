import type { Label } from '../ir/label.ts';
import type { Node } from '../ir/node.ts';
import type { Timeline } from './cell.ts';
import type { ProgramView } from './program-view.ts';

/** A timeline with a label for everything that has cells, and with its numbers. */
export interface LabelledTimeline extends Timeline {
  readonly view: (t: number) => ProgramView;
  readonly label: (block: Node) => Label;
  /** The numbers of a value at a moment; a table's at any moment. @throws if it was not computed */
  readonly numbers: (value: Node, t: number) => Float64Array;
}

/**
 * @param moments one view per moment: the same object wherever the program is the same
 * @param numbers values of the nodes of each moment
 */
export function labelledTimeline(
  moments: readonly ProgramView[],
  numbers: (t: number) => ReadonlyMap<Node, Float64Array>,
  known?: Timeline['known'],
): LabelledTimeline {
  const at = (t: number): ProgramView => moments[t] ?? missing(`moment ${t} of ${moments.length}`);
  const labels = new Map([...new Set(moments)].flatMap((s) => [...s.blocks]));
  return {
    length: moments.length,
    view: at,
    program: (t) => at(t).program,
    blocks: new Set(labels.keys()),
    label: (block) => labels.get(block) ?? missing(`a label for ${block.op}`),
    numbers: (value, t) => numbers(t).get(value) ?? missing(`numbers of ${value.op} at moment ${t}`),
    ...(known ? { known } : {}),
  };
}

const missing = (what: string): never => {
  throw new Error(`cells: there is no ${what}`);
};
