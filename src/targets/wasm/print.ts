/** A plan as text: a line per value that is stored, what is computed in its loops, and where it goes. */
import { isOp, type Node } from '../../ir/node.ts';
import type { Program } from '../../ir/program.ts';
import { text } from '../../ir/shape.ts';
import type { Expression } from './expression.ts';
import { sameElement, type Kernel } from './group.ts';
import { planOf } from './lower.ts';
import { exactState } from './prelude.ts';

/**
 *     [10, 5]  %12 = max(add(%11, dense/bias[…]), 0)
 *
 * Values in one loop nest stand under one another behind a bar. `x[…]` reads elsewhere than at the element written;
 * `→ name` is an output.
 */
export function planText(p: Program, lanes = 4): string {
  const number = new Map(p.nodes.map((n, i) => [n, i]));
  const name = (n: Node): string => (isOp(n, 'input') ? n.attrs.name : `%${number.get(n)}`);
  const { groups, read, exact } = planOf(p, exactState([p]), lanes);
  const prelude = [
    ...read.filter((n) => !isOp(n, 'input')).map(name),
    ...exact.map(([output, n]) => `${name(n)} → ${output}`),
  ];
  const lines = groups.map((group) =>
    group
      .map((k, i) => {
        const left = i === 0 ? (group.length > 1 ? '┌' : ' ') : i === group.length - 1 ? '└' : '│';
        return `${left} ${loops(k)}  ${k.node ? `${name(k.node)} = ` : ''}${meaning(k, name)}${k.output === null ? '' : ` → ${k.output}`}`;
      })
      .join('\n'),
  );
  return [...(prelude.length === 0 ? [] : [`  prelude  ${prelude.join(', ')}`]), ...lines].join('\n');
}

const loops = (k: Kernel): string =>
  k.kind === 'map'
    ? text(k.sizes)
    : k.kind === 'fold'
      ? `${text(k.kept)} over ${text(k.folded)}`
      : text(k.node?.shape ?? []);

function meaning(k: Kernel, name: (n: Node) => string): string {
  const show = (e: Expression): string => {
    switch (e.kind) {
      case 'number':
        return String(e.value);
      case 'position':
        return 'position';
      case 'load':
        return k.kind === 'fold' || sameElement(k, e) || e.node.shape.length === 0
          ? name(e.node)
          : `${name(e.node)}[…]`;
      case 'apply':
        return `${e.op.replace('call $', '')}(${e.x.map(show).join(', ')})`;
      case 'inside':
        return `inside(${show(e.x)})`;
      default:
        return e satisfies never;
    }
  };
  switch (k.kind) {
    case 'map':
      return show(k.value);
    case 'fold':
      return `${k.combine === 'add' ? 'Σ' : 'max'} ${show(k.value)}${k.sum === 'inFours' ? ', in fours' : ''}`;
    case 'product':
      return `${name(k.a.node)} · ${name(k.b.node)}`;
    case 'gather':
      return `${k.of.op} ${name(k.x.node)} by ${name(k.index.node)}`;
    case 'draw':
      return `draw ${name(k.seed.node)}, ${name(k.step.node)}, stream ${k.of.attrs.stream}`;
    default:
      return k satisfies never;
  }
}
