import { expect, test } from 'vitest';
import { gradsheet, workplace } from './cli.ts';

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });

const head = 'a,b,city,y';
const rows = Array.from({ length: 90 }, (_, i) => {
  const [a, b] = [(i * 37) % 101, (i * 61) % 89];
  return `${a / 8},${b},${['Taipei', 'Tainan'][i % 2]},${a + 2 * b}`;
});
const part = (from: number, to: number, end = '\n'): string => [head, ...rows.slice(from, to)].join('\n') + end;
const told = ['--target', 'y', '--epochs', '2', '--json'];

/** Three files, as they are found: without a last line break, with a byte order mark, with line breaks of Windows. */
function putParts(): void {
  here.put('sales-1.csv', part(0, 30, ''));
  here.put('sales-2.csv', `\ufeff${part(30, 50)}`);
  here.put('sales-3.csv', part(50, 90).replaceAll('\n', '\r\n'));
  here.put('whole.csv', part(0, 90));
}

test.each([
  ['a pattern', ['sales-*.csv']],
  ['one with a character', ['sales-?.csv']],
  ['as a shell gives them', ['sales-1.csv', 'sales-2.csv', 'sales-3.csv']],
])('%s: the rows of all files, in the order of their names', async (_, paths) => {
  putParts();
  const [several, one] = [await cli('train', ...paths, ...told), await cli('train', 'whole.csv', ...told)];
  expect([several.exit, one.exit]).toEqual([0, 0]);
  for (const key of ['history', 'features', 'rows', 'warnings'] as const) {
    expect(several.json()[key]).toEqual(one.json()[key]);
  }
  expect(several.json()['files']?.[0]).toMatch(/^sales-(1-)?model/);
});

test('in parts, in predict and in evaluate', async () => {
  putParts();
  const parts = await cli('train', 'sales-*.csv', ...told, '--buffer', '90', '--test-size', '0', '--out', 'm');
  const one = await cli('train', 'whole.csv', ...told, '--test-size', '0', '--out', 'm1');
  expect(parts.json()['history']).toEqual(one.json()['history']);
  const [several, whole] = [await cli('evaluate', 'm', 'sales-*.csv', '--json'), await cli('evaluate', 'm', 'whole.csv', '--json')]; // prettier-ignore
  expect(several.json()['verdict']).toEqual(whole.json()['verdict']);
  expect((await cli('evaluate', 'm', 'sales-1.csv', 'sales-2.csv')).out).toContain(
    'sales-1.csv + sales-2.csv: 50 rows',
  );
  const predictions = async (path: string) => (await cli('predict', 'm', path, '--json')).json()['predictions'];
  expect(await predictions('sales-*.csv')).toEqual(await predictions('whole.csv'));
});

test('columns that differ: the file and the column', async () => {
  putParts();
  const said = async (content: string): Promise<string> => {
    here.put('sales-4.csv', content);
    return (await cli('train', 'sales-*.csv', '--target', 'y', '--epochs', '1')).err;
  };
  expect(await said('a,b,y\n1,2,3\n')).toContain('sales-4.csv has no column "city", which sales-1.csv has.');
  expect(await said('a,b,city,y,z\n1,2,Taipei,3,4\n')).toContain(
    'sales-4.csv has a column "z", which sales-1.csv has not.',
  );
  expect(await said('b,a,city,y\n1,2,Taipei,3\n')).toContain(
    'sales-4.csv: needs the columns in the order of sales-1.csv; got "b".',
  );
  expect(await said('a;b;city;y\n1;2;Taipei;3\n')).toContain(
    'sales-4.csv: needs the delimiter of sales-1.csv; got ";".',
  );
  expect(await said('[{"a": 1}]')).toContain(
    'sales-4.csv: needs text files with a delimiter, where several are one table',
  );
  expect((await cli('train', 'none-*.csv', '--target', 'y')).err).toContain('none-*.csv: no file has such a name.');
});

test.skipIf(process.platform === 'win32')('a file whose name is a pattern is that file', async () => {
  putParts();
  here.put('sales-*.csv', part(0, 30));
  expect((await cli('train', 'sales-*.csv', ...told)).json()['rows']).toMatchObject({ train: { length: 24 } });
});
