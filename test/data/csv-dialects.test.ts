// Tables as people and programs really write them: what is read, and what is told of it.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { csvSentence, type CsvOptions, type CsvWarning, isNote, parseCsv, writeCsv } from '../../src/csv.ts';
import { numberOfCell } from '../../src/data/csv-numbers.ts';
import { languages } from '../../src/messages/language.ts';
import type { Cell } from '../../src/data/table.ts';
import vectors from '../vectors/csv-dialects.json' with { type: 'json' };

const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`cases/${name}`, import.meta.url));
const cellsOf = (content: string, options?: CsvOptions): Cell[][] => {
  const { table } = parseCsv(content, options);
  return table.toRows().map((row) => table.names.map((name) => row[name] ?? null));
};
const codesOf = (content: string, options?: CsvOptions): string[] =>
  parseCsv(content, options).warnings.map(({ code }) => code);

test.each<[string, { names: string[]; rows: number; numbers: number; warnings: CsvWarning[] }]>([
  [
    'blank-header.csv',
    {
      names: ['Unnamed: 0', 'x', 'y'],
      rows: 30,
      numbers: 3,
      warnings: [{ code: 'blank-names', names: ['Unnamed: 0'] }],
    },
  ],
  [
    'double-header.csv',
    {
      names: ['x', 'x.1', 'y'],
      rows: 30,
      numbers: 3,
      warnings: [{ code: 'double-names', names: [{ from: 'x', to: 'x.1' }] }],
    },
  ],
  ['sep-line.csv', { names: ['x', 'y'], rows: 30, numbers: 2, warnings: [{ code: 'delimiter-line', delimiter: ';' }] }],
  [
    'question-marks.csv',
    {
      names: ['x', 'z', 'y'],
      rows: 40,
      numbers: 3,
      warnings: [{ code: 'missing-markers', markers: [{ text: '?', cells: 2 }] }],
    },
  ],
  [
    'two-row-header.csv',
    {
      names: ['區', '面積', '總價元'],
      rows: 12,
      numbers: 2,
      warnings: [{ code: 'second-header', row: 2, text: 'district, area sqm, total price' }],
    },
  ],
  [
    'headerless.csv',
    {
      names: ['column1', 'column2', 'column3', 'column4', 'column5'],
      rows: 150,
      numbers: 4,
      warnings: [{ code: 'no-header', text: '5.0, 3.6, 1.6, 0.2, one' }],
    },
  ],
  [
    'aligned.data',
    {
      names: ['column1', 'column2', 'column3'],
      rows: 30,
      numbers: 3,
      warnings: [{ code: 'no-header', text: '0.00, 0, 0.0' }],
    },
  ],
  ['empty-column.csv', { names: ['x', 'empty', 'y'], rows: 30, numbers: 3, warnings: [] }],
])('%s', (name, { names, rows, numbers, warnings }) => {
  const { table, ...read } = parseCsv(bytesOf(name), { name });
  expect(table.names).toEqual(names);
  expect(table.rows).toBe(rows);
  expect(table.columns.filter(({ kind }) => kind === 'number')).toHaveLength(numbers);
  expect(read.warnings).toEqual(warnings);
});

