// Damaged files: whatever comes, the answer is a workbook or a GradsheetError, in bounded time. Seeds are stated.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { cellKey, emptySheet, patchXlsx, readXlsx, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { cpuMs } from '../tools/cpu.ts';

/** Numbers below n, the same in every run (mulberry32). */
function generator(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

async function sample(): Promise<Uint8Array> {
  const sheet = emptySheet('資料');
  for (let row = 0; row < 12; row++) {
    setCell(sheet, row, 0, {
      value: `text ${row} & more`,
      style: { numberFormat: `0.${'0'.repeat(row)}`, fill: 'AABBCC' },
    });
    setCell(sheet, row, 1, { value: row / 7, comment: 'c' });
    setCell(sheet, row, 2, { formula: `=SUM(B$1:B${row + 1})*{1,2}+'資料'!A1`, value: row });
  }
  setCell(sheet, 0, 5, { formula: '=MMULT(A1:B2,A1:B2)', array: { top: 0, left: 5, bottom: 1, right: 6 } });
  sheet.charts.push({
    kind: 'line',
    series: [{ y: "'資料'!$B$1:$B$9" }],
    at: { top: 0, left: 8, bottom: 9, right: 12 },
  });
  return writeXlsx({ sheets: [sheet, emptySheet('S2')], names: [{ name: 'n', refersTo: "'資料'!$A$1" }] });
}

/** Reads and patches; counts what was still a workbook. */
function attempt(bytes: Uint8Array): number {
  let read = 0;
  for (const work of [
    () => readXlsx(bytes),
    () =>
      patchXlsx(
        bytes,
        new Map([
          [
            '資料',
            new Map([
              [cellKey(2, 2), { formula: '=1', value: 1 }],
              [cellKey(40, 3), { value: 'new' }],
            ]),
          ],
        ]),
      ),
  ]) {
    try {
      work();
      read++;
    } catch (error) {
      if (!(error instanceof GradsheetError)) throw error;
    }
  }
  return read;
}

test('flipped, cut and repeated bytes of the file (6,000 files)', async () => {
  const whole = await sample();
  const below = generator(7);
  let read = 0;
  let slowest = 0;
  for (let i = 0; i < 6_000; i++) {
    let bytes = whole.slice();
    const kind = below(4);
    if (kind === 0) bytes = bytes.slice(0, below(bytes.length));
    else if (kind === 1) {
      const from = below(bytes.length);
      const to = below(bytes.length);
      bytes.copyWithin(to, from, from + below(64));
    } else {
      for (let n = 0; n <= below(6); n++) {
        // the directory at the end is the part that leads elsewhere
        const at = kind === 2 ? below(bytes.length) : bytes.length - 1 - below(900);
        bytes[at] = below(3) === 0 ? 0xff : below(256);
      }
    }
    const start = cpuMs();
    read += attempt(bytes);
    slowest = Math.max(slowest, cpuMs() - start);
  }
  expect(read).toBeGreaterThan(0);
  expect(slowest).toBeLessThan(5_000);
});

test('damaged XML inside a whole zip file (6,000 files)', async () => {
  const parts = unzipSync(await sample());
  const below = generator(8);
  const paths = Object.keys(parts).filter((path) => /sheet1\.xml$|workbook\.xml|styles|rels$/.test(path));
  const shards = [
    '<',
    '>',
    '/>',
    '"',
    "'",
    '&',
    '&#x110000;',
    '&lt',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE a>',
    '<?',
    '<c r="B7">',
    '</c>',
    '<f t="shared" si="0"/>',
    '<f t="shared" ref="A1" si="0">A1+</f>',
    '<row r="5"/>',
    '</row>',
    '</sheetData>',
    '<v>',
    '<is><t>',
    ' r="A1048576"',
    ' r="-1"',
    ' t="s"',
    ' s="-5"',
    '=',
    '\u0000',
    '<sheetData/>',
    '<c/>',
    '<row/>',
    '-2147483649',
    '1e400',
  ];
  let read = 0;
  let slowest = 0;
  for (let i = 0; i < 6_000; i++) {
    const path = paths[below(paths.length)]!;
    let xml = strFromU8(parts[path]!);
    for (let n = 0; n <= below(4); n++) {
      const at = below(xml.length + 1);
      const cut = below(3) === 0 ? below(40) : 0;
      xml = xml.slice(0, at) + (below(4) === 0 ? '' : shards[below(shards.length)]) + xml.slice(at + cut);
    }
    const bytes = zipSync({ ...parts, [path]: strToU8(xml) }, { level: 0 });
    const start = cpuMs();
    read += attempt(bytes);
    slowest = Math.max(slowest, cpuMs() - start);
  }
  expect(read).toBeGreaterThan(1_000); // the damage is often where nothing looks
  expect(slowest).toBeLessThan(5_000);
});

test('XML that makes naive readers slow is read in time proportional to its length', () => {
  const n = 200_000;
  const start = cpuMs();
  for (const inside of [
    '<c>'.repeat(n),
    '<c/>'.repeat(n),
    '<row>'.repeat(n),
    '<!---->'.repeat(n),
    `<row><c>${'<f>'.repeat(n)}`,
    `<c ${'a'.repeat(n)}/>`,
    `<c ${'a="" '.repeat(n)}/>`,
    `<row><c t="str"><v>${'&amp;'.repeat(n)}</v></c></row>`,
    `<row><c t="str"><v>${'<![CDATA[x]]>'.repeat(n)}</v></c></row>`,
    '<x>'.repeat(n) + '</x>'.repeat(n),
  ]) {
    attempt(
      zipSync(
        {
          '_rels/.rels': strToU8('<R><Relationship Id="a" Type="x/officeDocument" Target="w.xml"/></R>'),
          'w.xml': strToU8('<w><sheet name="資料" id="s"/></w>'),
          '_rels/w.xml.rels': strToU8('<R><Relationship Id="s" Type="x/worksheet" Target="s.xml"/></R>'),
          's.xml': strToU8(`<worksheet><sheetData>${inside}</sheetData></worksheet>`),
        },
        { level: 0 },
      ),
    );
  }
  expect(cpuMs() - start).toBeLessThan(20_000); // measured: about 1 s
});
