import { GradsheetError } from '../../errors.ts';
import { words } from '../error-words.ts';

const PAGE = 65536; // bytes
const hint = words('Use fewer rows at a time or a smaller batch.');

export const pagesOf = (bytes: number): number => Math.ceil(bytes / PAGE);

/** @throws GradsheetError `too-large` */
export function checkBytes(bytes: number): void {
  if (bytes <= 2 ** 32) return;
  throw new GradsheetError('too-large', {
    where: 'wasm',
    expected: words('at most 4 GiB for tables, state and values'),
    received: words('{} MiB', Math.ceil(bytes / 2 ** 20)),
    hint,
  });
}

/** Of a memory that threads share: a module that imports one has to say so, and how far it may grow. */
export const MOST_PAGES = 65536;

/** @throws GradsheetError `too-large` if the machine has no room for it */
export const memoryOf = (bytes: number, shared = false): WebAssembly.Memory =>
  asked(bytes, () => {
    const initial = pagesOf(bytes);
    return new WebAssembly.Memory(shared ? { initial, maximum: MOST_PAGES, shared } : { initial });
  });

/** Grows a memory to hold `bytes`. Views made before are of no use after. @throws GradsheetError `too-large` */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const pages = pagesOf(bytes - memory.buffer.byteLength);
  if (pages > 0) asked(bytes, () => memory.grow(pages));
}

function asked<T>(bytes: number, ask: () => T): T {
  checkBytes(bytes);
  try {
    return ask();
  } catch (cause) {
    throw new GradsheetError(
      'too-large',
      {
        where: 'wasm',
        expected: words('{} MiB of memory', Math.ceil(bytes / 2 ** 20)),
        received: words('less than that'),
        hint,
      },
      { cause },
    );
  }
}
