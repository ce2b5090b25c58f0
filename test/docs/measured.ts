// What `npm run bench` measured last, by name.
import latest from '../../bench/results/latest.json' with { type: 'json' };

export interface Row {
  readonly what: string;
  readonly value: number | string;
  readonly unit: string;
  readonly note?: string;
  /** Of a task beside peers: who did it, in which version, from the fastest to the slowest round. */
  readonly task?: string;
  readonly by?: string;
  readonly version?: string;
  readonly spread?: readonly number[];
  /** How many times the time of ours, round by round, median. */
  readonly ratio?: number;
  readonly void?: string;
}
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly vectors?: string;
  /** How many programs wanted a core, on average, while it was measured; absent of old figures. */
  readonly load?: number;
}
export const rows: readonly Row[] = Object.values(latest.workloads as Readonly<Record<string, readonly Row[]>>).flat();
export const machine: Machine = latest.machine;
export const { date } = latest;
/** Did other programs take much of the time? Ours and a peer's are one or two of the load themselves. */
export const busy = (machine.load ?? 0) > machine.cores + 0.5;

/** A row of that name; only a number counts as measured. */
export function measured(what: string): (Row & { readonly value: number }) | null {
  const row = rows.find((r) => r.what === what);
  return row && typeof row.value === 'number' ? { ...row, value: row.value } : null;
}

/** "12.3 µs". @throws Error if there is no such figure */
export function figure(what: string): string {
  const row = measured(what) ?? missing(what);
  return row.unit === '×' ? `${row.value} ×` : `${row.value} ${row.unit.replace(' gzip', '')}`;
}
function missing(what: string): never {
  throw new Error(`bench/results/latest.json has no figure "${what}": npm run bench with Keras installed`);
}

/** How many times the time of ours a peer takes at a task; null if it was not measured or its row is void. */
export const ratio = (task: string, by: string): number | null => measured(`${task}, ${by}`)?.ratio ?? null;
