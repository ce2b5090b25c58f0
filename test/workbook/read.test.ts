import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { emptySheet, isDateFormat, readXlsx, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { plain, xlsxOf } from './parts.ts';
import { cpuMs } from '../tools/cpu.ts';

const data = (rows: string): string => `<sheetData>${rows}</sheetData>`;
const first = (bytes: Uint8Array) => readXlsx(bytes, 'book.xlsx').sheets[0]!;

describe('cells', () => {
  test('of every type', () => {
    const bytes = xlsxOf(
      {
        S: data(`<row r="1"><c r="A1"><v>1.5</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#DIV/0!</v></c>
      <c r="E1" t="str"><f>"a"&amp;"b"</f><v>a&lt;b</v></c><c r="F1" t="inlineStr"><is><r><t>in</t></r><r><rPr><b/></rPr><t xml:space="preserve"> line</t></r></is></c><c r="G1" s="9"/>
      <c r="H1"><f>NOW()</f></c><c r="I1" t="n"><v>1E-3</v></c><c r="J1" t="e"><v>#WAT</v></c><c r="K1" t="s"><v>99</v></c><c r="L1" t="d"><v>2024-02-29</v></c><c r="M1"><v>oops</v></c></row>`),
      },
      {
        'xl/sharedStrings.xml':
          '<sst><si><t>one</t></si><si><r><t>二</t></r><rPh sb="0" eb="1"><t>に</t></rPh><r><t>_x0041_&#x26;&#33;</t></r></si></sst>',
      },
    );
    expect(plain(first(bytes))).toEqual({
      A1: 1.5,
      B1: '二A&!',
      C1: true,
      D1: { error: '#DIV/0!' },
      E1: ['="a"&"b"', 'a<b'],
      F1: 'in line',
      H1: '=NOW()',
      I1: 0.001,
      J1: { error: '#VALUE!' },
      K1: '',
      L1: 45_351,
      M1: 'oops',
    });
  });

  test('without numbers of rows and cells, with a prefix, in CDATA, with comments between', () => {
    const bytes = xlsxOf(
      {},
      {
        'xl/workbook.xml':
          '<x:workbook xmlns:x="m" xmlns:rel="r"><x:sheets><x:sheet name="a &amp; b" sheetId="1" rel:id="q"/></x:sheets></x:workbook>',
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="q" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="/xl/worksheets/odd.xml"/></Relationships>',
        'xl/worksheets/odd.xml':
          '<x:worksheet xmlns:x="m"><!-- <c> --><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:f><![CDATA[1<2]]></x:f><x:v>1</x:v></x:c></x:row><?pi?><x:row><x:c\n a="x>y" r=\'C2\'><x:v>3</x:v></x:c><x:c><x:v>4<!-- 5 --></x:v></x:c></x:row></x:sheetData></x:worksheet>',
      },
    );
    expect(readXlsx(bytes).sheets[0]!.name).toBe('a & b');
    expect(plain(first(bytes))).toEqual({ A1: 1, B1: ['=1<2', 1], C2: 3, D2: 4 });
  });

  test('of shared formulas are written out, wherever their master stands', () => {
    const bytes = xlsxOf({
      'It is':
        data(`<row r="2"><c r="A2"><f t="shared" si="1"/><v>7</v></c><c r="B2"><f t="shared" ref="B2:C4" si="0">$A2*A$1+SUM(A$1:A1)&amp;"A1"+'It is'!A1+_xlfn.STDEV.S(A:A)</f><v>1</v></c><c r="C2"><f t="shared" si="0"/><v>2</v></c></row>
      <row r="3"><c r="B3"><f t="shared" si="0"/></c><c r="D3"><f t="shared" si="9"/><v>5</v></c></row><row r="4"><c r="A4"><f t="shared" ref="A2:A4" si="1">B4-$C$1</f></c></row>`),
    });
    expect(plain(first(bytes))).toEqual({
      A2: ['=B2-$C$1', 7],
      B2: [`=$A2*A$1+SUM(A$1:A1)&"A1"+'It is'!A1+STDEV.S(A:A)`, 1],
      C2: [`=$A2*B$1+SUM(B$1:B1)&"A1"+'It is'!B1+STDEV.S(B:B)`, 2],
      B3: `=$A3*A$1+SUM(A$1:A2)&"A1"+'It is'!A2+STDEV.S(A:A)`,
      D3: 5,
      A4: '=B4-$C$1',
    });
  });

  test('of array formulas know their box; what-if tables keep only values', () => {
    const sheet = first(
      xlsxOf({
        S: data(
          '<row r="1"><c r="A1"><f t="array" ref="A1:B2">MMULT(D1:E2,D1:E2)</f><v>7</v></c><c r="B1"><v>10</v></c><c r="C1" cm="1"><f t="array" ref="C1">SUM(A1:A2*B1:B2)</f><v>3</v></c><c r="D1"><f t="dataTable" ref="D1:D4" dt2D="0" r1="A1"/><v>4</v></c></row>',
        ),
      }),
    );
    expect(sheet.cells.get(0)).toEqual({
      value: 7,
      formula: '=MMULT(D1:E2,D1:E2)',
      array: { top: 0, left: 0, bottom: 1, right: 1 },
    });
    expect(sheet.cells.get(2)).toEqual({
      value: 3,
      formula: '=SUM(A1:A2*B1:B2)',
      array: { top: 0, left: 2, bottom: 0, right: 2 },
    });
    expect(plain(sheet)).toMatchObject({ B1: 10, D1: 4 });
  });

  test('keep looks that exist; damaged numbers of styles, fonts and fills do no harm', () => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><fonts><font><sz val="11"/><name val="Calibri"/><family val="99"/></font><font><b/><sz val="11"/><color rgb="ff00FF00"/><name val="新細明體"/></font></fonts>
      <fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/><bgColor indexed="64"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor theme="4" tint="-0.5"/></patternFill></fill></fills>
      <cellStyleXfs><xf numFmtId="9" fontId="1"/></cellStyleXfs><cellXfs><xf numFmtId="0" fontId="0" fillId="0"/><xf numFmtId="165" fontId="1" fillId="1"/><xf numFmtId="14" fontId="88" fillId="77"/><xf numFmtId="2" fillId="2"/></cellXfs></styleSheet>`;
    const sheet = first(
      xlsxOf(
        {
          S: data(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"><v>45000</v></c><c r="C1" s="2"><v>45000</v></c><c r="D1" s="3"><v>1</v></c><c r="E1" s="-1"><v>1</v></c><c r="F1" s="1000000"><v>1</v></c></row>',
          ),
        },
        { 'xl/styles.xml': styles },
      ),
    );
    expect([...sheet.cells.values()].map(({ style }) => style)).toEqual([
      undefined,
      { numberFormat: 'yyyy"年"m"月"', font: { bold: true, color: '00FF00', name: '新細明體' }, fill: 'FF0000' },
      { numberFormat: 'mm-dd-yy' },
      { numberFormat: '0.00' },
      undefined,
      undefined,
    ]);
    expect(['General', '0.00', '0.00E+00', '#,##0 "days"', '[Red]0.0', '@', '0.0_);(0.0)'].map(isDateFormat)).toEqual(
      Array(7).fill(false),
    );
    expect(['yyyy-mm-dd', 'mm:ss', '[h]:mm', 'd-mmm', 'yyyy"年"m"月"', '[$-404]e/m/d'].map(isDateFormat)).toEqual(
      Array(6).fill(true),
    );
  });
});

describe('the book', () => {
  test('names, hidden sheets, widths, panes, merged cells', () => {
    const bytes = xlsxOf(
      {
        資料: `<sheetViews><sheetView><pane ySplit="2" topLeftCell="A3" state="frozen"/></sheetView></sheetViews><cols><col min="2" max="3" width="9.5"/><col min="5" max="16384" width="3"/></cols>${data('')}<mergeCells><mergeCell ref="A1:C2"/></mergeCells>`,
        Other: '',
      },
      {},
      '<workbookPr date1904="1"/><definedNames><definedName name="學習率">資料!$B$1</definedName><definedName name="k" localSheetId="1">_xlfn.STDEV.S(Other!$A$1:$A$3)</definedName><definedName name="_xlnm.Print_Area" localSheetId="0">資料!$A$1</definedName></definedNames>',
    );
    const book = readXlsx(bytes);
    const sheet = book.sheets[0]!;
    expect(book.names).toEqual([
      { name: '學習率', refersTo: '資料!$B$1' },
      { name: 'k', refersTo: 'STDEV.S(Other!$A$1:$A$3)', sheet: 'Other' },
    ]);
    expect(book.date1904).toBe(true);
    expect([
      sheet.freeze,
      sheet.merges,
      sheet.columnWidths.get(1),
      sheet.columnWidths.get(2),
      sheet.columnWidths.size,
    ]).toEqual([{ rows: 2, columns: 0 }, [{ top: 0, left: 0, bottom: 1, right: 2 }], 9.5, 9.5, 1_003]);
  });

  test('chart sheets are passed over, links to other files are not followed', () => {
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const book = readXlsx(
      xlsxOf(
        { A: data('<row><c><f>[1]Data!A1+Missing!B2</f><v>3</v></c></row>') },
        {
          'xl/workbook.xml':
            '<workbook><sheets><sheet name="Chart" r:id="c"/><sheet name="A" r:id="rId1" state="veryHidden"/></sheets></workbook>',
          'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="c" Type="${office}/chartsheet" Target="chartsheets/sheet1.xml"/><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="e" Type="${office}/externalLink" Target="http://example.invalid/x.xlsx" TargetMode="External"/></Relationships>`,
        },
      ),
    );
    expect(book.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([['A', true]]);
    expect(plain(book.sheets[0]!)).toEqual({ A1: ['=[1]Data!A1+Missing!B2', 3] });
  });

  test('of 1,048,576 rows of blanks is read in bounded time', () => {
    const rows = Array.from({ length: 1_048_576 }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" s="1"/></row>`).join(
      '',
    );
    const sheet = first(xlsxOf({ S: data(`${rows.slice(0, -'</row>'.length)}<c r="B1048576"><v>1</v></c></row>`) }));
    expect(plain(sheet)).toEqual({ B1048576: 1 });
  });

  test('200,000 formulas are read in seconds', async () => {
    const sheet = emptySheet('S');
    for (let row = 0; row < 10_000; row++) {
      for (let column = 0; column < 20; column++) {
        setCell(sheet, row, column, { formula: `=$A$1*B${row + 2}+SUM(C${row + 1}:D${row + 1})`, value: row });
      }
    }
    const bytes = await writeXlsx({ sheets: [sheet], names: [] });
    const start = cpuMs();
    expect(first(bytes).cells.size).toBe(200_000);
    expect(cpuMs() - start).toBeLessThan(10_000); // measured: 0.7 s
  });
});

