import type { Program } from '../../ir/program.ts';
import { programKey } from '../../ir/program-key.ts';
import { commonKey, lower, type Common, type Lowered } from './module.ts';
import { checkBytes } from './memory.ts';

/** A program as a module, and where its numbers lie in the memory that it is given. */
export interface Compiled extends Pick<Lowered, 'feeds' | 'results' | 'end'> {
  readonly module: WebAssembly.Module;
}

/** By what they compute; least recently asked for first. */
const kept = new Map<string, Promise<Compiled>>();
/** Letters of all keys: some hundred small steps, some MiB of machine code. One that is larger is kept alone. */
const MOST_LETTERS = 2 ** 20;

/**
 * A compiled program, once for all that are equal: trainings that differ in seed, learning rate or data have equal
 * programs, and a module that has run before is one whose fast code is there.
 *
 * @param common of the run's programs
 * @throws GradsheetError `too-large`
 */
export function compiled(p: Program, common: Common): Promise<Compiled> {
  const key = `${commonKey(p, common)}\n${programKey(p)}`;
  const known = kept.get(key);
  kept.delete(key);
  const answer = known ?? compile(p, common);
  kept.set(key, answer);
  if (!known) {
    answer.catch(() => kept.delete(key)); // what does not fit now may fit later
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

async function compile(p: Program, common: Common): Promise<Compiled> {
  const { bytes, feeds, results, end } = lower(p, common);
  checkBytes(end);
  return { module: await moduleOf(bytes), feeds, results, end };
}

/** Bytes of a module that takes less time to compile than the way to another thread and back. */
const SMALL = 2 ** 16;

async function moduleOf(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  if (bytes.length > SMALL) return WebAssembly.compile(bytes);
  return atOnce(() => new WebAssembly.Module(bytes)) ?? WebAssembly.compile(bytes);
}

/** The module's functions, over this memory. */
export async function instanceOf(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<WebAssembly.Instance['exports']> {
  const imports = { run: { memory } };
  const instance =
    atOnce(() => new WebAssembly.Instance(module, imports)) ?? (await WebAssembly.instantiate(module, imports));
  return instance.exports;
}

/** Null where it has to be done in another thread: some browsers' pages allow 4 KB. */
function atOnce<T>(make: () => T): T | null {
  try {
    return make();
  } catch (e) {
    if (e instanceof RangeError) return null;
    throw e;
  }
}
