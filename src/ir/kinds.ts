// Questions about the kind of a node, answered for every kind in one place.
import type { Node } from './node.ts';
import { primitive } from './primitives.ts';

/** Does the node only move elements? */
export function isView(n: Node): boolean {
  const row = primitive(n.op);
  switch (row.kind) {
    case 'view':
      return true;
    case 'leaf':
    case 'elementwise':
    case 'reduce':
    case 'contract':
    case 'gather':
    case 'several':
    case 'part':
      return false;
    default:
      return row satisfies never;
  }
}
