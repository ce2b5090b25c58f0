// Every function of the table against two other engines, LibreOffice and IronCalc.
import { describe, expect, test } from 'vitest';
import { evaluateBook } from '../../src/lift/evaluate.ts';
import { functions } from '../../src/lift/functions.ts';
import { cellKey, fold, parse, writeXlsx } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';
import { ironCalculate } from '../tools/ironcalc.ts';
import { recalculate, testWithLibreOffice } from '../tools/libreoffice.ts';
import { data, formulas } from './formulas.ts';

/**
 * Where an engine differs from Excel, whose documented values we follow. One that no longer differs fails the test too.
 */
const apart: Readonly<Record<string, readonly ('LibreOffice' | 'IronCalc')[]>> = {
  // Excel and IronCalc, not LibreOffice: truth values come after all numbers; a root of a negative number has none;
  // typed texts count; "TRUE"
  '=TRUE>5': ['LibreOffice'],
  '=POWER(-8,1/3)': ['LibreOffice'],
  '=SUM(A1:A6,TRUE,"3")': ['LibreOffice'],
  '=CONCATENATE("a",1,TRUE)': ['LibreOffice'],
  '=NUMBERVALUE("12.5")': ['LibreOffice'],
  '=1E25&""': ['LibreOffice', 'IronCalc'],
  // an angle of no direction has none in Excel and IronCalc; days before the first are #NUM! in Excel's documentation
  '=ATAN2(0,0)': ['LibreOffice'],
  '=EOMONTH(45322,-2000)+0': ['LibreOffice', 'IronCalc'],
  '=EDATE(45322,-1600)+0': ['LibreOffice'],
  // LibreOffice has XLOOKUP from 24.8 on, and ends RATE at 12 digits
  '=XLOOKUP(5,A8:A11,B8:B11)': ['LibreOffice'],
  '=XLOOKUP(4,A8:A11,B8:B11,"none")': ['LibreOffice'],
  '=XLOOKUP(4,A8:A11,B8:B11,0,-1)': ['LibreOffice'],
  '=XLOOKUP(4,A8:A11,B8:B11,0,1)': ['LibreOffice'],
  '=RATE(12,-90,1000)': ['LibreOffice'],
  // IronCalc computes erf to 11 digits, rounds 1.005 as the double below it, and does not know these forms
  '=ERF(A1)': ['IronCalc'],
  '=ERF(A1,A3)': ['IronCalc'],
  '=ERF.PRECISE(A1)': ['IronCalc'],
  '=ERFC(A1)': ['IronCalc'],
  '=ERFC.PRECISE(A1)': ['IronCalc'],
  '=NORM.S.DIST(A1,TRUE)': ['IronCalc'],
  '=NORMSDIST(A2)': ['IronCalc'],
  '=ROUND(1.005,2)': ['IronCalc'],
  '=SUM((A1:A2,B1:B2))': ['IronCalc'],
  '=SUMPRODUCT(--(A1:A4>0),B1:B4)': ['IronCalc'],
  '=SUM(A1:INDEX(A1:A6,3))': ['IronCalc'],
  '=AREAS((A1:A2,B1))': ['IronCalc'],
  '=COUNTIF(D6,"x~*z")': ['IronCalc'],
  '=1/3&""': ['IronCalc'],
};

const book = bookOf({ ...data, ...Object.fromEntries(formulas.map((f, i) => [`F${i + 1}`, f])) });
const ours = evaluateBook(book);
const sameValue = (a: unknown, b: unknown): boolean => {
  const error = (v: unknown): boolean => typeof v === 'object' && v !== null && 'error' in v;
  if (error(a) || error(b)) return error(a) && error(b);
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= 2e-14 * Math.max(Math.abs(a), Math.abs(b)) + 1e-300;
  } // 15 digits
  return (a ?? '') === (b ?? '');
};

test('every function of the table is among the formulas', () => {
  const used = new Set(
    formulas.flatMap((f) => {
      const names: string[] = [];
      fold<void>(parse(f), (n) => {
        if (n.kind === 'call') names.push(n.name);
      });
      return names;
    }),
  );
  expect([...functions].filter(([name, row]) => !used.has(name) && !('volatile' in row)).map(([name]) => name)).toEqual(
    [],
  );
  // those are what the formulas are about
  expect(ours.problems.filter((p) => !['blank', 'text-number', 'error'].includes(p.kind))).toEqual([]);
});

describe('values of every function', () => {
  const disagreements = (engine: 'LibreOffice' | 'IronCalc', theirs: (row: number) => unknown): string[] =>
    formulas.flatMap((f, i) => {
      const value = ours.values[0]?.get(cellKey(i, 5));
      const other = theirs(i);
      return sameValue(value, other) !== (apart[f]?.includes(engine) ?? false)
        ? []
        : [`${f}: ${JSON.stringify(value)}, ${engine} ${JSON.stringify(other)}`];
    });
  testWithLibreOffice('as LibreOffice has them', async () => {
    const [sheets] = await recalculate([await writeXlsx(book)]);
    const rows = sheets?.['Sheet1'];
    expect(disagreements('LibreOffice', (i) => rows?.[i]?.[5])).toEqual([]);
  });
  test('as IronCalc has them', () => {
    const at = ironCalculate(book);
    expect(disagreements('IronCalc', (i) => at(i, 5))).toEqual([]);
  });
});
