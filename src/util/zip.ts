import { deflateSync, inflateSync } from 'fflate';
import { GradsheetError } from '../errors.ts';
import type { Where, Words } from '../words.ts';
import { crc32 } from './crc32.ts';
import { words } from './error-words.ts';

/**
 * What a zip file may ask of the machine. A deflate stream can grow 1,032-fold; sheets of real workbooks grow 5- to
 * 50-fold, so what is both large and beyond 250-fold is taken for a trap.
 */
export const limits = {
  entries: 10_000,
  part: 256 * 2 ** 20,
  total: 512 * 2 ** 20,
  ratio: 250,
  ratioFrom: 2 ** 20,
} as const;

/** Of which file an error tells: its name, and what kind of zip file it ought to be, '.xlsx'. */
export interface ZipSource {
  readonly where: Where;
  readonly kind: string;
}

/** A part of a zip file, still packed. `raw` is a view of the file. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number; // 0 stored, 8 deflated
  readonly crc: number;
  readonly size: number;
  readonly raw: Uint8Array;
  readonly time: number; // as in the file: date and time of MS-DOS in one number
}

/**
 * The parts of a zip file, in order of its directory. Nothing is unpacked yet. @throws GradsheetError `bad-file`,
 * `too-large`
 */
export function readZip(bytes: Uint8Array, source: ZipSource): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    let end = findEnd(view);
    if (end < 0) throw damaged(source, words('the end of the file is missing'));
    let count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    if ((count === 0xffff || at === 0xffffffff) && end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
      // zip64
      end = Number(view.getBigUint64(end - 20 + 8, true));
      if (view.getUint32(end, true) !== 0x06064b50) throw damaged(source, words('its directory is damaged'));
      count = Number(view.getBigUint64(end + 32, true));
      at = Number(view.getBigUint64(end + 48, true));
    }
    if (count > limits.entries) {
      throw tooLarge(
        source.where,
        words('at most {} parts', limits.entries.toLocaleString('en')),
        words('{} parts', count.toLocaleString('en')),
      );
    }
    const entries: ZipEntry[] = [];
    for (let i = 0; i < count; i++) {
      const { entry, next } = readEntry(bytes, view, at, source);
      entries.push(entry);
      at = next;
    }
    return entries;
  } catch (error) {
    if (error instanceof GradsheetError) throw error;
    throw damaged(source, words('its directory points outside of the file'), error); // RangeError of the DataView
  }
}

/** Unpacks parts, and keeps count of how much it has unpacked in all. */
export function unpacker({ where, kind }: ZipSource): (entry: ZipEntry) => Uint8Array {
  let total = 0;
  return ({ name, method, crc, size, raw }) => {
    const mebibytes = (n: number): Words => words('{} MiB', Math.ceil(n / 2 ** 20).toLocaleString('en'));
    const part = words('{}, part {}', where, name);
    if (size > limits.part) throw tooLarge(part, words('at most {} unpacked', mebibytes(limits.part)), mebibytes(size));
    if (size > limits.ratioFrom && size > raw.length * limits.ratio) {
      throw tooLarge(
        part,
        words('data that unpacks to at most {} times its size', limits.ratio),
        words('{} times', Math.round(size / raw.length)),
        words('It looks like a zip bomb.'),
      );
    }
    total += size;
    if (total > limits.total) {
      throw tooLarge(where, words('at most {} unpacked in all', mebibytes(limits.total)), mebibytes(total));
    }
    let data: Uint8Array;
    try {
      // the given buffer cannot grow, so a wrong size in the directory costs nothing
      data = method === 0 ? raw : inflateSync(raw, { out: new Uint8Array(size) });
    } catch (error) {
      throw damaged({ where: part, kind }, words('its packed data is damaged'), error);
    }
    if (data.length !== size || crc32(data) !== crc) {
      throw damaged({ where: part, kind }, words('its checksum does not fit'));
    }
    return data;
  };
}

/** A part as it is to be packed; the date is fixed, so that equal parts give equal files. */
export function pack(name: string, data: Uint8Array): ZipEntry {
  const deflated = deflateSync(data, { level: 6 });
  const stored = deflated.length >= data.length;
  return {
    name,
    method: stored ? 0 : 8,
    crc: crc32(data),
    size: data.length,
    raw: stored ? data : deflated,
    time: 33 << 16,
  }; // 1980-01-01
}

