import { phases } from './panels.ts';

/** How far a step has come: which acts are done, or how many rows of the batch went through the first three. */
export interface Place {
  /** Steps done before; the number of the step that is looked at. */
  readonly step: number;
  /** The last act whose numbers are known: 0 forward … 3 update. */
  readonly act: 0 | 1 | 2 | 3;
  /** Rows done, when going row by row; then everything made of all rows is still to come. */
  readonly rows: number | null;
}
export const stepSizes = ['sample', 'phase', 'batch', 'epoch'] as const;
export type StepSize = (typeof stepSizes)[number];

export const whole = (step: number): Place => ({ step, act: 3, rows: null });
export const isWhole = (p: Place): boolean => p.act === 3 && p.rows === null;

/** What places need to know about a training. */
export interface Steps {
  readonly perEpoch: number;
  readonly rowsOf: (step: number) => number;
  readonly last: number;
}

export function forward(p: Place, size: StepSize, s: Steps): Place {
  const next = p.step + 1;
  switch (size) {
    case 'sample':
      if (p.rows !== null) return p.rows < s.rowsOf(p.step) ? { ...p, rows: p.rows + 1 } : whole(p.step);
      if (p.act < 3) return whole(p.step);
      return within({ step: next, act: 0, rows: 1 }, s, p);
    case 'phase':
      if (p.rows !== null) return whole(p.step);
      return p.act < 3 ? { ...p, act: (p.act + 1) as Place['act'] } : within({ step: next, act: 0, rows: null }, s, p);
    case 'batch':
      return within(whole(next), s, isWhole(p) ? p : whole(p.step));
    case 'epoch':
      return within(whole((Math.floor(p.step / s.perEpoch) + 1) * s.perEpoch), s, isWhole(p) ? p : whole(p.step));
    default:
      return size satisfies never;
  }
}

export function back(p: Place, size: StepSize, s: Steps): Place {
  const before = p.step - 1;
  switch (size) {
    case 'sample':
      if (p.rows !== null) return p.rows > 1 ? { ...p, rows: p.rows - 1 } : before >= 0 ? whole(before) : p;
      return { step: p.step, act: 0, rows: s.rowsOf(p.step) };
    case 'phase':
      if (p.rows !== null) return before >= 0 ? whole(before) : { step: 0, act: 0, rows: null };
      return p.act > 0 ? { ...p, act: (p.act - 1) as Place['act'] } : before >= 0 ? whole(before) : p;
    case 'batch':
      return before >= 0 ? whole(before) : whole(0);
    case 'epoch': {
      const start = Math.floor(p.step / s.perEpoch) * s.perEpoch;
      return whole(Math.max(0, p.step > start ? start : start - s.perEpoch));
    }
    default:
      return size satisfies never;
  }
}

/**
 * The place that an address names: `epoch=3&batch=2&phase=loss`, or `&phase=forward&sample=1`. Null if it names none;
 * of one
 * that there is not, the nearest.
 */
export function placeIn(query: ReadonlyMap<string, string>, s: Steps): Place | null {
  const count = (name: string): number | null => {
    const text = query.get(name) ?? '';
    return /^\d+$/.test(text) ? Number(text) : null;
  };
  const epoch = count('epoch');
  if (epoch === null) return null;
  const step = Math.min(epoch * s.perEpoch + Math.max(1, count('batch') ?? 1) - 1, s.last);
  const act = phases.findIndex((p) => p === query.get('phase'));
  const rows = count('sample') ?? 0;
  if (!isPart(act)) return whole(step);
  return { step, act, rows: Math.min(rows, s.rowsOf(step)) || null };
}
/** Of a step; the last act ends it. */
const isPart = (act: number): act is 0 | 1 | 2 => act >= 0 && act < 3;

/** The next place, or the furthest one there is. */
const within = (next: Place, s: Steps, stay: Place): Place => (next.step <= s.last ? next : stay);
export const samePlace = (a: Place, b: Place): boolean => a.step === b.step && a.act === b.act && a.rows === b.rows;
