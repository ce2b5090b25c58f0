import { weightOf, type Shown } from './outputs.ts';
import type { Failure, Output, Python } from './sandbox/protocol.ts';

export type CellState = 'idle' | 'queued' | 'running' | 'done' | 'error' | 'stopped';
/** Why a cell stopped that neither ended nor failed. */
export type StopReason = 'stopped' | 'time' | 'lost' | 'flood';

let next = 1;

export class CodeCell {
  readonly kind = 'code';
  readonly id: number;
  source = $state('');
  outputs = $state.raw<readonly Shown[]>([]);
  /** Of its outputs on the page; see `weightOf`. */
  weight = 0;
  state = $state<CellState>('idle');
  failure = $state.raw<Failure | null>(null);
  reason = $state<StopReason | null>(null);
  /** The [n] of Jupyter. */
  count = $state<number | null>(null);
  /** How long it ran, milliseconds. */
  took = $state<number | null>(null);
  /** What it did when it last ran, as Python; null if it did not, or if its text is another since. */
  python = $state.raw<(Python & { readonly source: string }) | null>(null);
  constructor(source = '') {
    this.id = next++;
    this.source = source;
  }

  show(output: Output): void {
    const at = this.placeOf(output);
    const before = this.outputs[at];
    this.outputs = at < 0 ? [...this.outputs, output] : this.outputs.with(at, output);
    this.weight += weightOf(output) - (before ? weightOf(before) : 0);
  }
  /** Of the output whose place it takes; -1 for a new one. */
  placeOf(output: Output): number {
    return output.kind === 'progress'
      ? this.outputs.findIndex((o) => o.kind === 'progress' && o.fit === output.fit)
      : -1;
  }
  clear(): void {
    this.outputs = [];
    this.weight = 0;
    this.failure = null;
    this.reason = null;
    this.took = null;
  }
}

export class TextCell {
  readonly kind = 'text';
  readonly id: number;
  source = $state('');
  editing = $state(false);
  /** Which text of the example this is, as long as nobody changed it: it follows the language. */
  example = $state<number | null>(null);
  constructor(source = '', example: number | null = null) {
    this.id = next++;
    this.source = source;
    this.example = example;
  }
}
export type Cell = CodeCell | TextCell;
