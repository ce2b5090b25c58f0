import { emptySheet, parseAddress, setCell, type Workbook } from '../../src/workbook/index.ts';

/** A sheet from texts: `=` begins a formula. */
export function bookOf(
  cells: Readonly<Record<string, number | string | boolean>>,
  more: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {},
): Workbook {
  const sheetOf = (
    name: string,
    from: Readonly<Record<string, number | string | boolean>>,
  ): Workbook['sheets'][number] => {
    const sheet = emptySheet(name);
    for (const [at, v] of Object.entries(from)) {
      const { row, column } = parseAddress(at) ?? { row: 0, column: 0 };
      setCell(
        sheet,
        row,
        column,
        typeof v === 'string' && v.startsWith('{=')
          ? { formula: v.slice(1, -1), array: { top: row, left: column, bottom: row, right: column } }
          : typeof v === 'string' && v.startsWith('=')
            ? { formula: v }
            : { value: v },
      );
    }
    return sheet;
  };
  return { sheets: [sheetOf('Sheet1', cells), ...Object.entries(more).map(([n, c]) => sheetOf(n, c))], names: [] };
}