describe('delimiters', () => {
  test.each([
    [
      'vertical bars',
      'a|b\n1|x, y\n2|z; w\n',
      '|',
      [
        [1, 'x, y'],
        [2, 'z; w'],
      ],
    ],
    [
      'blanks around a quoted name',
      ' 18.0   8   3504.0\t"chevrolet chevelle"\n 15.0   4   3693.0\t"buick"\n',
      ' ',
      [
        [18, 8, 3504, 'chevrolet chevelle'],
        [15, 4, 3693, 'buick'],
      ],
    ],
    [
      'aligned under names',
      'name   x\nann    1.5\nbob    2\n',
      ' ',
      [
        ['ann', 1.5],
        ['bob', 2],
      ],
    ],
    [
      'tabs, with blanks in the texts',
      'who\twhat\nJohn Smith\t25 kg\nJane Doe\t3 kg\n',
      '\t',
      [
        ['John Smith', '25 kg'],
        ['Jane Doe', '3 kg'],
      ],
    ],
    ['none: texts of two words', 'name\nJohn Smith\nJane Doe\n', ',', [['John Smith'], ['Jane Doe']]],
    [
      'commas, times with blanks',
      't,x\n2020-01-01 12:00,1\n2020-01-02 12:00,2\n',
      ',',
      [
        ['2020-01-01 12:00', 1],
        ['2020-01-02 12:00', 2],
      ],
    ],
    [
      'semicolons between decimal commas',
      '1,5;2,5\n-3,25;4,0\n',
      ';',
      [
        [1.5, 2.5],
        [-3.25, 4],
      ],
    ],
    [
      'semicolons under a comment with a comma',
      '# made, by hand\nx;y\n1,5;2\n3,5;4\n',
      ';',
      [
        [1.5, 2],
        [3.5, 4],
      ],
    ],
    ['a delimiter line in lower and upper case', 'SEP=|\na|b\n1|2\n', '|', [[1, 2]]],
  ])('%s', (_, content, delimiter, rows) => {
    expect(parseCsv(content).delimiter).toBe(delimiter);
    expect(cellsOf(content)).toEqual(rows);
  });
  test('blanks when asked', () =>
    expect(cellsOf('a b\nx  y\n z w \n', { delimiter: ' ' })).toEqual([
      ['x', 'y'],
      ['z', 'w'],
    ]));
});

describe('lines above the table', () => {
  test.each<[string, string, Cell[][], string[]]>([
    [
      'comments',
      '# made by hand\n% in May\na,b\n1,2\n3,4\n',
      [
        [1, 2],
        [3, 4],
      ],
      ['skipped-lines'],
    ],
    [
      'comments with commas, like the table',
      '# a, b\nx,y\n1,2\n3,4\n',
      [
        [1, 2],
        [3, 4],
      ],
      ['skipped-lines'],
    ],
    [
      'a comment between rows',
      'a,b\n1,2\n# the second half\n3,4\n',
      [
        [1, 2],
        [3, 4],
      ],
      ['skipped-lines'],
    ],
    [
      'a title',
      'Prices 2024\n\na,b,c\n1,2,3\n4,5,6\n',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      ['skipped-lines'],
    ],
    [
      'a title that a spreadsheet padded',
      'Prices 2024,,\na,b,c\n1,2,3\n4,5,6\n',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      ['skipped-lines'],
    ],
    [
      'facts above the table',
      'Source,a bank\nUpdated,2024\na,b,c,d\n1,2,3,4\n5,6,7,8\n',
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      ['skipped-lines'],
    ],
  ])('%s', (_, content, rows, codes) => {
    expect(cellsOf(content)).toEqual(rows);
    expect(codesOf(content)).toEqual(codes);
  });
  test('a header that is a comment, as numpy.savetxt writes it', () => {
    for (const content of ['# x, y\n0.5,2\n3,4\n', '# x y\n0.5 2\n3 4\n']) {
      const { table, warnings } = parseCsv(content);
      expect([table.names, table.rows, warnings]).toEqual([['x', 'y'], 2, []]);
    }
  });
  test('texts that begin with # are no comments where all do', () =>
    expect(cellsOf('#tag,n\n#a,1\n#b,2\n')).toEqual([
      ['#a', 1],
      ['#b', 2],
    ]));
  test('so many lines as the person says', () => {
    expect(cellsOf('x,y\n1,2\na,b\n3,4\n', { skipRows: 2 })).toEqual([[3, 4]]);
    expect(parseCsv('junk\r\na,b\r\n3,4\r\n5,6\r\n', { skipRows: 1 }).table.place({ row: 1 })).toMatch(/row 4/);
    expect(() => parseCsv('a\n1\n', { skipRows: -1 })).toThrow(/skipRows: needs a whole number/);
  });
});

