import { GradsheetError } from '../errors.ts';

/** Checked steps into parsed JSON: each says where it stands and what should have been there. */
export class Json {
  readonly value: unknown;
  readonly where: string;
  constructor(value: unknown, where: string) {
    this.value = value;
    this.where = where;
  }

  /** @throws GradsheetError `bad-file` if the text is no JSON */
  static parse(content: Uint8Array | string, where: string): Json {
    try {
      return new Json(
        JSON.parse(typeof content === 'string' ? content : new TextDecoder('utf-8', { fatal: true }).decode(content)),
        where,
      );
    } catch (cause) {
      throw new GradsheetError(
        'bad-file',
        { where, expected: 'a text in JSON', hint: 'The file is damaged or cut off.' },
        { cause },
      );
    }
  }

  get(key: string): Json {
    const record = this.object();
    return new Json(Object.hasOwn(record, key) ? record[key] : undefined, `${this.where}, ${key}`);
  }
  get missing(): boolean {
    return this.value === undefined || this.value === null;
  }
  object(): Readonly<Record<string, unknown>> {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)
      ? (this.value as Readonly<Record<string, unknown>>)
      : this.fail('an object'); // its own keys, whatever they hold
  }
  entries(): [string, Json][] {
    return Object.entries(this.object()).map(([key, value]) => [key, new Json(value, `${this.where}, ${key}`)]);
  }
  list(): Json[] {
    return Array.isArray(this.value)
      ? this.value.map((item: unknown, i) => new Json(item, `${this.where}, item ${i + 1}`))
      : this.fail('a list');
  }
  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('a text');
  }
  /** A number; one that JSON cannot write is a text: "NaN", "Infinity", "-Infinity". */
  number(): number {
    if (this.value === 'NaN' || this.value === 'Infinity' || this.value === '-Infinity') return Number(this.value);
    return typeof this.value === 'number' ? this.value : this.fail('a number');
  }
  count(): number {
    return Number.isSafeInteger(this.value) && (this.value as number) >= 0
      ? (this.value as number)
      : this.fail('a whole number, 0 or more');
  } // an integer, so a number
  fail(expected: string): never {
    throw new GradsheetError('bad-file', {
      where: this.where,
      expected,
      received: this.value === undefined ? 'nothing' : JSON.stringify(this.value).slice(0, 60),
    });
  }
}

/** JSON for people: objects over several lines, lists of plain values on one. Numbers that JSON lacks become texts. */
export function jsonText(value: unknown, indent = ''): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null)) {
      return `[${value.map((item) => jsonText(item)).join(', ')}]`;
    }
    return `[\n${value.map((item) => inner + jsonText(item, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return '{}';
  return `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${jsonText(item, inner)}`).join(',\n')}\n${indent}}`;
}
