// What a person reads on a terminal. Names, cells and errors come from strangers' files and may hold what a terminal
// acts
// upon: colours, titles, links, a cleared screen, an order of letters turned around. Every text goes through `cleaned`,
// which shows such characters; only sequences of our own pass.
import { randomBytes } from 'node:crypto';
import { visible } from '../util/escape.ts';
import { displayWidth } from '../util/text.ts';
import type { Io, Sink } from './io.ts';

/** Stands before every sequence of ours: drawn anew in each process, so no file can hold it. */
const OURS = randomBytes(16).toString('hex');
const SEQUENCE = new RegExp(`${OURS}(\\r|\\u001b\\[[\\d;]*[mK])`, 'g');

/** A sequence that `cleaned` lets pass. */
export const own = (sequence: string): string => OURS + sequence;

const lines = (text: string): string => text.split('\n').map(visible).join('\n');

/** A text as it goes out: line feeds and our own sequences are all that a terminal acts upon. */
export const cleaned = (text: string): string =>
  text
    .split(SEQUENCE)
    .map((part, i) => (i % 2 === 0 ? lines(part) : part))
    .join('');

/** Columns that a text of one line takes, once it is cleaned. */
export const visibleWidth = (text: string): number => displayWidth(visible(text.replaceAll(SEQUENCE, '')));

/** The world with its two outputs and its questions behind `cleaned`. */
export function cleanOutputs(io: Io): Io {
  const clean = (sink: Sink): Sink => ({
    write: (text) => {
      sink.write(cleaned(text));
    },
    isTTY: sink.isTTY,
    get columns() {
      return sink.columns;
    },
  });
  const { ask } = io;
  return {
    ...(ask ? { ask: (question: string) => ask(cleaned(question)) } : {}),
    out: clean(io.out),
    err: clean(io.err),
    cwd: io.cwd,
    env: io.env,
    get signal() {
      return io.signal;
    },
    now: io.now,
    locale: io.locale,
  };
}

/** The same texts, where a name that is put into one cannot begin a line of its own. */
export function onOneLine<T>(texts: T): T {
  if (typeof texts === 'function')
  // the same signature
  {
    return ((...given: unknown[]) => (texts as (...given: unknown[]) => unknown)(...given.map(inside))) as T;
  }
  return mapped(texts, onOneLine) as T;
}
const inside = (value: unknown): unknown => (typeof value === 'string' ? visible(value) : mapped(value, inside));

/** Lists and plain records part by part; all else as it is. */
function mapped(value: unknown, each: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(each);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, each(part)]));
}
