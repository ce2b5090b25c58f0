import type { Run, Tensors } from 'gradsheet';
import { g, isOp, program, type Node, type Program } from 'gradsheet/ir';

/**
 * The tutorial's sheet with its one mistake: the bias in the prediction is a relative reference, so that row i reads
 * what stands i rows below the bias, and below the bias the sheet is blank. Everything else, the changes included, is
 * as
 * it should be.
 */
export const misalignedRun = (run: Run<Tensors>): Run<Tensors> => ({
  ...run,
  programs: { ...run.programs, step: misaligned(run.programs['step'] ?? lost('step')) },
});

function misaligned(p: Program): Program {
  const prediction = p.labels.find((l) => l.label.role === 'prediction')?.node ?? lost('prediction');
  const bias =
    p.labels.find((l) => l.label.role === 'parameter' && l.label.name?.endsWith('/bias'))?.node ?? lost('bias');
  const now = new Map<Node, Node>();
  const next = (n: Node): Node => now.get(n) ?? n;
  for (const node of p.nodes) {
    // Where the right sheet reads the bias for every row, this one reads bias[row]: the first is there, the others are
    // blank.
    const slipped = isOp(node, 'broadcast') && node.inputs[0] === bias && prediction.inputs.includes(node);
    now.set(node, slipped ? relative(bias, node) : rebuilt(node, node.inputs.map(next)));
  }
  return program(
    Object.fromEntries(Object.entries(p.outputs).map(([name, n]) => [name, next(n)])),
    p.labels.map(({ label, node }) => ({ label, node: next(node) })),
  );
}

const relative = (bias: Node, at: Node): Node =>
  g.read(bias, { shape: at.shape, from: [{ start: 0, terms: [{ axis: 0, step: 1 }], divide: 1 }] });

function rebuilt(node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((x, i) => x === node.inputs[i])) return node;
  const make = g[node.op] as (...args: unknown[]) => Node; // the builder has a function for every op
  return Object.keys(node.attrs).length > 0 ? make(...inputs, node.attrs) : make(...inputs);
}
const lost = (what: string): never => {
  throw new Error(`the training has no ${what}`);
};
