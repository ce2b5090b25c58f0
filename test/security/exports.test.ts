// A name from a stranger's file is a text in the programs that are written, and never becomes one.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import type { Preprocessing } from '../../src/data/preprocessing.ts';
import { Table } from '../../src/index.ts';
import {
  kerasCode,
  kerasPredictor,
  pytorchCode,
  pytorchPredictor,
  toSaved,
  typescriptCode,
  type SavedModel,
  type TableTraining,
} from '../../src/save.ts';
import { planTable, type TablePlanOptions } from '../../src/table.ts';
import { pythonComment, pythonText, scriptComment, scriptText } from '../../src/util/escape.ts';
import { strangeNames } from './names.ts';
import { rounds } from './rounds.ts';

const SEED = 20261129;
const python = spawnSync('python3', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-exports-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Saved = Pick<SavedModel, 'graph' | 'compiled' | 'preprocessing'>;
type Rename = (text: string) => string;
interface Kind {
  readonly saved: Saved;
  readonly training: TableTraining;
}

const columns = {
  size: Array.from({ length: 24 }, (_, i) => (i === 3 ? null : i / 4)),
  colour: Array.from({ length: 24 }, (_, i) => ['red', 'green', 'blue'][i % 3] ?? ''),
  kind: Array.from({ length: 24 }, (_, i) => ['small', 'middle', 'large'][i % 3] ?? ''),
  price: Array.from({ length: 24 }, (_, i) => (i * 7) % 11),
  when: Array.from({ length: 24 }, (_, i) => `2020-${(i % 12) + 1}-15`),
  shape: Array.from({ length: 24 }, (_, i) => (i === 7 ? 'once' : i === 9 ? null : i % 2 ? 'odd' : 'even')),
};
function kind(options: TablePlanOptions, file: TableTraining['file']): Kind {
  const { model, preprocessing } = planTable(Table.of(columns), {
    hidden: [{ units: 2, activation: 'relu' }],
    epochs: 1,
    seed: 1,
    missing: 'mean',
    testSize: 0.2,
    ...options,
  });
  return {
    saved: toSaved(model, { preprocessing }),
    training: { file, testSize: options.testSize ?? 0.2, splitSeed: 1, epochs: 1, batchSize: 8, seed: 1 },
  };
}
const kinds: readonly Kind[] = [
  kind(
    { target: 'kind', features: ['size', 'colour', 'price'], scale: 'standard' },
    { name: 'file', delimiter: ';', header: false, columns: ['size', 'colour', 'kind', 'price'] },
  ),
  kind(
    { target: 'price', features: ['size', 'colour'], scale: 'minmax', testSize: 0 },
    { name: 'file', sheet: 'sheet' },
  ),
  // columns of our own making
  kind(
    {
      target: 'kind',
      features: ['size', 'colour', 'when', 'shape'],
      missing: 'mark',
      rare: 2,
      as: { when: 'date', shape: 'category' },
    },
    { name: 'file', thousands: 'apart', missingValues: ['gone'], skipRows: 2 },
  ),
  kind({ target: 'price', features: ['when', 'shape'], rare: 2 }, { name: 'file' }),
];

/** The same with every name, text and class called otherwise. */
function renamed({ saved, training }: Kind, rename: Rename): Kind {
  const { preprocessing: p } = saved;
  const { file } = training;
  if (!p) throw new Error('made of a table');
  const label = <T>(v: T): T | string => (typeof v === 'string' ? rename(v) : v);
  const preprocessing: Preprocessing = {
    ...p,
    features: p.features.map((f) =>
      f.kind === 'category'
        ? {
            ...f,
            name: rename(f.name),
            values: f.values.map(rename),
            ...(f.fill === undefined ? {} : { fill: rename(f.fill) }),
          }
        : { ...f, name: rename(f.name) },
    ),
    target:
      p.target.kind === 'number'
        ? { ...p.target, name: rename(p.target.name) }
        : { ...p.target, name: rename(p.target.name), values: p.target.values.map(label) },
    ...(p.said?.as
      ? {
          said: {
            ...p.said,
            as: Object.fromEntries(Object.entries(p.said.as).map(([n, as]) => [rename(n), as])),
          },
        }
      : {}),
  };
  return {
    saved: { ...saved, preprocessing },
    training: {
      ...training,
      file: {
        ...file,
        name: rename(file.name),
        ...(file.sheet === undefined ? {} : { sheet: rename(file.sheet) }),
        ...(file.columns ? { columns: file.columns.map(rename) } : {}),
        ...(file.thousands === undefined ? {} : { thousands: rename(file.thousands) }),
        ...(file.missingValues ? { missingValues: file.missingValues.map(rename) } : {}),
      },
    },
  };
}

/** A program without its texts, and the texts. */
interface Read {
  readonly shape: string;
  readonly texts: readonly string[];
  readonly error?: string;
}
const ALL = 'file sheet apart gone size colour kind price when shape red green blue small middle large odd even'.split(
  ' ',
);

type Write = (kind: Kind, round: number) => string;
const writers = [kerasCode, pytorchCode, kerasPredictor, pytorchPredictor] as const;
const VARIANTS = writers.length * kinds.length;
/** Programs of `count` sets of names; each must be the plain one with other texts. */
function hold(count: number, seed: number, write: Write, read: (codes: readonly string[]) => readonly Read[]): void {
  const name = strangeNames(seed);
  const kindOf = (round: number): Kind => kinds[round % kinds.length] as Kind;
  const plain = Array.from({ length: VARIANTS }, (_, round) => write(kindOf(round), round));
  const wanted = read(plain);
  for (let from = 0; from < count; from += 500) {
    const batch = Array.from({ length: Math.min(500, count - from) }, (_, i) => {
      const round = from + i;
      const names = new Map(ALL.map((text) => [text, name()]));
      const rename: Rename = (text) => names.get(text) ?? text;
      return { round, rename, names, code: write(renamed(kindOf(round), rename), round) };
    });
    const got = read(batch.map(({ code }) => code));
    batch.forEach(({ round, rename, names, code }, i) => {
      const about = `seed ${seed}, round ${round}: ${JSON.stringify([...names])}`;
      const is = got[i];
      const should = wanted[round % VARIANTS];
      expect(is?.error, about).toBeUndefined();
      expect(code.split('\n').length, about).toBe(plain[round % VARIANTS]?.split('\n').length);
      expect(code, about).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      expect(is?.shape, about).toBe(should?.shape);
      expect(is?.texts, about).toEqual(should?.texts.map(rename));
    });
  }
}
/** Of six names and more each: 10^5 names in all. */
const PROGRAMS = rounds(200, 20_000);

const READ_PYTHON = `
import ast, hashlib, json, sys
out = []
for code in json.load(sys.stdin):
    try:
        tree, texts = ast.parse(code.encode('utf-8')), []
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
                node.value = ''
        out.append({'shape': hashlib.sha256(ast.dump(tree).encode()).hexdigest(), 'texts': texts})
    except Exception as e:
        out.append({'shape': '', 'texts': [], 'error': repr(e)})
json.dump(out, sys.stdout)
`;
const readPython = (codes: readonly string[]): readonly Read[] =>
  JSON.parse(
    execFileSync('python3', ['-c', READ_PYTHON], {
      input: JSON.stringify(codes),
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    }),
  ) as Read[];

/** A key may be spelled as a name, a text or a computed text: the same to whoever reads it. */
function readTypescript(code: string): Read {
  const file = ts.createSourceFile('program.ts', code, ts.ScriptTarget.Latest, true);
  const shape: string[] = [];
  const texts: string[] = [];
  const told = file as unknown as {
    readonly parseDiagnostics: readonly ts.Diagnostic[];
    readonly pragmas: ReadonlyMap<string, unknown>;
    readonly commentDirectives?: readonly unknown[];
  }; // what the parser keeps for the checker
  const walk = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      shape.push('text');
      texts.push(node.text);
      return;
    }
    if (ts.isPropertyAssignment(node)) {
      const { name } = node;
      const key = ts.isComputedPropertyName(name) ? name.expression : name;
      shape.push('key');
      if (ts.isIdentifier(key) || ts.isStringLiteralLike(key)) texts.push(key.text);
      else shape.push('odd');
      walk(node.initializer);
      return;
    }
    shape.push(
      `${ts.SyntaxKind[node.kind]}${ts.isIdentifier(node) || ts.isNumericLiteral(node) ? ` ${node.text}` : ''}`,
    );
    ts.forEachChild(node, walk);
    shape.push(')');
  };
  walk(file);
  const problem =
    told.parseDiagnostics[0] ??
    (told.pragmas.size > 0 || (told.commentDirectives?.length ?? 0) > 0 || file.referencedFiles.length > 0
      ? 'a comment that speaks to the compiler'
      : undefined);
  return {
    shape: createHash('sha256').update(shape.join('\n')).digest('hex'),
    texts,
    ...(problem === undefined
      ? {}
      : { error: typeof problem === 'string' ? problem : ts.flattenDiagnosticMessageText(problem.messageText, '\n') }),
  };
}
/** Node's own parser; imports, which only a module may have, are known by heart. */
const imports = new Set(
  kinds.flatMap(({ saved, training }) =>
    typescriptCode(saved, training)
      .split('\n')
      .filter((line) => line.startsWith('import ')),
  ),
);
function nodeParses(code: string): string | undefined {
  try {
    new Script(
      `(async () => { 'use strict';\n${code
        .split('\n')
        .map((line) => (imports.has(line) ? '' : line))
        .join('\n')}\n})`,
    );
    return undefined;
  } catch (e) {
    return String(e);
  }
}

