import { CodeCell, TextCell, type Cell } from './cells.svelte.ts';
import { isTooLong } from './ipynb.ts';

/** Cells without outputs, packed for an address. */
export async function packed(name: string, cells: readonly Cell[]): Promise<string> {
  const json = JSON.stringify({ n: name, c: cells.map((c) => [c.kind === 'code' ? 1 : 0, c.source]) });
  const bytes = await through(new TextEncoder().encode(json), new CompressionStream('deflate-raw'));
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Null for what is no packed notebook. */
export async function unpacked(
  text: string,
): Promise<{ readonly name: string; readonly cells: readonly Cell[] } | null> {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const json: unknown = JSON.parse(
      new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'), LONGEST)),
    );
    if (
      typeof json !== 'object' ||
      json === null ||
      !('n' in json) ||
      !('c' in json) ||
      typeof json.n !== 'string' ||
      !Array.isArray(json.c)
    ) {
      return null;
    }
    const cells = json.c.map((c: unknown) =>
      Array.isArray(c) && typeof c[1] === 'string' ? (c[0] === 1 ? new CodeCell(c[1]) : new TextCell(c[1])) : null,
    );
    return cells.every((c) => c !== null) && !isTooLong(cells) ? { name: json.n.slice(0, 200), cells } : null;
  } catch {
    return null;
  }
}
/** A short link can unpack to more than a page can hold. */
const LONGEST = 4_000_000; // bytes

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most = Infinity,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  for (let total = 0; ;) {
    const { done, value } = await reader.read();
    if (done) break;
    total += value.length;
    if (total > most) {
      await reader.cancel();
      throw new RangeError('too long');
    }
    parts.push(value);
  }
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
