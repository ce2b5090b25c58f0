// A terminal is moved by our own sequences only, whatever a stranger's file, name or error holds.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { columns } from '../../src/cli/boxes.ts';
import { en } from '../../src/cli/messages.en.ts';
import { chinese } from '../../src/cli/messages.zh-TW.ts';
import { styleOf } from '../../src/cli/style.ts';
import { cleaned, onOneLine, visibleWidth } from '../../src/cli/terminal.ts';
import { writeCsv } from '../../src/csv.ts';
import { Table } from '../../src/index.ts';
import { shellText } from '../../src/util/escape.ts';
import { displayWidth } from '../../src/util/text.ts';
import { emptySheet, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { gradsheet, studentsCsv, workplace, type Result } from '../cli/cli.ts';
import { strangeNames } from './names.ts';
import { rounds } from './rounds.ts';

const SEED = 20261201;
const here = workplace();
const terminal = { write: () => undefined, isTTY: true, columns: 80 };
/** Every look that the command line has: begun and ended. */
const LOOKS = /\u001b\[(?:1|2|22|39|22;39|1;38;5;160|38;5;\d{2,3})m/g;
const ACTS = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Holds nothing that a terminal acts upon; on a terminal but our looks, all of them ended, and a line drawn over. */
function harmless(text: string, about: string, isTTY = false): void {
  const rest = isTTY ? text.replaceAll(LOOKS, '').replaceAll('\r', '').replaceAll('\u001b[K', '') : text;
  expect(ACTS.exec(rest)?.[0], about).toBeUndefined();
  if (!isTTY) return;
  let bold = false;
  let coloured = false;
  for (const [look] of text.matchAll(LOOKS)) {
    const codes = look.slice(2, -1);
    bold = /^[12](?:;|$)/.test(codes) || (bold && !codes.startsWith('22'));
    coloured = codes.includes('38;5') || (coloured && !codes.includes('39'));
  }
  expect([bold, coloured], about).toEqual([false, false]);
}

describe('any Unicode', () => {
  test('goes out without a character that a terminal acts upon, and our looks stay', () => {
    const next = strangeNames(SEED);
    const style = styleOf(terminal, {});
    for (let i = 0; i < rounds(3000, 100_000); i++) {
      const name = next();
      const about = `seed ${SEED}, round ${i}: ${JSON.stringify(name)}`;
      const out = cleaned(name);
      harmless(out, about);
      const painted = cleaned(`${name}${style.bold(name)}${style.alert(name)}${style.role('data', name)}${name}`);
      expect(painted, about).toBe(
        `${out}\u001b[1m${out}\u001b[22m\u001b[1;38;5;160m${out}\u001b[22;39m\u001b[38;5;67m${out}\u001b[39m${out}`,
      );
      const [row = '', ...more] = cleaned(
        columns([
          [style.bold(name), 'end'],
          ['x', 'end'],
        ]),
      )
        .replaceAll(LOOKS, '')
        .split('\n');
      expect(more.length, about).toBe(1);
      expect(displayWidth(row.slice(0, -3)), about).toBe(displayWidth(more[0]?.slice(0, -3) ?? ''));
      expect(visibleWidth(style.bold(name)), about).toBe(visibleWidth(name));
    }
  }, 3_600_000);

  test('in a sentence stays on its line', () => {
    const next = strangeNames(SEED + 1);
    for (let i = 0; i < rounds(500, 20_000); i++) {
      for (const say of [onOneLine(en), onOneLine(chinese)]) {
        const a = next();
        const b = next();
        const said = [
          say.data.targetNumber(a),
          say.data.targetClasses(a, [b, a]),
          say.data.oneHot([a, b]),
          say.summary.title(a),
          say.predict.result(a, b),
          say.predict.written(1, a),
          say.audit.next(a),
          say.audit.rolesWritten(a, b),
          say.train.saved([a, b]),
          say.table.sentence({ code: 'mixed-column', column: a, numbers: 1, texts: 1, row: 1, text: b }),
          say.data.warning({ code: 'constant-column', column: a, value: b }),
          say.train.notFinite.whyScale(a, 1, b),
        ];
        for (const text of said) {
          expect(text, JSON.stringify([a, b])).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        }
      }
    }
  }, 3_600_000);

  test('in a line for a shell is one word', () => {
    const next = strangeNames(SEED + 2);
    for (let i = 0; i < rounds(2000, 100_000); i++) {
      expect(shellText(next())).toMatch(/^(?:[\p{L}\p{N}_./=-]+|(?:'[^'\p{Cc}]*'|\\')+|\$'(?:[^'\\\p{Cc}]|\\.)*')$/u);
    }
  }, 3_600_000);
});

/** Runs a command for a pipe, for a terminal and for a program, and gives the first. */
async function say(args: readonly string[], about: string): Promise<Result> {
  const env = { NO_COLOR: '', TERM: 'xterm' };
  const piped = await gradsheet(args, { cwd: here.folder(), env });
  harmless(piped.out + piped.err, about);
  const shown = await gradsheet(args, { cwd: here.folder(), env, isTTY: true });
  harmless(shown.out, about, true);
  harmless(shown.err, about, true);
  const told = await gradsheet([...args, '--json'], { cwd: here.folder(), env });
  harmless(told.out, about);
  harmless(told.err, about);
  expect(told.out.trimEnd().split('\n').length, about).toBe(1);
  expect(() => told.json(), about).not.toThrow();
  return piped;
}

describe('the commands', () => {
  test('train, summary, predict and evaluate of a table whose names and cells are escapes', async () => {
    here.put('t.csv', readFileSync(fileURLToPath(new URL('cases/terminal-escapes.csv', import.meta.url))));
    const { exit, out } = await say(
      ['train', 't.csv', '--target', 'y', '--epochs', '2', '--out', 'm', '--force'],
      'train',
    );
    expect(exit).toBe(0);
    expect(out).toContain('x\\x1b]0;PWNTITLE\\x07');
    for (const args of [
      ['summary', 'm'],
      ['predict', 'm', 't.csv'],
      ['evaluate', 'm', 't.csv'],
    ]) {
      expect((await say(args, args.join(' '))).exit).toBe(0);
    }
    const json = (await gradsheet(['summary', 'm', '--json'], { cwd: here.folder() })).json();
    expect((json['preprocessing']?.['features'] as unknown as { name: string }[])[0]?.name).toBe(
      'x\u001b]0;PWNTITLE\u0007',
    ); // exact for a program
  });

  test('tables of random names: every command, every way out', async () => {
    const next = strangeNames(SEED + 3);
    for (let i = 0; i < rounds(2, 100); i++) {
      const names = new Set<string>();
      while (names.size < 12) {
        const name = next();
        if (!/[\0\p{Cs}]/u.test(name)) names.add(name);
      } // what a file in UTF-8 can hold
      const [target = '', ...features] = names;
      const about = `seed ${SEED + 3}, round ${i}: ${JSON.stringify([...names])}`;
      const cells = Array.from({ length: 12 }, () => next().replaceAll('\0', '.'));
      const table = Table.of({
        [target]: cells.map((_, r) => (r % 3 === 0 ? (cells[0] ?? '') : `${cells[1] ?? ''}z`)),
        ...Object.fromEntries(
          features.map((name, k) => [
            name,
            k % 4 === 0 ? cells.map((c, r) => `${cells[(k + r) % 2] ?? c}t`) : cells.map((_, r) => r * k),
          ]),
        ),
      });
      here.put('t.csv', writeCsv(table));
      expect(
        (
          await say(
            ['train', 't.csv', '--target', target, '--epochs', '1', '--out', 'm', '--force', '--test-size', '4'],
            about,
          )
        ).exit,
        about,
      ).toBe(0);
      for (const args of [
        ['summary', 'm'],
        ['predict', 'm', 't.csv'],
        ['evaluate', 'm', 't.csv'],
        ['train', 't.csv', '--target', next()],
        ['train', next().replaceAll('\0', '')],
        ['predict', 'm', `${features[0] ?? ''}=${next()}`],
        [next()],
        ['train', `--${next()}`],
        ['separable', 't.csv', '--target', target],
      ]) {
        await say(args, `${about}, ${JSON.stringify(args)}`);
      }
    }
  }, 3_600_000);

  test('a workbook: audit, fit, import name its sheets and texts', async () => {
    const next = strangeNames(SEED + 4);
    for (let i = 0; i < rounds(6, 400); i++) {
      const name = `${next()
        .replaceAll(/[[\]:*?/\\\u0000-\u001f']|\p{Cs}/gu, '')
        .slice(0, 12)}s`;
      const sheet = emptySheet(name);
      const about = `seed ${SEED + 4}, round ${i}: ${JSON.stringify(name)}`;
      const text = next();
      [
        [text, next()],
        [1, 2],
      ].forEach((row, r) => {
        row.forEach((value, c) => {
          setCell(sheet, r, c, { value });
        });
      });
      setCell(sheet, 1, 2, { value: 3, formula: '=A2*B2+NOSUCH(1)' });
      here.put('b.xlsx', await writeXlsx({ sheets: [sheet], names: [] }));
      for (const args of [
        ['audit', 'b.xlsx'],
        ['fit', 'b.xlsx', '--loss', 'C2', '--params', 'A1', '-o', 'o.xlsx'],
        ['import', 'b.xlsx', '-o', 'o'],
        ['train', 'b.xlsx', '--target', text],
      ]) {
        await say(args, `${about}, ${args[0] ?? ''}`);
      }
    }
  }, 3_600_000);

  test('any name that is typed, in an error, for a pipe, a terminal or a program', async () => {
    const next = strangeNames(SEED + 5);
    const world = { cwd: here.folder(), env: { TERM: 'xterm' } };
    for (let i = 0; i < rounds(500, 100_000); i++) {
      const name = next();
      const about = `seed ${SEED + 5}, round ${i}: ${JSON.stringify(name)}`;
      const args =
        [[`x${name}`], ['train', `--x${name}`], ['summary', 'm', name], ['train', 't.csv', '--epochs', `x${name}`]][
          i % 4
        ] ?? [];
      const { exit, out, err } = await gradsheet(i % 3 === 2 ? [...args, '--json'] : args, {
        ...world,
        isTTY: i % 3 === 1,
      });
      expect(exit, about).toBe(1);
      harmless(out, about);
      harmless(err, about, i % 3 === 1);
      expect(err.trimEnd().split('\n').length, about).toBe(1);
      if (i % 12 === 8) {
        expect((JSON.parse(out) as { error: { received: string } }).error.received, about).toContain(name);
      }
    }
  }, 3_600_000);

  test('nothing of the command line writes past its outputs', () => {
    const folder = fileURLToPath(new URL('../../src/cli/', import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const past = files.filter((name) =>
      /\bconsole\.|process\.std(?:out|err)|\\u001b|\\x1b/.test(readFileSync(`${folder}/${name}`, 'utf8')),
    );
    // the streams themselves; sequences of ours
    expect(past.sort()).toEqual(['main.ts', 'progress.ts', 'style.ts', 'terminal.ts']);
  });

  test('an error cannot forge a line', async () => {
    here.put('students.csv', studentsCsv);
    const { err, exit } = await say(['train', 'students.csv', '--target', 'roi\nSaved: nothing\u001b[2J'], 'train');
    expect([exit, err.trimEnd().split('\n').length]).toEqual([1, 1]);
    expect(err).toContain('roi\\nSaved: nothing\\x1b[2J');
  });
});
