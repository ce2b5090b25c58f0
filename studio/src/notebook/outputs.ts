import type { Output } from './sandbox/protocol.ts';

/** What a cell shows: our outputs, and the pictures that a file of Jupyter brings along. */
export type Shown = Output | { readonly kind: 'image'; readonly type: string; readonly base64: string };

/** All that is shown in one notebook may weigh this much, in characters, whichever cell shows it. */
export const MOST_SHOWN = 8_000_000;
const PART = 100; // what one element of the page weighs besides its text

/** How much an output weighs on the page. */
export function weightOf(o: Shown): number {
  const textOf = (texts: readonly string[]): number => texts.reduce((n, t) => n + t.length + PART, 0);
  switch (o.kind) {
    case 'text':
      return o.text.length + PART;
    case 'table':
      return textOf(o.headers) + o.rows.reduce((n, row) => n + textOf(row), 0);
    case 'lines':
      return o.series.reduce((n, s) => n + s.points.length * 40 + PART, PART); // characters of a point in a path
    case 'file':
      return o.bytes.length / 64 + PART; // lies in memory only
    case 'image':
      return o.base64.length / 64 + PART;
    case 'progress':
      return textOf(Object.keys(o.logs)) + PART;
    default:
      return o satisfies never;
  }
}
