import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { type CsvOptions, parseCsv, writeCsv } from '../../src/data/csv.ts';
import { dressOf, parseNumber } from '../../src/data/csv-numbers.ts';
import { type Cell, Table } from '../../src/data/table.ts';

const rowsOf = (content: Uint8Array | string, options?: CsvOptions): Record<string, Cell>[] =>
  parseCsv(content, options).table.toRows();
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, little: boolean): Uint8Array =>
  Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.charCodeAt(0);
      const bytes = [code & 255, code >> 8];
      return little ? bytes : bytes.reverse();
    }),
  );
/** "姓名,數學\n王小明,85\n" as Python's `.encode('big5')` gives it. */
const BIG5 = Uint8Array.from([
  0xa9, 0x6d, 0xa6, 0x57, 0x2c, 0xbc, 0xc6, 0xbe, 0xc7, 0x0a, 0xa4, 0xfd, 0xa4, 0x70, 0xa9, 0xfa, 0x2c, 0x38, 0x35,
  0x0a,
]);
const CHINESE = '姓名,數學\n王小明,85\n';
const CHINESE_ROWS = [{ 姓名: '王小明', 數學: 85 }];

describe('encodings', () => {
  test.each<[string, Uint8Array | string, string | undefined, boolean]>([
    ['text', CHINESE, undefined, false],
    ['text with a mark', `\ufeff${CHINESE}`, undefined, true],
    ['UTF-8', utf8(CHINESE), 'utf-8', false],
    ['UTF-8 with a mark', utf8(`\ufeff${CHINESE}`), 'utf-8', true],
    ['UTF-16 little endian', utf16(`\ufeff${CHINESE}`, true), 'utf-16le', true],
    ['UTF-16 big endian', utf16(`\ufeff${CHINESE}`, false), 'utf-16be', true],
    ['UTF-16 without a mark', utf16(CHINESE, true), 'utf-16le', false],
    ['UTF-16 big endian without a mark', utf16(CHINESE, false), 'utf-16be', false],
    ['Big5', BIG5, 'big5', false],
  ])('%s', (_, content, encoding, byteOrderMark) => {
    const read = parseCsv(content);
    expect(read.table.toRows()).toEqual(CHINESE_ROWS);
    expect([read.encoding, read.byteOrderMark]).toEqual([encoding, byteOrderMark]);
  });

  test('stated', () => {
    expect(rowsOf(BIG5, { encoding: 'Big5' })).toEqual(CHINESE_ROWS);
    expect(rowsOf(Uint8Array.from([0x61, 0x0a, 0xfc, 0x62, 0x0a]), { encoding: 'windows-1252' })).toEqual([
      { a: 'üb' },
    ]);
  });
});

