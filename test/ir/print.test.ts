import { expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import * as ops from '../../src/ir/ops.ts';
import { print } from '../../src/ir/print.ts';
import { program } from '../../src/ir/program.ts';

test('a program is printed one line per node, with labels and outputs', () => {
  const x = g.input({ name: 'x', shape: [5, 3], from: 'table' });
  const w = g.input({ name: 'w', shape: [3, 1], from: 'state' });
  const z = g.matmul(x, w);
  const p = program({ loss: ops.mean(z) }, [
    { node: z, label: { role: 'prediction', axes: [{ kind: 'row' }, { kind: 'unit' }] } },
  ]);
  expect(print(p).split('\n')).toEqual([
    '%0 input "x" table [5, 3]',
    '%1 input "w" state [3, 1]',
    '%2 matmul %0 %1 [5, 1]           ; prediction',
    '%3 sum %2 axes=[0,1] []',
    '%4 constant 5 []',
    '%5 div %3 %4 []                  ; → loss',
  ]);
});
