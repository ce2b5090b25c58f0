import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import {
  readSafetensors,
  writeSafetensors,
  type StoredArray,
  type StoredTensors,
} from '../../src/formats/safetensors.ts';

interface Vector {
  readonly base64: string;
  readonly tensors: Record<string, { dtype: string; shape: number[]; values: string[] }>;
  readonly metadata: Record<string, string>;
}
const vector = JSON.parse(readFileSync(new URL('../vectors/safetensors.json', import.meta.url), 'utf8')) as Vector;

/** As Python's repr shows the number. */
const number = (text: string): number =>
  text === 'True' ? 1 : text === 'False' ? 0 : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text);

/** No half of a surrogate pair, which UTF-8 cannot write. */
const wellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

function failure(run: () => unknown): GradsheetError {
  try {
    run();
  } catch (error) {
    if (error instanceof GradsheetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A file from a header text and the bytes after it. */
function file(header: string, data = new Uint8Array(), claimed?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
const one = (over: object): string =>
  JSON.stringify({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...over } });

describe('safetensors', () => {
  test('reads a file written by the safetensors library, every kind of number', () => {
    // a Buffer lies anywhere in a larger one
    const { tensors, metadata } = readSafetensors(Buffer.from(vector.base64, 'base64'));
    expect(metadata).toEqual(vector.metadata);
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(vector.tensors).sort());
    for (const [name, { shape, values }] of Object.entries(vector.tensors)) {
      expect(tensors[name]?.shape).toEqual(shape);
      expect(Array.from(tensors[name]?.data ?? [], Number), name).toEqual(values.map(number));
    }
  });

  test('writes the header, then the widest numbers first, little endian', () => {
    const read = readSafetensors(new Uint8Array(Buffer.from(vector.base64, 'base64')));
    const plain = Object.fromEntries(
      Object.entries(read.tensors).filter(([name]) => name !== 'half' && name !== 'flags'),
    );
    const again = readSafetensors(writeSafetensors(plain, read.metadata));
    expect(again).toEqual({ tensors: plain, metadata: read.metadata });
    const small: StoredTensors = {
      b: { shape: [2], data: Float32Array.of(1, 2) },
      a: { shape: [1], data: Float64Array.of(3) },
    };
    const text =
      '{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}';
    const written = writeSafetensors(small);
    expect(new TextDecoder().decode(written.subarray(8, 8 + text.length))).toBe(text);
    expect(written.length % 8).toBe(0);
    expect(Buffer.from(written.subarray(-16)).toString('hex')).toBe('00000000000008400000803f00000040');
  });

  test('reading what was written is the identity', () => {
    const arrays = fc.oneof(
      fc.float64Array({ maxLength: 12 }),
      fc.float32Array({ maxLength: 12 }),
      fc.bigInt64Array({ maxLength: 12 }),
      fc.bigUint64Array({ maxLength: 12 }),
      fc.int32Array({ maxLength: 12 }),
      fc.uint32Array({ maxLength: 12 }),
      fc.int16Array({ maxLength: 12 }),
      fc.uint16Array({ maxLength: 12 }),
      fc.int8Array({ maxLength: 12 }),
      fc.uint8Array({ maxLength: 12 }),
    );
    const shaped = fc.tuple(arrays, fc.nat(3)).map(([data, form]: [StoredArray, number]) => ({
      shape:
        data.length === 1 && form === 0
          ? []
          : form === 1
            ? [data.length, 1]
            : data.length === 0 && form === 2
              ? [4, 0, 2]
              : data.length % 2 === 0 && form === 3
                ? [2, data.length / 2]
                : [data.length],
      data,
    }));
    const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__' && wellFormed(name));
    fc.assert(
      fc.property(
        fc.dictionary(names, shaped),
        fc.dictionary(names, fc.string({ unit: 'binary' }).filter(wellFormed)),
        (tensors, metadata) => {
          const read = readSafetensors(writeSafetensors(tensors, metadata));
          expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
          for (const [name, tensor] of Object.entries(tensors)) expect(read.tensors[name]).toEqual(tensor);
          expect({ ...read.metadata }).toEqual({ ...metadata });
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  test.each([
    [
      'shorter than its length field',
      new Uint8Array(5),
      { code: 'bad-file', expected: 'at least 8 bytes', received: '5' },
    ],
    [
      'a header longer than the file',
      file('{}', new Uint8Array(), 1000n),
      { code: 'bad-file', expected: '1008 bytes or more, as in its header', received: '10' },
    ],
    [
      'an absurd header',
      file('{}', new Uint8Array(), 0xffff_ffff_ffff_ffffn),
      { code: 'too-large', received: '18446744073709551615 bytes' },
    ],
    ['not JSON', file('hello wo'), { code: 'bad-file', expected: 'a text in JSON' }],
    [
      'not UTF-8',
      file('').fill(0xff, 0, 0) && Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe]),
      { code: 'bad-file', expected: 'a text in JSON' },
    ],
    ['a list for a header', file('[]'), { code: 'bad-file', expected: 'an object', received: '[]' }],
    [
      'numbers cut off',
      file(one({}), new Uint8Array(4)),
      { code: 'bad-file', expected: '8 bytes of numbers, as in its header', received: '4' },
    ],
    [
      'numbers left over',
      file(one({}), new Uint8Array(9)),
      { code: 'bad-file', expected: '8 bytes of numbers, as in its header', received: '9' },
    ],
    [
      'offsets that do not fit the shape',
      file(one({ shape: [3] }), new Uint8Array(8)),
      { code: 'bad-file', expected: '12 bytes for its shape [3]', received: '8' },
    ],
    [
      'a shape beyond all numbers',
      file(one({ shape: [9e15, 9e15, 9e15] }), new Uint8Array(8)),
      { code: 'bad-file', received: '8' },
    ],
    [
      'a negative size',
      file(one({ shape: [-2] }), new Uint8Array(8)),
      {
        code: 'bad-file',
        where: 'w.safetensors, a, shape, item 1',
        expected: 'a whole number, 0 or more',
        received: '-2',
      },
    ],
    [
      'offsets the wrong way round',
      file(one({ data_offsets: [8, 0] }), new Uint8Array(8)),
      { code: 'bad-file', expected: '8 bytes for its shape [2]', received: '-8' },
    ],
    [
      'three offsets',
      file(one({ data_offsets: [0, 4, 8] }), new Uint8Array(8)),
      { code: 'bad-file', expected: 'two offsets', received: '[0,4,8]' },
    ],
    [
      'a hole',
      file(one({ data_offsets: [4, 12] }), new Uint8Array(12)),
      { code: 'bad-file', expected: 'numbers that begin at byte 0, where those before it end', received: 'byte 4' },
    ],
    [
      'an overlap',
      file(
        JSON.stringify({
          a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] },
          b: { dtype: 'U8', shape: [4], data_offsets: [2, 6] },
        }),
        new Uint8Array(6),
      ),
      { code: 'bad-file', received: 'byte 2' },
    ],
    [
      'an unknown kind of number',
      file(one({ dtype: 'F8_E4M3' }), new Uint8Array(8)),
      { code: 'unsupported', received: 'F8_E4M3' },
    ],
    [
      'a kind of number named like a method',
      file(one({ dtype: 'toString' }), new Uint8Array(8)),
      { code: 'unsupported', received: 'toString' },
    ],
    [
      'no kind of number',
      file(one({ dtype: null }), new Uint8Array(8)),
      { code: 'bad-file', expected: 'a text', received: 'null' },
    ],
    [
      'metadata that is not text',
      file('{"__metadata__":{"n":1}}'),
      { code: 'bad-file', where: 'w.safetensors, __metadata__, n', expected: 'a text', received: '1' },
    ],
  ] as const)('refuses %s', (_, bytes, { code, ...fields }) => {
    const error = failure(() => readSafetensors(bytes, 'w.safetensors'));
    expect(error.code).toBe(code);
    expect(error.fields).toMatchObject(fields);
    expect(error.fields.where).toMatch(/^w\.safetensors/);
  });

  test('any broken file gives a GradsheetError and nothing else', () => {
    const good = writeSafetensors(
      {
        kernel: { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
        bias: { shape: [3], data: Float32Array.of(1, 2, 3) },
      },
      { format: 'gradsheet' },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(good.length)),
        (edits, cut) => {
          const bytes = good.slice(0, cut ?? good.length);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          try {
            readSafetensors(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(GradsheetError);
          }
        },
      ),
      { seed: 11, numRuns: 3000 },
    );
  });

  test('refuses to write numbers that do not fill their shape, or a name the format needs', () => {
    expect(failure(() => writeSafetensors({ a: { shape: [2, 2], data: Float64Array.of(1) } }))).toMatchObject({
      code: 'shape-mismatch',
      fields: { where: 'tensor "a"', received: '1' },
    });
    expect(failure(() => writeSafetensors({ __metadata__: { shape: [1], data: Float64Array.of(1) } })).code).toBe(
      'invalid-option',
    );
  });
});