describe('cells', () => {
  test.each<[string, string, Record<string, Cell>[]]>([
    ['quotes, delimiters and line breaks inside', 'a,b\n"x ""y"", z","1\r\n2"\n', [{ a: 'x "y", z', b: '1\r\n2' }]],
    [
      'blanks around quotes, none kept around plain cells',
      'a, b ,c\n x y , " q " ,\u3000z\n',
      [{ a: 'x y', b: ' q ', c: 'z' }],
    ],
    ['a quote in the middle of a plain cell', 'size\n5" pipe\n', [{ size: '5" pipe' }]],
    [
      'Windows line breaks',
      'a,b\r\n1,2\r\n3,4\r\n',
      [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    ],
    [
      'old Macintosh line breaks, none at the end',
      'a,b\r1,2\r3,4',
      [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    ],
    ['semicolons', 'a;b\n1;x,y\n', [{ a: 1, b: 'x,y' }]],
    ['tabs', 'a\tb\n1\t\n', [{ a: 1, b: null }]],
    ['one column', 'a\n1\n\n2\n', [{ a: 1 }, { a: 2 }]],
    ['empty rows of a spreadsheet', 'a,b\n,\n1,2\n , \n,,,\n', [{ a: 1, b: 2 }]],
    [
      'missing values',
      'a,b\n1,x\nNA,\nn/a,-\nnull,N/A\nnan,y\n',
      [
        { a: 1, b: 'x' },
        { a: null, b: null },
        { a: null, b: null },
        { a: null, b: null },
        { a: null, b: 'y' },
      ],
    ],
    [
      'a quoted marker is a text among texts, missing among numbers',
      'country,n\n"NA","NA"\nNA,"2"\n"",""\nTW,3\n',
      [
        { country: 'NA', n: null },
        { country: null, n: 2 },
        { country: null, n: null },
        { country: 'TW', n: 3 },
      ],
    ],
    ['numbers', 'a\n+1\n-2.50\n.5\n3.\n1e3\n-1.5E-2\n0\n', [1, -2.5, 0.5, 3, 1000, -0.015, 0].map((a) => ({ a }))],
    [
      'a column without values',
      'a,b\n,1\n,2\n',
      [
        { a: null, b: 1 },
        { a: null, b: 2 },
      ],
    ],
    [
      'no numbers: hexadecimal, badly grouped, empty exponent',
      'a,b,c\n0x10,"1,00,0",1e\n',
      [{ a: '0x10', b: '1,00,0', c: '1e' }],
    ],
    [
      'text after a closing quote',
      'a,b\n1,"Big" house\n2,"x ""y"" "z"\n',
      [
        { a: 1, b: 'Big house' },
        { a: 2, b: 'x "y" z"' },
      ],
    ],
    ['a single quote is a letter', "a,b\n1,'x\n", [{ a: 1, b: "'x" }]],
  ])('%s', (_, text, rows) => expect(rowsOf(text)).toEqual(rows));

  test('facts', () => {
    const { delimiter, lineBreak, header, emptyRows, warnings } = parseCsv('a;b\r\n1;2\r\n\r\n3;4\r\n');
    expect({ delimiter, lineBreak, header, emptyRows, warnings }).toEqual({
      delimiter: ';',
      lineBreak: '\r\n',
      header: true,
      emptyRows: 1,
      warnings: [],
    });
  });

  test('a decimal comma when asked, or where the whole file agrees, and a word about it', () => {
    const text = 'a;b\n1,5;2\n-0,25;3\n';
    const rows = [
      { a: 1.5, b: 2 },
      { a: -0.25, b: 3 },
    ];
    expect(rowsOf(text, { decimalComma: true })).toEqual(rows);
    const { table, warnings, decimalComma } = parseCsv(text);
    expect([table.toRows(), decimalComma]).toEqual([rows, true]);
    expect(warnings).toEqual([{ code: 'decimal-comma-found', column: 'a', row: 2, text: '1,5' }]);
    expect(rowsOf(text, { decimalComma: false })).toEqual([
      { a: '1,5', b: 2 },
      { a: '-0,25', b: 3 },
    ]);
    const points = parseCsv('a;b\n1,5;2.5\n-0,25;3\n');
    expect(points.table.cell(0, 'a')).toBe('1,5');
    expect(points.warnings).toEqual([{ code: 'decimal-comma', column: 'a', row: 2, text: '1,5' }]);
    expect(rowsOf('a,b\n"1,5","2"\n', { decimalComma: true })).toEqual([{ a: 1.5, b: 2 }]);
    expect(rowsOf('a;b\n1.5;x\n', { decimalComma: true })).toEqual([{ a: '1.5', b: 'x' }]);
  });

  test('header, delimiter and types as stated', () => {
    expect(rowsOf('1,2\n3,4\n', { header: false })).toEqual([
      { column1: 1, column2: 2 },
      { column1: 3, column2: 4 },
    ]);
    expect(rowsOf('2019,2020\n3,4\n', { header: true })).toEqual([{ 2019: 3, 2020: 4 }]);
    expect(rowsOf('a|b\n1|2\n', { delimiter: '|' })).toEqual([{ a: 1, b: 2 }]);
    expect(rowsOf('zip,n\n007,1\n,2\n', { types: { zip: 'text' } })).toEqual([
      { zip: '007', n: 1 },
      { zip: null, n: 2 },
    ]);
  });

  test('some texts make a column of texts, and it is said when many are numbers', () => {
    const { table, warnings } = parseCsv('grade\n1\n2\n3\nabsent\n');
    expect(table.cell(0, 'grade')).toBe('1');
    expect(warnings).toEqual([{ code: 'mixed-column', column: 'grade', numbers: 3, texts: 1, row: 5, text: 'absent' }]);
  });

  test('a table knows the rows of its file', () => {
    const { table } = parseCsv('a,b\n1,"x\ny"\n\n2,z\n', { name: 'f.csv' });
    expect(table.place({ row: 1, column: 'a' })).toBe('f.csv, row 4, column a');
  });
});

const twenty = (bad: string): string =>
  `id,math\n${Array.from({ length: 20 }, (_, i) => `${i},${i === 7 ? bad : 60 + i}`).join('\n')}\n`;

test.each<[string, Uint8Array | string, CsvOptions, string, string]>([
  [
    'ragged row',
    `${'a,b,c\n1,2,3\n'}1,2,3,4\n1,2,3\n`,
    {},
    'bad-table',
    'f.csv, row 3: 4 columns; the header has 3. Put a cell in quotes if it contains the delimiter.',
  ],
  [
    'long rows after a line break in quotes',
    'a,b\n"x\ny",2\n1,2,3\n1,2\n1,2\n5,6,7\n',
    {},
    'bad-table',
    'f.csv, row 3 (line 4): 3 columns; the header has 2, and 2 rows have more (3, 6). Put a cell in quotes if it contains the delimiter.',
  ],
  [
    'open quote',
    'a,b\n1,x\n2,"y\n3,z\n',
    {},
    'bad-table',
    'f.csv, row 3, column 2: needs a closing quote ("); got the end of the file. The quote was opened on line 3, before "y".',
  ],
  ['only a header', 'a,b\n', {}, 'bad-table', 'f.csv: needs rows under the header; got only a header.'],
  ['empty', '', {}, 'bad-file', 'f.csv: the file is empty. Choose a file with a header and at least one row.'],
  [
    'blanks only',
    utf8('\ufeff \n\n'),
    {},
    'bad-file',
    'f.csv: the file is empty. Choose a file with a header and at least one row.',
  ],
  [
    'workbook',
    Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]),
    {},
    'bad-file',
    'f.csv: needs a text file with a table; got a workbook (xlsx, ods) or another zip archive. Open it in the spreadsheet program and save the sheet as "CSV UTF-8".',
  ],
  [
    'binary',
    Uint8Array.from([1, 0, 0, 0, 255, 255, 9]),
    {},
    'bad-file',
    'f.csv: needs a text file with a table; got a binary file (it holds zero bytes).',
  ],
  [
    'zero character',
    'a\n\0\n',
    {},
    'bad-file',
    'f.csv: needs a text file; got a binary file (it holds zero characters).',
  ],
  [
    'Cyrillic in one byte (windows-1251)',
    Uint8Array.from([0x61, 0x0a, 0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x0a]),
    {},
    'bad-file',
    'f.csv: needs text in UTF-8, UTF-16 or Big5; got bytes in another encoding. Save the file as "CSV UTF-8", or state its encoding (windows-1252, shift_jis, gb18030 …).',
  ],
  [
    'not in the stated encoding',
    BIG5,
    { encoding: 'utf-8' },
    'bad-file',
    'f.csv: needs text in utf-8; got bytes that are not. Leave the encoding out to have it recognized.',
  ],
  [
    'unknown encoding',
    BIG5,
    { encoding: 'big-6' },
    'invalid-option',
    'encoding: needs a name of the Encoding Standard (utf-8, utf-16le, big5 …); got "big-6".',
  ],
  [
    'bad delimiter',
    'a',
    { delimiter: ',,' },
    'invalid-option',
    'delimiter: needs one character that is no quote or digit; got ",,".',
  ],
  [
    'text in a column stated as numbers',
    twenty('sixty'),
    { types: { math: 'number' } },
    'bad-cell',
    'f.csv, row 9, column math: needs numbers, as in 19 of 20 cells; got "sixty". Correct the cell, or leave it empty if the value is missing.',
  ],
  [
    'infinity in a column stated as numbers',
    'a,b\n1,2\n1,inf\n',
    { types: { b: 'number' } },
    'bad-cell',
    'f.csv, row 3, column b: needs finite numbers; got "inf". Correct the cell, or leave it empty if the value is missing.',
  ],
  [
    'a decimal comma in a column stated as numbers',
    twenty('"67,5"'),
    { types: { math: 'number' } },
    'bad-cell',
    'f.csv, row 9, column math: needs numbers, as in 19 of 20 cells; got "67,5". If the comma is a decimal comma, say so: --decimal-comma, or decimalComma in a program.',
  ],
  [
    'texts in a column stated as numbers',
    'a\nx\n1\ny\nz\nu\n',
    { types: { a: 'number' } },
    'bad-cell',
    'f.csv, row 2, column a: needs numbers, as in 1 of 5 cells; got "x", "y" in row 4, "z" in row 5 and 1 more. Correct the cells, or leave them empty where the value is missing.',
  ],
  [
    'types of an unknown column',
    'math\n1\n',
    { types: { maht: 'text' } },
    'unknown-name',
    'f.csv, types: needs one of the columns "math"; got "maht". Did you mean "math"?',
  ],
])('error: %s', (_, content, options, code, message) => {
  const act = (): unknown => parseCsv(content, { name: 'f.csv', ...options });
  expect(act).toThrow(expect.objectContaining({ code, message }));
  expect(act).toThrow(GradsheetError);
});

