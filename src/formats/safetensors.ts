import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames, type Where, type Words } from '../words.ts';
import { brief } from '../util/text.ts';
import { Json } from '../util/json.ts';
import { words } from './error-words.ts';

/**
 * Named arrays in a file other libraries read too: u64 length of a JSON header, the header, then the numbers, little
 * endian, in C order, without holes.
 *
 * @see https://github.com/huggingface/safetensors, section "Format"
 */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: StoredArray;
}
export type StoredTensors = Readonly<Record<string, StoredTensor>>;
export type StoredArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;
export interface Safetensors {
  readonly tensors: StoredTensors;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the file. The widest numbers come first, so that every array lies at a multiple of its number's size. */
export function writeSafetensors(tensors: StoredTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    if (name === '__metadata__') {
      throw new GradsheetError('invalid-option', {
        where: words('tensor "{}"', name),
        expected: words('another name'),
        hint: words('The format keeps this name for itself.'),
      });
    }
    if (data.length !== size(shape)) {
      throw new GradsheetError('shape-mismatch', {
        where: words('tensor "{}"', name),
        expected: words('{} numbers for its shape [{}]', size(shape), shape.join(', ')),
        received: verbatim(data.length),
      });
    }
    return { name, shape, data };
  });
  entries.sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || (a.name < b.name ? -1 : 1));

  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let end = 0;
  for (const { name, shape, data } of entries) {
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: dtypeOf(data), shape, data_offsets: [begin, end] }]);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8 + text.length, start); // the header is padded with blanks
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let at = start;
  for (const { data } of entries) {
    bytes.set(littleEndian(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), data.BYTES_PER_ELEMENT), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Half-precision numbers (F16, BF16) come as f32, which holds each exactly; BOOL as bytes.
 *
 * @param where what a person calls the file
 * @throws GradsheetError `bad-file` if any length, offset, shape or name is not as the format says; `too-large` if the
 * header claims more than 100 MB; `unsupported` for a kind of number this reader does not know
 */
export function readSafetensors(bytes: Uint8Array, where: Where = 'weights.safetensors'): Safetensors {
  if (bytes.length < 8) throw broken(where, words('at least 8 bytes'), verbatim(bytes.length));
  const claimed = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (claimed > HEADER_LIMIT) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('a header of at most 100 MB'),
      received: words('{} bytes', claimed),
      hint: NOT_OURS,
    });
  }
  const start = 8 + Number(claimed);
  if (start > bytes.length) {
    throw broken(where, words('{} bytes or more, as in its header', start), verbatim(bytes.length));
  }

  const header = Json.parse(bytes.subarray(8, start), where).entries();
  const data = bytes.subarray(start);
  const metadata = header
    .flatMap(([name, texts]) => (name === '__metadata__' ? texts.entries() : []))
    .map(([key, text]) => [key, text.text()] as const);
  const entries = header
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => readEntry(name, value, data.length, where));
  let end = 0;
  for (const { name, begin, finish } of entries.toSorted((a, b) => a.begin - b.begin || a.finish - b.finish)) {
    if (begin !== end) {
      throw broken(
        words('{}, tensor "{}"', where, name),
        words('numbers that begin at byte {}, where those before it end', end),
        words('byte {}', begin),
      );
    }
    end = finish;
  }
  if (end !== data.length) {
    throw broken(where, words('{} bytes of numbers, as in its header', end), verbatim(data.length));
  }
  return {
    tensors: Object.fromEntries(
      entries.map(({ name, shape, dtype, begin, finish }) => [
        name,
        { shape, data: decode(new Uint8Array(data.subarray(begin, finish)), dtype) },
      ]),
    ),
    metadata: Object.fromEntries(metadata),
  };
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly finish: number;
}

const HEADER_LIMIT = 100_000_000n; // bytes, as in the format's own reader
const NOT_OURS = words('It is damaged, or not a safetensors file.');

const widths = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;
type Dtype = keyof typeof widths;
const dtypes = Object.keys(widths) as readonly Dtype[]; // the keys of a literal

function dtypeOf(data: StoredArray): Dtype {
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof BigInt64Array) return 'I64';
  if (data instanceof BigUint64Array) return 'U64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Uint32Array) return 'U32';
  if (data instanceof Int16Array) return 'I16';
  if (data instanceof Uint16Array) return 'U16';
  if (data instanceof Int8Array) return 'I8';
  return 'U8';
}

/** @param copy bytes of its own, so that they lie at the beginning of a buffer */
function decode(copy: Uint8Array, dtype: Dtype): StoredArray {
  const { buffer } = littleEndian(copy, widths[dtype]);
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer);
    case 'F32':
      return new Float32Array(buffer);
    case 'I64':
      return new BigInt64Array(buffer);
    case 'U64':
      return new BigUint64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'U32':
      return new Uint32Array(buffer);
    case 'I16':
      return new Int16Array(buffer);
    case 'U16':
      return new Uint16Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'U8':
    case 'BOOL':
      return new Uint8Array(buffer);
    case 'BF16':
      // the upper half of an f32
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer);
    case 'F16':
      return Float32Array.from(new Uint16Array(buffer), wide);
    default:
      return dtype satisfies never;
  }
}

/** An IEEE half as a number: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
function wide(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The bytes with each number turned round on a machine whose own order is the other one. */
function littleEndian(bytes: Uint8Array, width: number): Uint8Array {
  if (LITTLE || width === 1) return bytes;
  const turned = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += width) turned.set(bytes.slice(at, at + width).reverse(), at);
  return turned;
}
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function readEntry(name: string, json: Json, available: number, file: Where): Entry {
  const where = words('{}, tensor "{}"', file, brief(name));
  const dtype = json.get('dtype').text();
  const shape = json.get('shape').counts();
  const offsets = json.get('data_offsets').counts();
  const known = dtypes.find((kind) => kind === dtype);
  if (!known) {
    throw new GradsheetError('unsupported', {
      where,
      expected: words('numbers of a kind among {}', listedNames(dtypes)),
      received: verbatim(brief(dtype)),
    });
  }
  const [begin = 0, finish = 0] =
    offsets.length === 2 ? offsets : json.get('data_offsets').fail(words('two offsets'), NOT_OURS);
  const wanted = size(shape) * widths[known];
  if (finish - begin !== wanted) {
    throw broken(
      where,
      words('{} bytes for its shape [{}]', wanted, brief(shape.join(', '))),
      verbatim(`${finish - begin}`),
    );
  }
  if (finish > available) {
    throw broken(file, words('{} bytes of numbers, as in its header', finish), verbatim(available));
  }
  return { name, dtype: known, shape, begin, finish };
}

/**
 * A product of counts; beyond 2⁵³ it is no longer exact, and no file is as long, so the comparison with its length
 * fails all the same.
 */
const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

const broken = (where: Where, expected: Words, received: Words): GradsheetError =>
  new GradsheetError('bad-file', { where, expected, received, hint: NOT_OURS });
