import type { Node } from '../../ir/node.ts';
import { given, readBy, type ReadOptions } from '../common.ts';
import type { Nodes } from '../layer.ts';
import { checkNames, invalid, keyOf } from '../options.ts';
import { isRecord } from '../../util/options.ts';
import type { Where } from '../../words.ts';
import { words } from '../error-words.ts';
import {
  cellReaders,
  gruCellOf,
  gruReaders,
  lstmCellOf,
  lstmReaders,
  simpleCell,
  type Cell,
  type CellOptions,
  type GatedOptions,
} from './cell.ts';

/** What `rnn` takes: a cell, or what a saved model holds of one. */
export type CellOption = Cell | { readonly className: string; readonly options: object };

/** @throws GradsheetError `invalid-option`, also for unknown ones */
function read<R extends Parameters<typeof readBy>[2]>(title: string, options: object, readers: R): ReadOptions<R> {
  checkNames(title, options, Object.keys(readers));
  return readBy(title, options, readers);
}

export interface StackedOptions {
  readonly cells: readonly CellOption[];
}

/** Steps for `layers.rnn`, by the names of the layers that are made of them. */
export const cells = Object.freeze({
  simpleRnn: (options: CellOptions): Cell => simpleCell(read('simpleRnnCell', options, cellReaders)),
  lstm: (options: GatedOptions & { readonly unitForgetBias?: boolean }): Cell =>
    lstmCellOf(read('lstmCell', options, lstmReaders)),
  gru: (options: GatedOptions & { readonly resetAfter?: boolean }): Cell =>
    gruCellOf(read('gruCell', options, gruReaders)),
  /** Each cell's output is the input of the next one, in the same step. */
  stacked: (list: readonly CellOption[]): Cell => stacked({ cells: list }),
});

/** By the class name that a saved model holds. */
const classes = {
  SimpleRNNCell: cells.simpleRnn,
  LSTMCell: cells.lstm,
  GRUCell: cells.gru,
  StackedRNNCells: stacked,
} as const;

/** A cell, made anew from plain data. @throws GradsheetError `invalid-option` */
export function cellFrom(from: CellOption, where: Where = 'cell'): Cell {
  if (isCell(from)) return from;
  const make = classes[keyOf(where, from.className, classes)] as unknown as (options: object) => Cell;
  return make(from.options);
}
/** As plain data; a cell of one's own stays what it is. @throws GradsheetError `invalid-option` */
export function checkCell(v: CellOption, where: Where): CellOption {
  if (!isRecord(v) || typeof v['className'] !== 'string' || !isRecord(v['options'])) {
    return invalid(where, words('a cell, as cells.lstm({ units: 4 })'), v);
  }
  const cell = cellFrom(v, where);
  return cell.className in classes ? Object.freeze({ className: cell.className, options: cell.options }) : cell;
}
const isCell = (v: CellOption): v is Cell => 'step' in v && typeof v.step === 'function';

/**
 * Cells on top of each other. Only the first one's part for all steps at once can be done before the loop.
 *
 * States and variables are those of the first cell, then those of the second …: `0/kernel`, `1/kernel`.
 */
function stacked({ cells: list }: StackedOptions): Cell {
  if (!Array.isArray(list) || list.length === 0) {
    return invalid('stacked', words('a list of at least one cell'), list);
  }
  const options = list.map((c) => checkCell(c, 'stacked'));
  const all = options.map((c) => cellFrom(c, 'stacked'));
  const from = (i: number): number => all.slice(0, i).reduce((n, cell) => n + cell.stateSizes.length, 0);
  const own = (s: Nodes, i: number): Nodes => {
    const prefix = `${i}/`;
    const mine = Object.entries(s).filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(mine.map(([name, v]) => [name.slice(prefix.length), v]));
  };
  const prefixed = <T>(record: Readonly<Record<string, T>>, i: number): [string, T][] =>
    Object.entries(record).map(([name, v]) => [`${i}/${name}`, v]);
  const features = (i: number, first: number): number => all[i - 1]?.stateSizes[0] ?? first;
  return {
    className: 'StackedRNNCells',
    options: given({ cells: options }),
    stateSizes: all.flatMap((cell) => cell.stateSizes),
    variables: (first) => Object.fromEntries(all.flatMap((cell, i) => prefixed(cell.variables(features(i, first)), i))),
    masks: (c, [batch = 1, first = 1]) =>
      Object.fromEntries(all.flatMap((cell, i) => prefixed(cell.masks?.(c, [batch, features(i, first)]) ?? {}, i))),
    inputs: (x, s) => all[0]?.inputs(x, own(s, 0)) ?? {},
    step: ({ x, states, s, label }) => {
      let output: Node | undefined;
      const next: Node[] = [];
      all.forEach((cell, i) => {
        const done = cell.step({
          x: output ? cell.inputs(output, own(s, i)) : x,
          states: states.slice(from(i), from(i + 1)),
          s: own(s, i),
          label: (node, gate) => label(node, `${gate} ${i + 1}`),
        });
        output = done.output;
        next.push(...done.states);
      });
      return { output: output ?? (next[0] as Node), states: next }; // there is a cell
    },
  };
}