test('numbers are rounded as JavaScript rounds them', () => {
  const spelled = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        fc.stringMatching(/^\d{1,20}$/),
        fc.constantFrom('', '.'),
        fc.stringMatching(/^\d{0,20}$/),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(spelled, (text) => {
      expect(parseNumber(`x${text} ,`, 1, text.length + 2)).toBe(Number(text));
    }),
    { seed: 20240607, numRuns: 3000 },
  );
});

describe('written tables', () => {
  const NAME = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((name) => name.trim() !== '' && !name.includes('\0'));
  const TEXT = fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        'NA',
        '-',
        'null',
        '1,5',
        '12',
        ' x ',
        'a"b',
        'a;b',
        'a\tb',
        'a\r\nb',
        '\r',
        '\n',
        '""',
        '=1+1',
        '\ufeffz',
        '王小明',
        'Infinity',
      ),
    )
    .filter((text) => !text.includes('\0'));
  const NUMBER = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(0, -0, 1e21, 5e-324, 0.1),
  );
  const tables = fc
    .tuple(fc.uniqueArray(NAME, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 8 }))
    .chain(([names, rows]) =>
      fc
        .tuple(
          ...names.map((name) => {
            const column = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<[string, (T | null)[]]> =>
              fc
                .array(fc.option(values, { freq: 4 }), { minLength: rows, maxLength: rows })
                .map((list) => [name, list]);
            return fc.oneof(column(NUMBER), column(TEXT)) as fc.Arbitrary<
              [string, (number | null)[] | (string | null)[]]
            >;
          }),
        )
        .map((columns) => Table.of(Object.fromEntries(columns))),
    );
  const options = fc.record({
    delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const),
    lineBreak: fc.constantFrom('\n' as const, '\r\n' as const),
    decimalComma: fc.boolean(),
    byteOrderMark: fc.boolean(),
  });
  const contents = (table: Table): unknown =>
    table.columns.map((column) => [
      column.name,
      column.kind,
      Array.from({ length: table.rows }, (_, row) => table.cell(row, column.name)),
    ]);

  test('are read back equal, with the types of their columns', () => {
    fc.assert(
      fc.property(tables, options, (table, write) => {
        const types = Object.fromEntries(table.columns.map(({ name, kind }) => [name, kind]));
        const read = parseCsv(utf8(writeCsv(table, write)), {
          types,
          delimiter: write.delimiter,
          decimalComma: write.decimalComma,
        });
        expect(contents(read.table)).toEqual(contents(table));
      }),
      { seed: 7, numRuns: 1500 },
    );
  });

  test('are read back equal without being told anything, if their texts are not numbers', () => {
    const plain = tables.filter((table) =>
      table.columns.every(
        (column) =>
          column.kind === 'number' ||
          (column.values.length > 0 &&
            column.values.every((value) => Number.isNaN(parseNumber(value, 0, value.length))) &&
            dressOf(column.values, { delimiter: ',', decimalComma: undefined }) === undefined &&
            !column.values.some((value) => /\d,\d/.test(value))),
      ),
    );
    fc.assert(
      fc.property(plain, options, (table, write) => {
        const read = parseCsv(utf8(writeCsv(table, { ...write, decimalComma: false })));
        expect(contents(read.table)).toEqual(contents(table));
        if (table.columns.length > 1) expect(read.delimiter).toBe(write.delimiter);
      }),
      { seed: 8, numRuns: 1500 },
    );
  });

  test('without columns or names are refused', () => {
    expect(() => writeCsv(Table.of({}))).toThrow(/at least one column.*no columns/);
    expect(() => writeCsv(Table.of({ ' ': [1] }))).toThrow(/a blank name/);
  });
});

