// A CSV file that is written computes nothing when a spreadsheet opens it, and is read back as it was.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseCsv, writeCsv } from '../../src/csv.ts';
import { Table } from '../../src/index.ts';
import { gradsheet, workplace } from '../cli/cli.ts';
import { strangeNames } from './names.ts';
import { rounds } from './rounds.ts';

const SEED = 20261202;
const here = workplace();

/** Cells as any spreadsheet cuts them: quotes taken off, nothing else known. */
function cellsOf(csv: string): string[] {
  return [...csv.matchAll(/(?:^|[,\n])(?:"((?:[^"]|"")*)"|([^",\n]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}
const computes = (cell: string): boolean =>
  /^[\s\p{Cc}\p{Cf}]*[=+\-@\uff0b\uff0d\uff1d\uff20]./su.test(cell) &&
  !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(cell.trim());

test('texts and names that a spreadsheet would compute get an apostrophe; numbers stay numbers', () => {
  expect(
    writeCsv(
      Table.of({
        '=name': ['=1+1', '+1+1', '-1+1', '@SUM(1)'],
        n: [-1.5, 2, -0, 1e21],
        t: ['-1.5', '+886912345678', '-', 'a=b'],
      }),
    ),
  ).toBe('"\'=name",n,t\n"\'=1+1",-1.5,-1.5\n"\'+1+1",2,+886912345678\n"\'-1+1",-0,"-"\n"\'@SUM(1)",1e+21,a=b\n');
  for (const text of ['\t=1', '\r=1', '\n=1', ' =1+1', '\u00a0@A1', '\ufeff=1', '\uff1d1+1', '\u0000=1']) {
    expect(writeCsv(Table.of({ a: [text] })), JSON.stringify(text)).toBe(`a\n"'${text}"\n`);
  }
  expect(writeCsv(Table.of({ '=name': ['=1+1'] }), { keepFormulas: true })).toBe('=name\n=1+1\n');
});

test('any Unicode: no cell computes, and all is read back equal', () => {
  const next = strangeNames(SEED);
  for (let i = 0; i < rounds(300, 12_500); i++) {
    // 8 names each
    const names = [...new Set([next(), next()])];
    const texts = [...Array.from({ length: 5 }, next), `'${next()}`];
    // what no CSV file holds, or not at its beginning
    if ([...names, ...texts].some((text) => text.includes('\0') || text.startsWith('\ufeff'))) continue;
    const table = Table.of(Object.fromEntries(names.map((name) => [name, texts])));
    const csv = writeCsv(table);
    const about = `seed ${SEED}, round ${i}: ${JSON.stringify(csv)}`;
    expect(cellsOf(csv).filter(computes), about).toEqual([]);
    const { table: read } = parseCsv(csv, {
      delimiter: ',',
      types: Object.fromEntries(table.names.map((name) => [name, 'text' as const])),
    });
    expect(read.names, about).toEqual(table.names);
    expect(read.toRows(), about).toEqual(table.toRows());
  }
}, 3_600_000);

test('predict --out: disarmed, as it was with --keep-formulas, and understood when it is read again', async () => {
  here.put('t.csv', readFileSync(fileURLToPath(new URL('cases/csv-injection.csv', import.meta.url))));
  const run = async (...args: string[]): Promise<void> => {
    const { exit, err } = await gradsheet(args, { cwd: here.folder() });
    expect(exit, err).toBe(0);
  };
  await run('train', 't.csv', '--target', 'y', '--epochs', '1', '--test-size', '0', '-o', 'm');
  await run('predict', 'm', 't.csv', '--out', 'p.csv');
  expect(cellsOf(here.text('p.csv')).filter(computes)).toEqual([]);
  expect(here.text('p.csv')).toContain(`"'=cmd|'/c calc'!A0",0,0,`);
  await run('predict', 'm', 't.csv', '--out', 'kept.csv', '--keep-formulas');
  expect(here.text('kept.csv')).toContain(`\n"=cmd|'/c calc'!A0",0,0,`);
  await run('predict', 'm', 'p.csv', '--out', 'again.csv'); // its texts are the categories that the model knows
  expect(here.text('again.csv')).toBe(here.text('p.csv'));
});
