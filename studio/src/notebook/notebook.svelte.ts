import { CodeCell, TextCell, type Cell, type StopReason } from './cells.svelte.ts';
import { Sandbox } from './sandbox.ts';
import { MOST_OUTPUTS, type Output, type SandboxMessage, type Variable } from './sandbox/protocol.ts';
import { MOST_SHOWN, weightOf } from './outputs.ts';

export const timeLimits = [10, 60, 600, 3600] as const; // seconds per cell

const rest: Output = { kind: 'text', stream: 'error', text: '…' };

/** Cells, and the sandbox in which they run one after the other. */
export class Notebook {
  cells = $state<Cell[]>([]);
  name = $state('');
  variables = $state.raw<readonly Variable[]>([]);
  timeLimit = $state<(typeof timeLimits)[number]>(60);
  /** Came with a link, and nothing of it ran so far. */
  locked = $state(false);
  /** The state of earlier cells is gone; until a cell runs again. */
  lost = $state<StopReason | null>(null);
  /** The sandbox could not be started. */
  broken = $state<string | null>(null);
  #sandbox: Sandbox | null = null;
  #queue: CodeCell[] = [];
  #running = $state.raw<{
    readonly cell: CodeCell;
    readonly id: number;
    readonly began: number;
    readonly timer: number;
    outputs: number;
  } | null>(null);
  #count = 0;
  #ran = false;

  get running(): CodeCell | null {
    return this.#running?.cell ?? null;
  }
  /** Does the sandbox know anything that a stop would lose? */
  get remembers(): boolean {
    return this.#ran;
  }

  /** Another notebook in the place of this one. */
  load(name: string, cells: readonly Cell[], locked = false): void {
    this.#end(null);
    this.name = name;
    this.cells = [...cells];
    this.locked = locked;
    this.lost = null;
    this.#count = 0;
  }

  run(cell: CodeCell): void {
    if (cell.state === 'queued' || cell.state === 'running') return;
    this.locked = false;
    cell.clear();
    cell.state = 'queued';
    this.#queue.push(cell);
    void this.#next();
  }
  /** All from the top, with nothing remembered; a cell that fails ends it. */
  runAll(): void {
    this.#end(null);
    for (const cell of this.cells) if (cell.kind === 'code') this.run(cell);
  }
  stop(reason: StopReason = 'stopped'): void {
    this.#end(reason);
  }

  async #next(): Promise<void> {
    const [cell] = this.#queue;
    if (this.#running || !cell) return;
    const id = ++this.#count;
    const sandbox = this.#start();
    this.#running = { cell, id, began: performance.now(), outputs: 0, timer: 0 };
    this.#queue.shift();
    cell.state = 'running';
    cell.count = null;
    try {
      await sandbox.ready;
    } catch (e) {
      if (this.#sandbox === sandbox) {
        this.broken = e instanceof Error ? e.message : String(e);
        this.#end('lost');
      }
      return;
    }
    if (this.#running?.id !== id) return; // stopped meanwhile
    this.broken = null;
    this.lost = null;
    this.#ran = true;
    this.#running = {
      cell,
      id,
      began: performance.now(),
      outputs: 0,
      timer: window.setTimeout(() => {
        this.#end('time');
      }, this.timeLimit * 1000),
    };
    sandbox.run(id, cell.source);
  }

  #start(): Sandbox {
    if (this.#sandbox) return this.#sandbox;
    const sandbox = new Sandbox(
      (message) => {
        if (this.#sandbox === sandbox) this.#receive(message);
      },
      (why) => {
        if (this.#sandbox === sandbox) this.#end(why);
      },
    );
    return (this.#sandbox = sandbox);
  }

  #receive(message: SandboxMessage): void {
    const running = this.#running;
    if (!running || !('id' in message) || message.id !== running.id) return;
    const { cell } = running;
    if ('output' in message) {
      if (cell.placeOf(message.output) >= 0 || ++running.outputs <= MOST_OUTPUTS) this.#show(cell, message.output);
      return;
    }
    clearTimeout(running.timer);
    this.#running = null;
    this.variables = message.variables;
    cell.took = performance.now() - running.began;
    cell.count = message.id;
    cell.failure = message.done;
    cell.state = message.done ? 'error' : 'done';
    cell.python = message.done ? null : { ...message.python, source: cell.source };
    if (message.done) this.#drop();
    void this.#next();
  }
  /** Where all cells together show as much as a page can hold, three dots stand for the rest. */
  #show(cell: CodeCell, output: Output): void {
    const shown = this.cells.reduce((n, c) => n + (c.kind === 'code' ? c.weight : 0), 0);
    if (shown + weightOf(output) <= MOST_SHOWN) cell.show(output);
    else if (cell.outputs.at(-1) !== rest) cell.show(rest);
  }
  /** What waits does not run. */
  #drop(): void {
    for (const cell of this.#queue) cell.state = 'idle';
    this.#queue = [];
  }

  /** @param reason null: to begin anew */
  #end(reason: StopReason | null): void {
    const running = this.#running;
    this.#sandbox?.end();
    this.#sandbox = null;
    this.#running = null;
    this.#drop();
    this.variables = [];
    if (reason !== null && this.#ran) this.lost = reason;
    this.#ran = false;
    if (!running) return;
    clearTimeout(running.timer);
    running.cell.took = performance.now() - running.began;
    running.cell.state = 'stopped';
    running.cell.reason = reason ?? 'stopped';
  }
  /** Makes the sandbox ready, so that the first run does not wait. Nothing runs. */
  prepare(): void {
    this.#start();
  }
  dispose(): void {
    this.#end(null);
  }

  // ---- editing
  add(kind: Cell['kind'], after: Cell | null): Cell {
    const cell = kind === 'code' ? new CodeCell() : new TextCell();
    const at = after ? this.cells.findIndex((c) => c.id === after.id) + 1 : 0;
    if (cell.kind === 'text') cell.editing = true;
    this.cells = this.cells.toSpliced(at, 0, cell);
    return cell;
  }
  remove(cell: Cell): void {
    if (this.#running?.cell.id === cell.id) this.stop();
    this.#queue = this.#queue.filter((c) => c.id !== cell.id);
    this.cells = this.cells.filter((c) => c.id !== cell.id);
  }
  move(cell: Cell, by: -1 | 1): void {
    const at = this.cells.findIndex((c) => c.id === cell.id);
    const to = at + by;
    if (at < 0 || to < 0 || to >= this.cells.length) return;
    this.cells = this.cells.toSpliced(at, 1).toSpliced(to, 0, cell);
  }
}