describe('lines below the table', () => {
  const rows = Array.from({ length: 12 }, (_, i) => `2018,${i},晴`);
  test('a remark under a column of numbers is left out and said, whether it is padded or not', () => {
    for (const end of [
      ['資料提供日期：111年09月28日,,', '事故類別：A1類,,'],
      ['資料提供日期', '事故'],
    ]) {
      const { table, warnings } = parseCsv(['year,n,sky', ...rows, ...end, ''].join('\n'));
      expect(table.rows).toBe(12);
      expect(table.column('year').kind).toBe('number');
      expect(warnings).toEqual([{ code: 'footer-lines', rows: 2, row: 14, text: end[0]?.replace(',,', '') }]);
    }
  });
  const names = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve'].map((name, i) => `${name},${i},${i * i}`);
  test.each([
    ['a source, by its word', 'Source: town hall,,', ['footer-lines'], 5],
    ['a text much longer than any name', 'as counted by the people of the town,,', ['footer-lines'], 5],
    ['a name of which nothing is known', 'Flo,,', [], 6],
    ['a remark with a number beside it', 'Source: town hall,1,', [], 6],
  ])('under a column of names: %s', (_, line, codes, count) => {
    const content = ['name,a,b', ...names, line, ''].join('\n');
    expect(codesOf(content)).toEqual(codes);
    expect(parseCsv(content).table.rows).toBe(count);
  });
  test('where a program quotes all cells it is a remark all the same; writeCsv says that its texts are rows', () => {
    const lines = ['name,a,b', ...names, 'Source: town hall,,'];
    const quoted = lines.map((line) => line.split(',').map((text) => `"${text}"`));
    expect(parseCsv(quoted.join('\n')).table.rows).toBe(5);
    const { table } = parseCsv(['name,a,b', ...names, 'Flo,,'].join('\n'));
    const renamed = table.withColumn('name', [...'abcde', 'Source: town hall']);
    expect(writeCsv(renamed)).toContain('\nSource: town hall,"",\n');
    expect(parseCsv(writeCsv(renamed)).table.rows).toBe(6);
  });
  test.each([
    [10, 12],
    [11, 23],
  ])('of %d remarks the table has %d rows: lines below a table are few', (lines, count) => {
    const remarks = Array.from({ length: lines }, (_, i) => `註：${'甲乙丙丁戊己庚辛壬癸子'[i]},,`);
    expect(parseCsv(['year,n,sky', ...rows, ...remarks].join('\n')).table.rows).toBe(count);
  });
  test('where another row has its first cell only, the last is a row like it', () => {
    const content = ['name,a,b', 'Source: x,,', ...names, 'Source: town hall,,', ''].join('\n');
    expect(parseCsv(content).table.rows).toBe(7);
  });
});

describe('names', () => {
  test.each<[string, string, string[]]>([
    ['blank and double, as pandas has them', 'x,,x,x.1,x\n1,2,3,4,5\n', ['x', 'Unnamed: 1', 'x.2', 'x.1', 'x.3']],
    ['one too few: the first column has none', 'a,b\nr1,1,2\nr2,3,4\n', ['Unnamed: 0', 'a', 'b']],
    ['a delimiter at the end of the header', 'a,b,\n1,2,\n3,4,\n', ['a', 'b']],
    ['years above numbers', '2019,2020,2021\n1.5,2.5,3.5\n2.5,3,1\n', ['2019', '2020', '2021']],
    ['years beside a text', 'Country,2019\nTaiwan,1.5\nJapan,2.5\n', ['Country', '2019']],
    ['counted columns beside an index', ',0,1,2\n0,.5,.5,.1\n1,.2,.4,.3\n', ['Unnamed: 0', '0', '1', '2']],
    ['numbers in quotes', '"1","2"\n1,2\n3,4\n', ['1', '2']],
    ['numbers above numbers', '1,2\n3,4\n', ['column1', 'column2']],
    ['categories that recur', 'x,low,1\no,high,2\nx,low,3\no,low,1\n', ['column1', 'column2', 'column3']],
    ['categories alone', 'p,x\ne,s\np,x\ne,x\n', ['column1', 'column2']],
    ['names in a table of texts', 'name,city\nAnn,Taipei\nBob,Tainan\n', ['name', 'city']],
  ])('%s', (_, content, names) => expect(parseCsv(content).table.names).toEqual(names));

  test('as the person says', () => {
    expect(parseCsv('1,2\n3,4\n', { header: true }).table.names).toEqual(['1', '2']);
    expect(parseCsv('a,b\n3,4\n', { header: false }).table.names).toEqual(['column1', 'column2']);
  });
  test('a second row of names needs several columns of numbers', () => {
    expect(cellsOf('t,v,w\ns,mm,kg\n1,2,3\n4,5,6\n')).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(cellsOf('name,grade\nAnn,absent\nBob,3\nCid,4\n')[0]).toEqual(['Ann', 'absent']);
  });
});

