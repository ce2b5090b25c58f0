import type { Node } from '../ir/node.ts';
import type { Chosen } from './activations.ts';
import type { Axis, Tracing } from './layer.ts';

/** z through a layer's activation. What goes in is labelled, and a loss may take it for its stable form. */
export function activated(c: Pick<Tracing, 'label' | 'logits'>, z: Node, chosen: Chosen, axes: readonly Axis[]): Node {
  if (chosen.name === 'linear') return z;
  c.label(z, 'preactivation', axes);
  const y = chosen.apply(z);
  return chosen.logits ? c.logits(y, z, chosen.logits) : y;
}
