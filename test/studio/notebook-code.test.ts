// Cells as programs: what they declare outlives them. In Node; the same in browsers: notebook.test.ts.
import * as gradsheet from 'gradsheet';
import { afterEach, describe, expect, test } from 'vitest';
import { cellCode } from '../../studio/src/notebook/sandbox/cell-code.ts';
import { failure, Program } from '../../studio/src/notebook/sandbox/program.ts';

const names = new Set<string>();
function notebook(): (...cells: string[]) => Promise<unknown> {
  const program = new Program({ gradsheet }, { given: 1 });
  let n = 0;
  return async (...cells) => {
    let last: unknown;
    for (const cell of cells) {
      const { declares, imports } = cellCode(cell);
      for (const name of [...declares, ...imports, 'given']) names.add(name);
      last = await program.run(cell, ++n);
    }
    return last;
  };
}
afterEach(() => {
  for (const name of names) Reflect.deleteProperty(globalThis, name);
  names.clear();
});

describe('state between cells', () => {
  test.each([
    ['const and let', ['const a = 1; let b = 2;', 'b += a; b'], 3],
    [
      'patterns, with values in them',
      ['const { x, y: [z, ...rest], w = 7 } = { x: 1, y: [2, 3, 4] };', '[x, z, rest.join(), w].join()'],
      '1,2,3,4,7',
    ],
    ['several at once, and none yet', ['let p, q = 5;\nvar r = 6', '[p, q, r].join()'], ',5,6'],
    [
      'functions, before their line',
      ['const early = twice(4);\nfunction twice(n: number): number { return 2 * n; }', 'early + twice(1)'],
      10,
    ],
    [
      'classes with types and properties in the constructor',
      [
        'abstract class A { constructor(readonly n: number) {} }\nclass B extends A { get twice() { return this.n * 2; } }',
        'new B(21).twice',
      ],
      42,
    ],
    ['enums', ['enum Colour { red, blue = 5 }', 'Colour.blue + Colour.red'], 5],
    [
      'imports, under other names',
      [
        "import { Table as T, type Matrix } from 'gradsheet';\nimport type { Split } from 'gradsheet';",
        'T.of({ a: [1, 2] }).rows',
      ],
      2,
    ],
    ['all of a module', ["import * as all from 'gradsheet';", 'typeof all.sequential'], 'function'],
    ['import as a call', ["const { Table: Other } = await import('gradsheet');", 'Other.of({ a: [1] }).rows'], 1],
    ['exports', ['export const one = 1;\nexport function two() { return 2; }\nexport { one };', 'one + two()'], 3],
    ['await', ['const later = await Promise.resolve(3);', 'later'], 3],
    ['no semicolons', ['const f = () => 1\nconst g = [1, 2]\nlet h = f()', '[f(), g.length, h].join()'], '1,2,1'],
    [
      'a closure and a later cell share a variable',
      ['let n = 0;\nconst add = () => { n++; };', 'add(); add(); n += 10;', 'n'],
      12,
    ],
    [
      'a function that a later cell replaces',
      [
        'function inner() { return 1; }\nfunction outer() { return inner(); }',
        'function inner() { return 2; }',
        'outer()',
      ],
      2,
    ],
    ['the same cell again', ['const c = 1; let d = c;', 'const c = 2; let d = c + 1;', 'c * 10 + d'], 23],
    ['names of the browser', ["const name = 'n', status = 2, event = 3;", 'name + status + event'], 'n23'],
    [
      'what only a block declares stays in it',
      ['for (const i of [1, 2]) { const inside = i; }', 'typeof inside'],
      'undefined',
    ],
    [
      'types of every kind',
      [
        'interface P { a: number }\ntype Q = P | null;\ndeclare const no: string;\nconst v = ({ a: 1 } as P)!.a satisfies number;\nfunction id<X>(x: X): X { return x; }',
        'id<number>(v)',
      ],
      1,
    ],
  ] as const)('%s', async (_, cells, value) => {
    expect(await notebook()(...cells)).toBe(value);
  });

  test('a value for the last expression only', async () => {
    const run = notebook();
    expect(await run('1 + 1;')).toBe(2);
    expect(await run('1 + 1; // and a comment')).toBe(2);
    expect(await run('const a = 3')).toBeUndefined();
    expect(await run('a; if (a) { a; }')).toBeUndefined();
    expect(await run('export default a * 2')).toBe(6);
  });
  test('functions and classes keep their names', async () => {
    expect(await notebook()('function f() {}\nconst g = () => 1; class K {}', '[f.name, g.name, K.name].join()')).toBe(
      'f,g,K',
    );
  });
  test('a constant stays one, in its cell and in later ones, until its cell runs again', async () => {
    const run = notebook();
    await expect(run('const k = 1; k = 2;')).rejects.toThrow(TypeError);
    await run('const k = 1;');
    await expect(run('k = 2;')).rejects.toThrow(TypeError);
    expect(await run('const k = 3;', 'k')).toBe(3);
  });
  test('strict, as modules are', async () => {
    await expect(notebook()('undeclared = 1;')).rejects.toThrow(ReferenceError);
  });
});

describe('what is said of errors', () => {
  const said = async (cell: string): Promise<ReturnType<typeof failure>> => {
    try {
      await notebook()(cell);
      throw new Error('no error');
    } catch (e) {
      return failure(e, 1);
    }
  };
  test.each([
    ['thrown', 'const a = 1;\n\n  throw new RangeError("too much");', 'RangeError: too much', 3],
    ['after types that are gone', 'interface A {\n  a: 1;\n}\nnull.a;', /^TypeError: /, 4],
    ['inside a function', 'function f() {\n  throw new Error("here");\n}\nf();', 'Error: here', 2],
    ['syntax that the type stripper finds', 'const a = 1;\nconst = 2;', /^SyntaxError: Unexpected token/, 2],
    ['syntax that only the browser finds', 'const a = 1;\n\nlet b = await;', /^SyntaxError: /, 3],
    ['something that is no error', 'throw { a: 1 };', 'Thrown: { a: 1 }', null],
    [
      'a module that is not there',
      "import { x } from 'lodash';",
      'TypeError: There is no module "lodash" here. There are gradsheet.',
      1,
    ],
    [
      'a name that a module lacks',
      "import { Split } from 'gradsheet';",
      'TypeError: "gradsheet" has no value Split. A type is imported with "import type".',
      1,
    ],
  ] as const)('%s', async (_, cell, text, line) => {
    const f = await said(cell);
    if (typeof text === 'string') expect(f.text).toBe(text);
    else expect(f.text).toMatch(text);
    expect(f.line).toBe(line);
    expect(f.zh).toBeNull();
  });
  test("the library's errors in both languages", async () => {
    const f = await said("import { Table } from 'gradsheet';\n\nTable.of({ a: [1] }).column('b');");
    expect(f).toEqual({ text: expect.stringContaining('"b"'), zh: expect.stringMatching(/[\u4e00-\u9fff]/), line: 3 });
  });
});