describe('numbers in a dress', () => {
  test.each<[string, string, (number | string | null)[]]>([
    ['percent', 'a;b\n12%;x\n3.5 %;y\n;z\n', [0.12, 0.035, null]],
    ['dollars', 'a\tb\n$1,200\tx\n-$3.50\ty\n', [1200, -3.5]],
    ['Taiwan dollars', 'a\tb\nNT$1,200\tx\nNT$900\ty\n', [1200, 900]],
    ['euros behind', 'a\tb\n1.200,50 €\tx\n3,00 €\ty\n', [1200.5, 3]],
    ['thousands in quotes, cut at commas', 'a,b\n"1,234",x\n"12,345",y\n7,z\n', [1234, 12345, 7]],
    ['thousands with points and decimal commas', 'a;b\n1.234,5;x\n12,25;y\n', [1234.5, 12.25]],
    ['thousands with blanks', 'a;b\n1 234;x\n12\u00a0345;y\n', [1234, 12345]],
    ['Swiss thousands', "a;b\n1'234.5;x\n12;y\n", [1234.5, 12]],
    ['full-width digits', 'a,b\n１２,x\n３．５,y\n', [12, 3.5]],
    ['a true minus', 'a,b\n−5,x\n3,y\n', [-5, 3]],
    ['accountants', 'a\tb\n(1,200.00)\tx\n300.00\ty\n', [-1200, 300]],
    ['two currencies are texts', 'a\tb\n$5\tx\n€5\ty\n', ['$5', '€5']],
    [
      'no numbers: dates, addresses, times',
      'a,b\n12.05.2020,x\n1.2.3.4,y\n12:30,z\n',
      ['12.05.2020', '1.2.3.4', '12:30'],
    ],
  ])('%s', (_, content, values) => expect(cellsOf(content).map(([a]) => a)).toEqual(values));

  test('it is told, with an example', () =>
    expect(parseCsv('a\tb\n$1,200\tx\n$900\ty\n').warnings).toEqual([
      { code: 'dressed-numbers', column: 'a', row: 2, text: '$1,200', value: 1200 },
    ]));
  test('thousands as the person says', () => {
    expect(cellsOf('a;b\n4,107;x\n12,5;y\n', { thousands: ',' }).map(([a]) => a)).toEqual([4107, 125]);
    expect(cellsOf('a;b\n4.107;x\n2,5;y\n', { thousands: '.' }).map(([a]) => a)).toEqual([4107, 2.5]);
    expect(() => parseCsv('a\n1\n', { thousands: '12' })).toThrow(/thousands: needs one character/);
  });
});

