import { GradsheetError } from '../errors.ts';
import { listedNames, type Where, type Words } from '../words.ts';
import { brief, excerpt } from './text.ts';
import { words } from './error-words.ts';

/**
 * What a text in JSON may be. Models, descriptions and roles stay far below; parsing what is within takes at most
 * seconds and some hundred MB.
 */
export const jsonLimits = { depth: 100, values: 2_000_000, length: 2 ** 28 } as const;

/** Checked steps into parsed JSON: each says where it stands and what should have been there. */
export class Json {
  readonly value: unknown;
  readonly #parent: Json | null;
  readonly #step: Where;
  constructor(value: unknown, step: Where, parent: Json | null = null) {
    this.value = value;
    this.#step = step;
    this.#parent = parent;
  }

  /** @throws GradsheetError `bad-file` if the text is no JSON or says a name twice, `too-large` over `jsonLimits` */
  static parse(content: Uint8Array | string, where: Where): Json {
    if (content.length > jsonLimits.length) {
      throw tooLarge(
        where,
        words('at most {} MiB of JSON', jsonLimits.length / 2 ** 20),
        words('{} MiB', Math.ceil(content.length / 2 ** 20)),
      );
    }
    try {
      const text = typeof content === 'string' ? content : new TextDecoder('utf-8', { fatal: true }).decode(content);
      checkJson(text, where);
      return new Json(JSON.parse(text), where);
    } catch (cause) {
      if (cause instanceof GradsheetError) throw cause;
      throw new GradsheetError(
        'bad-file',
        { where, expected: words('a text in JSON'), hint: words('The file is damaged or cut off.') },
        { cause },
      );
    }
  }

  /** Made when it is asked for: most values are good. */
  get where(): Where {
    const step = typeof this.#step === 'string' ? brief(this.#step) : this.#step;
    return this.#parent ? words('{}, {}', this.#parent.where, step) : step;
  }
  get(key: string): Json {
    const record = this.object();
    return new Json(Object.hasOwn(record, key) ? record[key] : undefined, key, this);
  }
  get missing(): boolean {
    return this.value === undefined || this.value === null;
  }
  object(): Readonly<Record<string, unknown>> {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)
      ? (this.value as Readonly<Record<string, unknown>>)
      : this.fail(words('an object')); // its own keys, whatever they hold
  }
  entries(): [string, Json][] {
    return Object.entries(this.object()).map(([key, value]) => [key, new Json(value, key, this)]);
  }
  list(): Json[] {
    return Array.isArray(this.value)
      ? this.value.map((item: unknown, i) => new Json(item, words('item {}', i + 1), this))
      : this.fail(words('a list'));
  }
  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail(words('a text'));
  }
  texts(): string[] {
    return this.list().map((item) => item.text());
  }
  /** A number; one that JSON cannot write is a text: "NaN", "Infinity", "-Infinity". */
  number(): number {
    if (this.value === 'NaN' || this.value === 'Infinity' || this.value === '-Infinity') return Number(this.value);
    return typeof this.value === 'number' ? this.value : this.fail(words('a number'));
  }
  /** JSON's 1e999 is infinite too. */
  finite(): number {
    const value = this.number();
    return Number.isFinite(value) ? value : this.fail(words('a finite number'));
  }
  count(): number {
    return Number.isSafeInteger(this.value) && (this.value as number) >= 0
      ? (this.value as number)
      : this.fail(words('a whole number, 0 or more'));
  } // an integer, so a number
  counts(): number[] {
    return this.list().map((item) => item.count());
  }
  oneOf<T extends string>(choices: readonly T[]): T {
    return choices.find((choice) => choice === this.value) ?? this.fail(words('one of {}', listedNames(choices)));
  }
  fail(expected: Words, hint?: Words): never {
    throw new GradsheetError('bad-file', {
      where: this.where,
      expected,
      received: excerpt(this.value),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/**
 * One walk over the text before it is parsed. Too deep a text would end the walks over its values with an overflow; of
 * two
 * values of one name `JSON.parse` drops the first without a word.
 */
function checkJson(text: string, where: Where): void {
  const names: (Set<string> | null)[] = []; // of the open objects; null: an open list
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case '"': {
        const end = endOfText(text, i);
        const own = names.at(-1);
        COLON.lastIndex = end + 1;
        if (own && COLON.test(text)) {
          const raw = text.slice(i, end + 1);
          const name = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1); // a quoted text
          if (own.has(name)) {
            throw new GradsheetError('bad-file', {
              where,
              expected: words('each name once'),
              received: words('"{}" twice', brief(name)),
              hint: words('Delete one of the two.'),
            });
          }
          own.add(name);
        }
        i = end;
        break;
      }
      case '{':
      case '[':
        names.push(text[i] === '{' ? new Set() : null);
        values += 1;
        if (names.length > jsonLimits.depth) {
          throw tooLarge(where, words('JSON of at most {} levels', jsonLimits.depth), words('more'));
        }
        break;
      case '}':
      case ']':
        names.pop();
        break;
      case ',':
        values += 1;
        break;
    }
    if (values > jsonLimits.values) {
      throw tooLarge(where, words('at most {} values in JSON', jsonLimits.values), words('more'));
    }
  }
}

const COLON = /\s*:/y;

/** Where the text that is opened at `start` is closed. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  throw new SyntaxError('a text that is not closed');
}

const tooLarge = (where: Where, expected: Words, received: Words): GradsheetError =>
  new GradsheetError('too-large', {
    where,
    expected,
    received,
    hint: words('No file that gradsheet wrote is so large; ask where it is from.'),
  });

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
