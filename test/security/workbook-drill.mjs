// One process of the drill of workbooks: breaks valid workbooks at random, seed by seed, and does with each what a
// person
// might. Prints `seed N` before each and a line of JSON at the end; what watches it kills it where a seed takes too
// long.
//   node workbook-drill.mjs FOLDER library|commands FROM TO
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

const dist = new URL('../../dist/', import.meta.url);
const { run } = await import(new URL('cli/run.js', dist));
const { cellKey, evaluateBook, keyColumn, keyRow, lift, patchXlsx, placesOf, readXlsx, tableOfBook } = await import(
  new URL('sheet.js', dist)
);
const [, , folder = '', kind = '', from = '0', to = '0'] = process.argv;

/** Numbers below n, the same in every run (mulberry32). */
function generator(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

// ---- what is put in

const cells = [
  'A1',
  'B2',
  '$C$3',
  'A$1',
  '$B5',
  'XFD1048576',
  'A1048576',
  'XFD1',
  'D4',
  'E9',
  'C12',
  "'S2'!A1",
  'Lost!A1',
  '[1]Other!A1',
  '#REF!',
  'rate',
  'twice',
  'N0',
];
const boxes = [
  'A1:C3',
  'B:B',
  '2:3',
  'A:A',
  '$A$1:B9',
  'A1:XFD1048576',
  'C3:A1',
  'E1:E20',
  'B2:B2',
  'A1:A100000',
  "'S2'!A1:B9",
  'S1:S2!A1:B2',
  '1:1048576',
  'A:XFD',
  'data',
  '{1,2;3,4}',
  '{1}',
  '{"a",TRUE,#N/A}',
];
const functions = [
  'SUM',
  'SUMPRODUCT',
  'MMULT',
  'TRANSPOSE',
  'INDEX',
  'OFFSET',
  'INDIRECT',
  'IF',
  'IFERROR',
  'REPT',
  'SUBSTITUTE',
  'CONCAT',
  'TEXTJOIN',
  'LEN',
  'ROW',
  'COLUMN',
  'VLOOKUP',
  'MATCH',
  'COUNTIF',
  'SUMIFS',
  'MAX',
  'STDEV',
  'PRODUCT',
  'EXP',
  'LN',
  'ROUND',
  'FACT',
  'COMBIN',
  'IRR',
  'NPV',
  'RAND',
  'CHOOSE',
  'SWITCH',
  'AND',
  'LARGE',
  'RANK',
  'MEDIAN',
  'NOSUCH',
  'ATAN2',
  'EDATE',
  'MID',
];
const numbers = [
  '0',
  '1',
  '-1',
  '1048576',
  '1048577',
  '16384',
  '16385',
  '2147483648',
  '-2147483649',
  '1e308',
  '1e400',
  'NaN',
  '',
  '0.5',
  'x',
  '999999999999',
];
const texts = ['"a"', '"12"', '"A1"', '"*a*"', '"<"', '""', 'REPT("a",32767)', '"E1:E20"'];
const shards = [
  '<',
  '>',
  '/>',
  '"',
  '&',
  '&#x110000;',
  '<!--',
  ']]>',
  '<!DOCTYPE a>',
  '<c r="B7">',
  '</c>',
  '<row r="5"/>',
  '</row>',
  '<f t="shared" si="0"/>',
  '<v>',
  ' r="A1048576"',
  ' r="-1"',
  ' t="s"',
  ' t="e"',
  ' t="d"',
  ' t="b"',
  ' t="str"',
  ' t="inlineStr"',
  ' s="-5"',
  ' s="99999"',
  '\u0000',
];
const elements = [
  '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
  '<row r="2"><c r="A2"><f>A2</f><v>1</v></c></row>',
  '<row><c><v>NaN</v></c><c t="b"><v>x</v></c><c t="e"><v>#X</v></c></row>',
  '<row r="3"><c r="A3" t="inlineStr"><is><t>text</t></is></c><c r="A3"><v>2</v></c></row>',
  '<row r="1"><c r="A1"><f t="array" ref="A1:C9">(A:A B1:B9)</f><v>1</v></c></row>',
  '<row r="1"><c r="B1"><f t="array" ref="B1:XFD1048576">A1^2</f><v>2</v></c></row>',
  '<row r="4"><c r="D4"><f t="shared" ref="D4:XFD1048576" si="7">SUM($A$1:C4)</f></c><c r="E4"><f t="shared" si="7"/></c></row>',
];
const outside = [
  '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B2:A1"/><mergeCell ref="x"/></mergeCells>',
  '<cols><col min="-1" max="99999999" width="NaN"/><col min="1" max="16384" width="1e9"/></cols>',
  '<dimension ref="A1:XFD1048576"/>',
  '<sheetViews><sheetView><pane xSplit="-1" ySplit="1e9" state="frozen"/></sheetView></sheetViews>',
  '<tableParts count="1"><tablePart r:id="rId9"/></tableParts>',
];
const names = [
  'rate|Sheet1!$A$1',
  'twice|rate+rate',
  'data|A:XFD',
  'N0|N0+1',
  'data|Lost!A1',
  'rate|',
  'twice|twice*twice',
  'data|(A1:B9 B:B)',
];

/** A formula of some depth, mostly one that can be read. */
function formula(below, depth) {
  const pick = (list) => list[below(list.length)] ?? '';
  const inner = () => formula(below, depth - 1);
  if (depth === 0) return pick([cells, boxes, numbers, texts][below(4)] ?? cells);
  switch (below(7)) {
    case 0:
      return `(${inner()} ${inner()})`; // intersection
    case 1:
      return `${pick(boxes)}:${pick(cells)}`;
    case 2:
      return `${inner()}${pick(['+', '-', '*', '/', '^', '&', '=', '<', ',', ':', '#', '%'])}${inner()}`;
    case 3:
      return `${pick(['-', '@', '+'])}${inner()}`;
    default:
      return `${pick(functions)}(${Array.from({ length: below(4) }, inner).join(',')})`;
  }
}
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One change of a part. */
function broken(xml, below) {
  const pick = (list) => list[below(list.length)] ?? '';
  const replaced = (pattern, by) => {
    const found = [...xml.matchAll(pattern)];
    const one = found[below(Math.max(1, found.length))];
    return one ? xml.slice(0, one.index) + by(one) + xml.slice(one.index + one[0].length) : xml;
  };
  const before = (text, what) => {
    const at = xml.indexOf(text);
    return at < 0 ? xml : xml.slice(0, at) + what + xml.slice(at);
  };
  switch (below(14)) {
    case 0:
    case 1:
    case 2:
      return replaced(/<f>[^<]*<\/f>/g, () => `<f>${escaped(formula(below, 1 + below(3)))}</f>`);
    case 3:
      return replaced(/<v>[^<]*<\/v>/g, () => `<f>${escaped(formula(below, 1 + below(2)))}</f><v>1</v>`);
    case 4:
      return replaced(/<f>([^<]*)<\/f>/g, ([, text]) => `<f t="array" ref="${pick(boxes)}">${text}</f>`);
    case 5:
      return replaced(/(<f[^>]*>)([^<]*)<\/f>/g, ([, tag, text]) => {
        const at = below(text.length + 1);
        return `${tag}${text.slice(0, at)}${pick([' ', '  ', ',', ':', '(', ')', '!', '#', '{', '"', "'"])}${text.slice(at)}</f>`;
      });
    case 6:
      return replaced(
        / (r|s|t|ref|si|min|max|spans|count|numFmtId|localSheetId)="[^"]*"/g,
        ([, name]) => ` ${name}="${pick([...numbers, ...cells, ...boxes.slice(0, 12)])}"`,
      );
    case 7:
      return replaced(/<v>[^<]*<\/v>/g, () => `<v>${pick(numbers)}</v>`);
    case 8:
      return before('</sheetData>', pick(elements));
    case 9:
      return before(below(2) === 0 ? '<sheetData' : '</worksheet>', pick(outside));
    case 10: {
      const [name = '', refersTo = ''] = pick(names).split('|');
      return before(
        '</workbook>',
        `<definedNames><definedName name="${name}"${below(3) === 0 ? ' localSheetId="0"' : ''}>${refersTo}</definedName></definedNames>`,
      );
    }
    case 11:
      return replaced(/<(row|c)\b[^>]*>.*?<\/\1>/gs, ([text]) => (below(2) === 0 ? '' : text + text));
    case 12: {
      const at = below(xml.length + 1);
      const size = below(60);
      return xml.slice(0, at) + xml.slice(at + size);
    }
    default: {
      const at = below(xml.length + 1);
      return xml.slice(0, at) + pick(shards) + xml.slice(at);
    }
  }
}