describe('numbers with a unit', () => {
  const kwh = Array.from({ length: 12 }, (_, i) => `${i % 3 === 0 ? '1,' : ''}${200 + 17 * i} 度`);
  test('one and the same behind all of them: they are numbers, which is said', () => {
    const { table, warnings } = parseCsv(`n\tkwh\n${kwh.map((text, i) => `${i}\t${text}`).join('\n')}\n`);
    expect(table.column('kwh').kind).toBe('number');
    expect(Array.from({ length: 4 }, (_, row) => table.cell(row, 'kwh'))).toEqual([1200, 217, 234, 1251]);
    expect(warnings).toEqual([{ code: 'dressed-numbers', column: 'kwh', row: 2, text: '1,200 度', value: 1200 }]);
  });
  const twelve = (text: (i: number) => string): string =>
    `n,x\n${Array.from({ length: 12 }, (_, i) => `${i},${text(i)}`).join('\n')}\n`;
  test.each([
    ['km', (i: number) => `${i + 5}km`, 'number'],
    ['°C', (i: number) => `-${i}.5 °C`, 'number'],
    ['m²', (i: number) => `${i + 30} m²`, 'number'],
    ['two units', (i: number) => `${i} ${i % 2 ? 'GB' : 'MB'}`, 'text'],
    ['few numbers, which are kinds', (i: number) => `${2 + 2 * (i % 2)}WD`, 'text'],
    ['a letter behind a number is a code', (i: number) => `${100 + i}a`, 'text'],
    ['a word before it', (i: number) => `Town ${i}`, 'text'],
    ['several words', (i: number) => `${i} big houses`, 'text'],
  ])('%s', (_, text, kind) => {
    expect(parseCsv(twelve(text)).table.column('x').kind).toBe(kind);
  });
  test('a single cell in a file to be predicted is read alike', () => {
    expect(numberOfCell('35 坪')).toBe(35);
    expect(numberOfCell('35a')).toBeNaN();
  });
});

describe('missing values', () => {
  test('the usual markers in any column, others only among numbers', () => {
    const markers = ['?', 'None', '<NA>', '#N/A', '#DIV/0!', '1.#IND', '-nan'];
    const weak = ['.', '--', '—', 'none', 'n.a.'];
    for (const marker of [...markers, ...weak]) {
      expect(cellsOf(`a,b\n1,x\n${marker},y\n3,z\n`)[1], marker).toEqual([null, 'y']);
    }
    for (const marker of markers) expect(cellsOf(`a,b\nu,x\n${marker},y\nw,z\n`)[1], marker).toEqual([null, 'y']);
    for (const marker of weak) expect(cellsOf(`a,b\nu,x\n${marker},y\nw,z\n`)[1], marker).toEqual([marker, 'y']);
  });
  test('those the person names, also in quotes and where they look like numbers', () => {
    expect(cellsOf('a,b\n-999,x\n2,unknown\n3,"unknown"\n', { missingValues: ['-999', 'unknown'] })).toEqual([
      [null, 'x'],
      [2, null],
      [3, null],
    ]);
  });
  test('a short row ends in missing values, and it is told', () => {
    const { table, warnings } = parseCsv('a,b,c\n1,2,3\n4\n5,6,7\n');
    expect(table.row(1)).toEqual({ a: 4, b: null, c: null });
    expect(warnings).toEqual([{ code: 'short-rows', rows: 1, row: 3 }]);
  });
  test('empty cells beyond the last column are left out, and it is told', () => {
    expect(cellsOf('a,b\n1,2,,\n3,4\n')).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(codesOf('a,b\n1,2,,\n3,4\n')).toEqual(['long-rows']);
  });
});

describe('encodings', () => {
  const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
  test('Western text, with a word about it', () => {
    const { table, encoding, warnings } = parseCsv(latin('name,°C\nMüller,5\nJosé,7\n'));
    expect([table.names, table.cell(0, 'name'), table.cell(1, 'name')]).toEqual([['name', '°C'], 'Müller', 'José']);
    expect([encoding, warnings]).toEqual(['windows-1252', [{ code: 'encoding-guessed', encoding: 'windows-1252' }]]);
  });
  test('one sign of degree is no Big5', () => expect(parseCsv(latin('°C,x\n1,2\n')).table.names).toEqual(['°C', 'x']));
});

