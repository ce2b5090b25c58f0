import type { Label } from '../ir/label.ts';
import type { Node } from '../ir/node.ts';
import type { Story } from './cell.ts';
import type { Shown } from './shown.ts';

/** A story with a label for everything that has cells, and with its numbers. */
export interface Told extends Story {
  readonly shown: (t: number) => Shown;
  readonly label: (block: Node) => Label;
  /** The numbers of a value at a moment; a table's at any moment. @throws if it was not computed */
  readonly numbers: (value: Node, t: number) => Float64Array;
}

/**
 * @param moments one shown program per moment: the same object wherever the program is the same
 * @param numbers values of the nodes of each moment
 */
export function tell(
  moments: readonly Shown[],
  numbers: (t: number) => ReadonlyMap<Node, Float64Array>,
  known?: Story['known'],
): Told {
  const at = (t: number): Shown => moments[t] ?? missing(`moment ${t} of ${moments.length}`);
  const labels = new Map([...new Set(moments)].flatMap((s) => [...s.blocks]));
  return {
    moments: moments.length,
    shown: at,
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