const bases = JSON.parse(readFileSync(join(folder, 'bases.json'), 'utf8')).map(({ name, goal, params, target }) => ({
  name,
  goal,
  params,
  target,
  parts: unzipSync(readFileSync(join(folder, name))),
}));

/** A valid workbook with a few changes in its parts. */
function workbook(below) {
  const base = bases[below(bases.length)];
  const parts = { ...base.parts };
  const paths = Object.keys(parts).filter((path) => /sheet\d+\.xml$|workbook\.xml$|styles|sharedStrings/.test(path));
  const sheets = paths.filter((path) => /sheet\d+\.xml$/.test(path));
  for (let n = 0; n <= below(5); n++) {
    const list = below(4) === 0 ? paths : sheets;
    const path = list[below(list.length)];
    parts[path] = strToU8(broken(strFromU8(parts[path]), below));
  }
  return { ...base, bytes: zipSync(parts, { level: 1 }) };
}

// ---- what is done with it

/** As the library: reads it, computes it, makes a program of it, reads its table, changes it. */
function withLibrary({ bytes }, below) {
  const book = readXlsx(bytes, 'drill.xlsx');
  evaluateBook(book);
  const numbersIn = book.sheets.flatMap((s, sheet) =>
    [...s.cells]
      .filter(([, c]) => c.formula === undefined && typeof c.value === 'number')
      .map(([key]) => ({ sheet, row: keyRow(key), column: keyColumn(key) })),
  );
  const lifted = lift(book, { inputs: numbersIn.slice(0, 1 + below(9)) });
  book.sheets.forEach((s, sheet) => {
    for (const [key, { formula }] of s.cells) {
      if (formula !== undefined) lifted.value({ sheet, row: keyRow(key), column: keyColumn(key) });
    }
  });
  lifted.problems();
  for (const rule of [
    () => tableOfBook(book, 'drill.xlsx'),
    () => placesOf(book, 'data'),
    () =>
      readXlsx(
        patchXlsx(
          bytes,
          new Map([[book.sheets[0]?.name ?? '', new Map([[cellKey(1, 1), { formula: '=1', value: 1 }]])]]),
        ),
      ),
  ]) {
    unlessTheirs(rule);
  }
}
const unlessTheirs = (rule) => {
  try {
    rule();
  } catch (error) {
    if (error?.name !== 'GradsheetError') throw error;
  }
};

