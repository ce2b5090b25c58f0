import { GradsheetError } from 'gradsheet';
import { errorText } from 'gradsheet/messages';
import { cellCode } from './cell-code.ts';
import { MOST_TEXT, type Failure } from './protocol.ts';
import { text } from './shown.ts';

type Cell = (load: unknown, standard: unknown, dynamic: unknown, constant: unknown) => Promise<unknown>;
const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => Cell;
/** Lines that the language puts before the body of a function made from text. */
const BEFORE = 2;

/**
 * Runs cells one after the other. What a cell declares becomes a property of the global object: later cells, and
 * functions
 * of earlier ones, see it as they would see a name of their own.
 */
export class Program {
  readonly #modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What cells declared, in the order in which they did so first. */
  readonly names = new Set<string>();
  constructor(
    modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    given: Readonly<Record<string, unknown>>,
  ) {
    this.#modules = modules;
    for (const [name, value] of Object.entries(given)) define(name, value);
    for (const module of Object.values(modules)) {
      for (const [name, value] of Object.entries(module))
      // bundling shortened it
      {
        if (typeof value === 'function') Reflect.defineProperty(value, 'name', { value: name });
      }
    }
  }

  /** @throws what the cell throws; see `failure` */
  async run(source: string, cell: number): Promise<unknown> {
    const { body, declares, imports, suspect } = cellCode(source);
    let run: Cell;
    try {
      run = new AsyncFunction('$load', '$default', '$import', '$const', `${body}\n//# sourceURL=cell-${cell}.js`);
    } catch (e) {
      throw withLine(e, suspect);
    }
    for (const name of imports) {
      define(name, undefined);
      this.names.delete(name);
    }
    for (const name of declares) {
      define(name, this.names.has(name) ? this.get(name) : undefined);
      this.names.add(name);
    }
    return await run(
      this.#load,
      (name: string) => this.#load(name, ['default'])['default'],
      async (name: string) => this.#load(name),
      constant,
    );
  }
  get(name: string): unknown {
    return (globalThis as Record<string, unknown>)[name];
  }

  readonly #load = (name: string, wanted: readonly string[] = []): Readonly<Record<string, unknown>> => {
    const module = Object.hasOwn(this.#modules, name) ? this.#modules[name] : undefined;
    if (!module) {
      throw new TypeError(`There is no module "${name}" here. There are ${Object.keys(this.#modules).join(', ')}.`);
    }
    const missing = wanted.find((w) => !(w in module));
    if (missing !== undefined) {
      throw new TypeError(`"${name}" has no value ${missing}. A type is imported with "import type".`);
    }
    return module;
  };
}

const define = (name: string, value: unknown): void => {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
};
/** From here on the names cannot be given other values, until their cell runs again. */
const constant = (...names: readonly string[]): void => {
  for (const name of names) Object.defineProperty(globalThis, name, { writable: false });
};

const lines = new WeakMap<Error, number>();
function withLine(e: unknown, line: number | null): unknown {
  if (e instanceof Error && line !== null) lines.set(e, line);
  return e;
}

/** What to say of an error that a cell threw, and where in the cell. */
export function failure(e: unknown, cell: number): Failure {
  if (e instanceof GradsheetError) {
    return {
      text: errorText(e, 'en').slice(0, MOST_TEXT),
      zh: errorText(e, 'zh-TW').slice(0, MOST_TEXT),
      line: lineOf(e, cell),
    };
  }
  if (e instanceof SyntaxError) {
    const at = /^(?:Error transforming[^:]*: )?(.*?) \((\d+):\d+\)$/s.exec(e.message); // the type stripper's
    return {
      text: `SyntaxError: ${at?.[1] ?? e.message}`.slice(0, MOST_TEXT),
      zh: null,
      line: at ? Number(at[2]) : (lines.get(e) ?? null),
    };
  }
  return {
    text: (e instanceof Error ? `${e.name}: ${e.message}` : `Thrown: ${text(e)}`).slice(0, MOST_TEXT),
    zh: null,
    line: e instanceof Error ? lineOf(e, cell) : null,
  };
}
function lineOf(e: Error, cell: number): number | null {
  const at = new RegExp(`cell-${cell}\\.js(?: line \\d+ > \\w+)?:(\\d+)|> AsyncFunction:(\\d+)`).exec(e.stack ?? '');
  return at ? Math.max(1, Number(at[1] ?? at[2]) - BEFORE) : null;
}