/** A zip file of these parts, in this order. @param where what it is, for errors @throws GradsheetError `too-large` */
export function writeZip(entries: readonly ZipEntry[], where: Where): Uint8Array {
  const names = entries.map(({ name }) => new TextEncoder().encode(name));
  const size = entries.reduce((sum, { raw }, i) => sum + 30 + 46 + 2 * (names[i]?.length ?? 0) + raw.length, 22);
  if (size > 0xffffffff || entries.length > 0xffff) {
    throw tooLarge(where, words('a file below 4 GiB'), words('{} bytes', size));
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const offsets: number[] = [];
  let at = 0;
  const shared = ({ method, crc, size, raw, time }: ZipEntry, name: Uint8Array, from: number): void => {
    view.setUint16(from, 20, true); // needs version 2.0
    view.setUint16(from + 2, name.some((c) => c > 127) ? 0x800 : 0, true); // name in UTF-8
    view.setUint16(from + 4, method, true);
    view.setUint32(from + 6, time, true);
    view.setUint32(from + 10, crc, true);
    view.setUint32(from + 14, raw.length, true);
    view.setUint32(from + 18, size, true);
    view.setUint16(from + 22, name.length, true);
  };
  entries.forEach((entry, i) => {
    const name = names[i] ?? new Uint8Array();
    offsets.push(at);
    view.setUint32(at, 0x04034b50, true);
    shared(entry, name, at + 4);
    bytes.set(name, at + 30);
    bytes.set(entry.raw, at + 30 + name.length);
    at += 30 + name.length + entry.raw.length;
  });
  const directory = at;
  entries.forEach((entry, i) => {
    const name = names[i] ?? new Uint8Array();
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, 20, true);
    shared(entry, name, at + 6);
    view.setUint32(at + 42, offsets[i] ?? 0, true);
    bytes.set(name, at + 46);
    at += 46 + name.length;
  });
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, entries.length, true);
  view.setUint16(at + 10, entries.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return bytes;
}

/** Place of the end record: its signature, before a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return -1;
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  source: ZipSource,
): { entry: ZipEntry; next: number } {
  if (view.getUint32(at, true) !== 0x02014b50) throw damaged(source, words('its directory is damaged'));
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
  let packed = view.getUint32(at + 20, true);
  let size = view.getUint32(at + 24, true);
  let local = view.getUint32(at + 42, true);
  if (packed === 0xffffffff || size === 0xffffffff || local === 0xffffffff) {
    // zip64: the true numbers stand in an extra field
    for (let i = at + 46 + nameLength; i + 4 <= next; i += 4 + view.getUint16(i + 2, true)) {
      if (view.getUint16(i, true) !== 1) continue;
      let j = i + 4;
      const take = (): number => {
        j += 8;
        return Number(view.getBigUint64(j - 8, true));
      };
      if (size === 0xffffffff) size = take();
      if (packed === 0xffffffff) packed = take();
      if (local === 0xffffffff) local = take();
      break;
    }
  }
  if (flags & 1) throw damaged(source, words('its parts are encrypted'));
  if (method !== 0 && method !== 8) {
    throw damaged(source, words('part {} is packed by an unknown method ({})', name, method));
  }
  if (view.getUint32(local, true) !== 0x04034b50) throw damaged(source, words('its directory is damaged'));
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw damaged(source, words('part {} is cut off', name));
  const raw = bytes.subarray(start, start + packed);
  return {
    entry: { name, method, crc: view.getUint32(at + 16, true), size, raw, time: view.getUint32(at + 12, true) },
    next,
  };
}

const damaged = ({ where, kind }: ZipSource, problem: Words, cause?: unknown): GradsheetError =>
  new GradsheetError(
    'bad-file',
    {
      where,
      expected: words('a whole {} file', kind),
      received: words('one that is damaged: {}', problem),
      hint: words('Copy or download the file again.'),
    },
    { cause },
  );

const tooLarge = (where: Where, expected: Words, received: Words, hint?: Words): GradsheetError =>
  new GradsheetError('too-large', { where, expected, received, ...(hint !== undefined && { hint }) });