/** As the command line. @returns what went wrong in it */
async function withCommand({ bytes, goal, params, target }, below) {
  const file = join(folder, 'drill.xlsx');
  const out = join(folder, 'out');
  writeFileSync(file, bytes);
  const commands = [
    ['audit', file, '--json'],
    ['audit', file, '--fix', `${out}.xlsx`, '--report', `${out}.html`, '--roles-out', `${out}.json`, '--force'],
    ['fit', file, '--loss', goal, '--params', params, '--steps', '20', '-o', `${out}.xlsx`, '--force'],
    ['train', file, '--target', target, '--epochs', '1', '--out', out, '--force'],
    ['import', file, '--out', out, '--force'],
  ];
  const command = commands[[0, 0, 0, 1, 2, 2, 3, 4][below(8)]];
  let said = '';
  const sink = {
    write: (text) => {
      said = (said + text).slice(-4000);
    },
    isTTY: false,
    columns: 100,
  };
  const exit = await run(command, {
    out: { ...sink, write: () => undefined },
    err: sink,
    cwd: folder,
    env: {},
    signal: new AbortController().signal,
    now: () => performance.now(),
    locale: 'en',
  });
  return exit === 0 || exit === 1 ? null : `${command[0]}: exit ${exit}: ${said}`;
}

const faults = [];
let slowest = { seed: -1, ms: 0 };
let read = 0;
for (let seed = Number(from); seed < Number(to); seed++) {
  console.log(`seed ${seed}`);
  const below = generator(seed);
  const book = workbook(below);
  const start = process.cpuUsage();
  try {
    const fault = kind === 'library' ? withLibrary(book, below) : await withCommand(book, below);
    read++;
    if (fault) faults.push({ seed, fault });
  } catch (error) {
    if (error?.name !== 'GradsheetError') faults.push({ seed, fault: String(error?.stack ?? error).slice(0, 2000) });
  }
  // of the processor: others may use it too
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1_000;
  if (ms > slowest.ms) slowest = { seed, ms };
}
console.log(JSON.stringify({ faults, slowest, read, megabytes: process.resourceUsage().maxRSS / 1024 }));
