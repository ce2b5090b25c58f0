import type { Role } from '../ir/label.ts';
import type { Io, Sink } from './io.ts';
import { own } from './terminal.ts';

/** Paints text for a terminal; a file or a pipe gets it plain. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly alert: (text: string) => string;
  /** The colours of numbers are those of the Studio and the workbook. */
  readonly role: (role: ColouredRole, text: string) => string;
}
export type ColouredRole = Extract<Role, 'data' | 'parameter' | 'prediction' | 'error' | 'gradient' | 'update'>;

/** As https://no-color.org asks: NO_COLOR switches colours off; FORCE_COLOR on where there is no terminal. */
export function styleOf(sink: Sink, env: Io['env']): Style {
  const on = (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb' && (sink.isTTY || (env.FORCE_COLOR ?? '0') !== '0');
  const paint = (code: string, end: string) => (text: string) =>
    on && text !== '' ? `${own(`\u001b[${code}m`)}${text}${own(`\u001b[${end}m`)}` : text;
  return {
    bold: paint('1', '22'),
    faint: paint('2', '22'),
    alert: paint('1;38;5;160', '22;39'),
    role: (role, text) => paint(`38;5;${colours[role]}`, '39')(text),
  };
}

// The nearest of the 256 terminal colours that reads on both white and black.
const colours = {
  data: 67,
  parameter: 98,
  prediction: 37,
  error: 168,
  gradient: 136,
  update: 71,
} as const satisfies Record<ColouredRole, number>;