test('every warning is a sentence in both languages', () => {
  const place = { column: 'salary', row: 7, text: 'abc' };
  const all: CsvWarning[] = [
    { code: 'decimal-comma', ...place },
    { code: 'decimal-comma', ...place, thousands: true },
    { code: 'mixed-column', ...place, numbers: 3, texts: 2 },
    { code: 'bad-cells', ...place, cells: 1 },
    { code: 'infinite-cells', ...place, cells: 2 },
    { code: 'dressed-numbers', ...place, value: 5 },
    { code: 'decimal-comma-found', ...place },
    { code: 'missing-markers', markers: [{ text: 'abc', cells: 7 }] },
    { code: 'encoding-guessed', encoding: 'windows-1252' },
    { code: 'delimiter-line', delimiter: '\t' },
    { code: 'skipped-lines', what: 'title', rows: 1, row: 7, text: 'abc' },
    { code: 'skipped-lines', what: 'comment', rows: 2, row: 7, text: 'abc' },
    { code: 'footer-lines', rows: 1, row: 7, text: 'abc' },
    { code: 'no-header', text: 'abc' },
    { code: 'number-header', text: 'abc' },
    { code: 'second-header', row: 7, text: 'abc' },
    { code: 'repeated-header', rows: [7, 9] },
    { code: 'blank-names', names: ['abc'] },
    { code: 'double-names', names: [{ from: 'abc', to: 'abc.1' }] },
    { code: 'short-rows', rows: 1, row: 7 },
    { code: 'long-rows', rows: 2, row: 7 },
  ];
  for (const language of languages) {
    for (const warning of all) {
      const sentence = csvSentence(warning, language);
      expect(sentence, warning.code).toMatch(language === 'en' ? /^[A-Z\d].*\.$/ : /。$/);
      if ('text' in warning) expect(sentence).toContain('abc');
      expect(sentence).not.toContain('undefined');
    }
  }
  expect(all.filter((warning) => !isNote(warning)).map(({ code }) => code)).toContain('bad-cells');
});

describe('files that were put together have the names between their rows', () => {
  const one = ['name,size,kind', 'ann,1.5,x', 'bob,2,y', 'cy,3,x'];
  const twice = [...one, '\ufeffname,size,kind', 'di,4,y', 'Name,5,y', ' name , size,"kind"', 'ed,6,x', ''].join('\n');
  test('these rows are left out, and their numbers said', () => {
    const { table, warnings } = parseCsv(twice);
    expect(warnings).toEqual([{ code: 'repeated-header', rows: [5, 8] }]);
    expect(table.rows).toBe(6);
    expect(table.column('size')).toMatchObject({ kind: 'number', values: Float64Array.of(1.5, 2, 3, 4, 5, 6) });
    expect(table.origin.rowNumbers).toEqual(Int32Array.of(2, 3, 4, 6, 7, 9));
    expect(warnings.map((w) => csvSentence(w))).toEqual([
      '2 rows repeat the column names and were left out: rows 5, 8.',
    ]);
  });
  test('where most columns are texts, and where there are two rows of names', () => {
    const texts = ['who,where', 'ann,here', 'bob,there', 'who,where', 'cy,here', 'di,here'].join('\n');
    expect(parseCsv(texts).warnings).toEqual([{ code: 'repeated-header', rows: [4] }]);
    const names = ['區,面積,總價', 'district,area,price'];
    const two = [...names, 'a,10,100', 'b,20,200', 'a,25,240', ...names, 'b,30,310', 'a,40,395'].join('\n');
    const { table, warnings } = parseCsv(two);
    expect(warnings.map(({ code }) => code)).toEqual(['repeated-header', 'second-header']);
    expect(table.rows).toBe(5);
    expect(table.columns.map(({ kind }) => kind)).toEqual(['text', 'number', 'number']);
  });
  test('equal rows of data stay, with names or without', () => {
    expect(parseCsv('a,b\n1,x\n2,y\n1,x\n').table.rows).toBe(3);
    const headerless = ['red,small', 'blue,large', 'red,small', 'red,large', 'blue,small', 'red,small'].join('\n');
    expect(parseCsv(headerless).table.rows).toBe(6);
    expect(parseCsv(['a,b', '1,2', 'a,b'].join('\n'), { header: false }).table.rows).toBe(3);
  });
});

describe('pandas, told the dialect, reads the same', () => {
  test.each(vectors.cases.map((c) => [c.name, c] as const))('%s', (_, { text, names, columns }) => {
    const { table } = parseCsv(text);
    expect(table.names).toEqual(names);
    expect(table.columns.map(({ name }) => table.toRows().map((row) => row[name] ?? null))).toEqual(columns);
  });
});