describe('any Unicode in a header, a text, a class, a file name and a sheet name', () => {
  test.runIf(python)(
    'Python: parses, with the statements and names of the plain program (needs python3)',
    () => {
      hold(
        PROGRAMS,
        SEED,
        ({ saved, training }, round) =>
          (writers[Math.floor(round / kinds.length) % writers.length] ?? kerasCode)(saved, training),
        readPython,
      );
    },
    3_600_000,
  );

  test('TypeScript and Node: parses, with the statements and names of the plain program', () => {
    hold(
      PROGRAMS,
      SEED + 1,
      ({ saved, training }) => typescriptCode(saved, training),
      (codes) =>
        codes.map((code) => {
          const read = readTypescript(code);
          const error = read.error ?? nodeParses(code);
          return { ...read, ...(error === undefined ? {} : { error }) };
        }),
    );
  }, 3_600_000);

  test('literals and comments: a text is itself, a comment is one line', () => {
    const name = strangeNames(SEED + 2);
    for (let i = 0; i < rounds(2000, 100_000); i++) {
      const text = name();
      const one = /^(?:#|\/\/)[^\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]*$/;
      expect(new Script(scriptText(text)).runInThisContext(), JSON.stringify(text)).toBe(text);
      expect(pythonText(text)).toMatch(/^"(?:[^"\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\\.)*"$/u);
      for (const comment of [pythonComment(text), scriptComment(text)]) {
        expect(comment).toMatch(one);
        expect(comment).not.toMatch(/^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+/); // PEP 263
        expect(comment).not.toMatch(/^(?:#|\/\/\/?)\s*@(?:ts-|title|param|markdown)|-\*-/);
      }
    }
  }, 3_600_000);
});

describe('what strangers wrote does not run', () => {
  const breaks: readonly (readonly [name: string, text: string])[] = [
    ['LF', '\n'],
    ['CR', '\r'],
    ['VT', '\v'],
    ['FF', '\f'],
    ['NEL', '\u0085'],
    ['LS', '\u2028'],
    ['PS', '\u2029'],
    ['quote', '"'],
    ['apostrophe', "'"],
  ];
  const training: TableTraining = {
    file: { name: 'd.csv' },
    testSize: 0.2,
    splitSeed: 1,
    epochs: 1,
    batchSize: 32,
    seed: 1,
  };
  const programs = (payload: string): readonly Kind[] => {
    const [, base] = kinds as readonly [Kind, Kind];
    const header = renamed(base, (text) => (text === 'price' || text === 'size' ? `y${payload}` : text));
    return [
      { saved: header.saved, training },
      { saved: base.saved, training: { ...training, file: { name: `d${payload}.csv` } } },
      { saved: base.saved, training: { ...training, file: { name: 'd.xlsx', sheet: `s${payload}` } } },
    ];
  };
  const made = (): string[] => readdirSync(folder).filter((name) => name.startsWith('made'));

  test.runIf(python)('Python: every program is run (needs python3)', () => {
    const names = breaks.flatMap(([name, text]) =>
      programs(`${text}open("made-${name}", "w")${text === '"' ? '+"' : '#'}`).flatMap(({ saved, training: t }, i) =>
        writers.map((write, k) => {
          writeFileSync(join(folder, `${name}${i}${k}.py`), write(saved, t));
          return `${name}${i}${k}.py`;
        }),
      ),
    );
    const run =
      // Keras and tables may be missing: what is forged comes first
      "import json, sys\nfor name in json.load(sys.stdin):\n    try: exec(compile(open(name, 'rb').read(), name, 'exec'), {})\n    except SyntaxError: raise\n    except Exception: pass";
    execFileSync('python3', ['-c', run], { cwd: folder, input: JSON.stringify(names) });
    expect(made()).toEqual([]);
  });

  test('Node: every program is run', () => {
    const stub = join(folder, 'node_modules/gradsheet');
    mkdirSync(stub, { recursive: true });
    writeFileSync(
      join(stub, 'package.json'),
      '{"name":"gradsheet","type":"module","exports":{".":"./index.js","./*":"./index.js"}}',
    );
    writeFileSync(
      join(stub, 'index.js'),
      'export const encode = 0, Table = 0, readXlsx = 0, tableOfBook = 0, parseCsv = 0, judge = 0, planTable = 0;',
    );
    const names = breaks.flatMap(([name, text]) =>
      programs(
        `${text}process.getBuiltinModule('fs').writeFileSync('made-${name}', '')${text === "'" ? "+'" : '//'}`,
      ).map(({ saved, training: t }, i) => {
        writeFileSync(join(folder, `${name}${i}.mjs`), typescriptCode(saved, t));
        return `./${name}${i}.mjs`;
      }),
    );
    writeFileSync(
      join(folder, 'all.mjs'),
      `for (const name of ${JSON.stringify(names)}) console.log(await import(name).then(() => 'ran', (e) => e.code ?? String(e)));`,
    );
    const told = execFileSync(process.execPath, ['all.mjs'], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
    expect(new Set(told)).toEqual(new Set(['ENOENT'])); // each came as far as reading its table, which is not there
    expect(made()).toEqual([]);
  });
});