describe('fuzz: only our own errors come out', () => {
  const survives = (content: Uint8Array | string, options: CsvOptions): void => {
    try {
      parseCsv(content, options);
    } catch (error) {
      expect(error).toBeInstanceOf(GradsheetError);
    }
  };
  const given = fc.record(
    { delimiter: fc.constantFrom(',', ';', '\t'), decimalComma: fc.boolean(), header: fc.boolean() },
    { requiredKeys: [] },
  );
  test('bytes', () =>
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), given, survives), { seed: 11, numRuns: 3000 }));
  test('characters of tables', () => {
    const characters = fc.string({
      unit: fc.constantFrom(
        ',',
        ';',
        '\t',
        '"',
        '\r',
        '\n',
        ' ',
        '1',
        '-',
        '.',
        'e',
        'a',
        'NA',
        '\u3000',
        '中',
        '\ud800',
      ),
      maxLength: 60,
    });
    fc.assert(fc.property(characters, given, survives), { seed: 12, numRuns: 5000 });
  });
});

test('100,000 rows of 20 columns', () => {
  const rows = Array.from({ length: 100_000 }, (_, i) =>
    Array.from({ length: 20 }, (_, j) => (j === 19 ? `city ${i % 50}` : ((i * 31 + j * 17) % 9973) / 100)).join(','),
  );
  const bytes = utf8(`${Array.from({ length: 20 }, (_, j) => `c${j}`).join(',')}\n${rows.join('\n')}\n`);
  const { table } = parseCsv(bytes);
  expect([table.rows, table.cell(99_999, 'c19'), table.cell(1, 'c0')]).toEqual([100_000, 'city 49', 0.31]);
});

