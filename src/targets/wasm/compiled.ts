import { GradsheetError } from '../../errors.ts';
import type { Program } from '../../ir/program.ts';
import { programKey } from '../../ir/program-key.ts';
import { lower, type Lowered } from './module.ts';
import { words } from '../error-words.ts';

/** The programs of a run as a module, and where their numbers lie in its memory. */
export interface Compiled {
  readonly lowered: Lowered;
  readonly module: WebAssembly.Module;
}

/** Least recently asked for first. */
const kept = new Map<string, Promise<Compiled>>();
/** Letters of all keys: some hundred small trainings, some MiB of machine code. One that is larger is kept alone. */
const MOST_LETTERS = 2 ** 20;

/**
 * Compiled programs, once for all that are equal. Trainings that differ in seed, learning rate or data have equal
 * programs, and a module that has run before is one whose fast code is there.
 *
 * @throws GradsheetError `too-large`
 */
export function compiled(programs: Readonly<Record<string, Program>>, precision: 'f32' | 'f64'): Promise<Compiled> {
  let key: string = precision;
  for (const [name, p] of Object.entries(programs)) key += `\n${name}\n${programKey(p)}`;
  const known = kept.get(key);
  kept.delete(key);
  const answer = known ?? compile(programs, precision);
  kept.set(key, answer);
  if (!known) {
    answer.catch(() => kept.delete(key)); // too large now may fit later
    forgetOldest(key);
  }
  return answer;
}

function forgetOldest(newest: string): void {
  let letters = 0;
  for (const key of kept.keys()) letters += key.length;
  for (const key of kept.keys()) {
    if (letters <= MOST_LETTERS || key === newest) return;
    kept.delete(key);
    letters -= key.length;
  }
}

async function compile(programs: Readonly<Record<string, Program>>, precision: 'f32' | 'f64'): Promise<Compiled> {
  const lowered = lower(programs, precision);
  checkBytes(lowered.end);
  return { lowered, module: await moduleOf(lowered.bytes) };
}

/** Bytes of a module that takes less time to compile than the way to another thread and back. */
const SMALL = 2 ** 16;

async function moduleOf(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if (bytes.length > SMALL) return WebAssembly.compile(bytes);
  return atOnce(() => new WebAssembly.Module(bytes)) ?? WebAssembly.compile(bytes);
}

/** A run of the module, with memory of its own. */
export const instanceOf = async (module: WebAssembly.Module): Promise<WebAssembly.Instance> =>
  atOnce(() => new WebAssembly.Instance(module)) ?? WebAssembly.instantiate(module);

/** Null where it has to be done in another thread: some browsers' pages allow 4 KB. */
function atOnce<T>(make: () => T): T | null {
  try {
    return make();
  } catch (e) {
    if (e instanceof RangeError) return null;
    throw e;
  }
}

/** @throws GradsheetError `too-large` */
export function checkBytes(bytes: number): void {
  if (bytes <= 2 ** 32) return;
  throw new GradsheetError('too-large', {
    where: 'wasm',
    expected: words('at most 4 GiB for tables, state and values'),
    received: words('{} MiB', Math.ceil(bytes / 2 ** 20)),
    hint: words('Use fewer rows at a time or a smaller batch.'),
  });
}