describe('what is no workbook is refused with a reason', () => {
  const utf16 = (text: string): Uint8Array => Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0), 0]));
  const cfb = (name: string): Uint8Array =>
    Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...utf16(name)]);
  const entities =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>';
  const bomb = (): Uint8Array => xlsxOf({ S: '' }, { 'xl/worksheets/sheet1.xml': new Uint8Array(8 * 2 ** 20) });
  const claims = (size: number): Uint8Array => {
    // a directory that claims a size
    const bytes = xlsxOf({ S: '' });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
    }
    return bytes;
  };
  test.each<[string, Uint8Array, string, RegExp]>([
    ['empty', new Uint8Array(), 'bad-file', /empty file/],
    ['text', strToU8('a,b\n1,2'), 'bad-file', /another kind/],
    ['HTML', strToU8('<html>'), 'bad-file', /web page/],
    ['PDF', strToU8('%PDF-1.7'), 'bad-file', /PDF/],
    ['old .xls', cfb('Workbook'), 'bad-file', /\.xls\).*Save it as/],
    ['encrypted', cfb('EncryptedPackage'), 'bad-file', /encrypted.*password/],
    ['cut off', xlsxOf({ S: '' }).slice(0, 300), 'bad-file', /end of the file is missing/],
    ['another zip', zipSync({ 'a.txt': strToU8('a') }), 'bad-file', /without a workbook/],
    [
      '.ods',
      zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet') }),
      'bad-file',
      /OpenDocument/,
    ],
    [
      '.xlsb',
      zipSync({
        '_rels/.rels': strToU8('<R><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></R>'),
        'xl/workbook.bin': strToU8('x'),
      }),
      'bad-file',
      /binary workbook/,
    ],
    ['no sheets', xlsxOf({}), 'bad-file', /without sheets/],
    [
      'a part that is not there',
      xlsxOf(
        { S: '' },
        { 'xl/_rels/workbook.xml.rels': '<R><Relationship Id="rId1" Type="a/worksheet" Target="gone.xml"/></R>' },
      ),
      'bad-file',
      /sheet S.*xl\/gone\.xml/,
    ],
    ['entities that grow', xlsxOf({ S: '' }, { 'xl/worksheets/sheet1.xml': entities }), 'bad-file', /DOCTYPE/],
    [
      'an entity of a file',
      xlsxOf({ S: data('<row><c t="str"><v>&xxe;</v></c></row>') }),
      'bad-file',
      /&xxe;|unknown entity/,
    ],
    ['a row too far', xlsxOf({ S: data('<row r="1048577"/>') }), 'bad-file', /sheet S.*row 1048577/],
    ['a column too far', xlsxOf({ S: data('<row r="1"><c r="XFE1"/></row>') }), 'bad-file', /XFE1/],
    [
      'XML that ends early',
      xlsxOf({ S: '' }, { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c r="A1"><v>1' }),
      'bad-file',
      /never ends/,
    ],
    [
      'other bytes',
      xlsxOf({ S: '' }, { 'xl/worksheets/sheet1.xml': Uint8Array.from([60, 0xff, 0xfe, 0x80]) }),
      'bad-file',
      /UTF-8/,
    ],
    ['a bomb', bomb(), 'too-large', /250 times.*zip bomb/],
    ['a claim of 300 MiB', claims(300 * 2 ** 20), 'too-large', /at most 256 MiB/],
    ['a claim that is wrong', claims(10), 'bad-file', /checksum|damaged/],
    [
      'too many parts',
      zipSync(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`p${i}`, new Uint8Array()]))),
      'too-large',
      /10,000 parts/,
    ],
  ])('%s', (_, bytes, code, message) => {
    const outcome = (() => {
      try {
        return readXlsx(bytes, 'book.xlsx');
      } catch (error) {
        return error;
      }
    })();
    expect(outcome).toBeInstanceOf(GradsheetError);
    expect(outcome).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((outcome as GradsheetError).message).toMatch(/^book\.xlsx/);
  });
});