test('a comma that may part thousands, or be a decimal comma', () => {
  const { table, warnings } = parseCsv('a;b\n4,107;x\n7,114;y\n954;z\n');
  expect(table.column('a').kind).toBe('text');
  expect(warnings).toEqual([{ code: 'decimal-comma', column: 'a', row: 2, text: '4,107', thousands: true }]);
});

describe('slips', () => {
  test('one text among many numbers is a missing value, and it is told', () => {
    const { table, warnings } = parseCsv(twenty('sixty'));
    expect([table.cell(7, 'math'), table.cell(8, 'math')]).toEqual([null, 68]);
    expect(warnings).toEqual([{ code: 'bad-cells', column: 'math', cells: 1, row: 9, text: 'sixty' }]);
  });
  test('an infinite or too large number', () => {
    for (const text of ['inf', '-Infinity', '∞', '1e999']) {
      const { table, warnings } = parseCsv(twenty(text));
      expect(table.cell(7, 'math')).toBe(null);
      expect(warnings).toEqual([{ code: 'infinite-cells', column: 'math', cells: 1, row: 9, text }]);
    }
  });
  test('one among a few measured numbers, but not among a few whole ones', () => {
    const { table, warnings } = parseCsv('roi\n0.5\n0.39\nO.76\n0.92\n0.89\n');
    expect(table.toRows().map(({ roi }) => roi)).toEqual([0.5, 0.39, null, 0.92, 0.89]);
    expect(warnings).toEqual([{ code: 'bad-cells', column: 'roi', cells: 1, row: 4, text: 'O.76' }]);
    expect(parseCsv('room\n1\n2\nattic\n4\n').table.column('room').kind).toBe('text');
  });
  test('codes among whole numbers are no slips', () => {
    const { table, warnings } = parseCsv(`${twenty('207a')}21,208b\n`);
    expect(table.column('math').kind).toBe('text');
    expect(warnings).toEqual([{ code: 'mixed-column', column: 'math', numbers: 19, texts: 2, row: 9, text: '207a' }]);
  });
});
