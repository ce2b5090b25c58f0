import type { Table } from 'gradsheet';
import { parseCsv, type CsvWarning } from 'gradsheet/csv';
import { histogram } from 'gradsheet/table';
import type { Ask, ColumnFacts, Opened } from './protocol.ts';
import { shown } from './shown.ts';

const HEAD = 12;
const BARS = 12;

/** A file as a table, and what a person sees of it. */
export async function openTable({
  name,
  content,
  reading,
}: Extract<Ask, { do: 'open' }>): Promise<{ table: Table; opened: Opened }> {
  const began = performance.now();
  const { table, form, emptyRows, warnings } = await read(name, content, reading);
  return {
    table,
    opened: {
      name,
      rows: table.rows,
      columns: factsOf(table),
      form,
      emptyRows,
      warnings,
      milliseconds: performance.now() - began,
      head: table
        .head(HEAD)
        .toRows()
        .map((row) => table.names.map((n) => shown(row[n] ?? null))),
    },
  };
}

async function read(
  name: string,
  content: Uint8Array | string,
  reading: Extract<Ask, { do: 'open' }>['reading'],
): Promise<{ table: Table; form: Opened['form']; emptyRows: number; warnings: readonly CsvWarning[] }> {
  if (typeof content !== 'string' && content[0] === 0x50 && content[1] === 0x4b) {
    // a zip: a workbook
    const { readXlsx, tableOfBook } = await import('gradsheet/sheet');
    const book = readXlsx(content, name);
    const { table, sheet, emptyRows, warnings } = tableOfBook(book, name, reading.sheet);
    return {
      table,
      form: { kind: 'workbook', sheet, sheets: book.sheets.map((s) => s.name) },
      emptyRows,
      warnings,
    };
  }
  const csv = parseCsv(content, {
    name,
    ...(reading.encoding ? { encoding: reading.encoding } : {}),
    ...(reading.delimiter ? { delimiter: reading.delimiter } : {}),
    ...(reading.decimalComma === undefined ? {} : { decimalComma: reading.decimalComma }),
    ...(reading.header === undefined ? {} : { header: reading.header }),
    types: typesOf(reading.types),
  });
  return {
    table: csv.table,
    form: {
      kind: 'text',
      encoding: csv.encoding ?? null,
      delimiter: csv.delimiter,
      header: csv.header,
      decimalComma: csv.decimalComma,
    },
    emptyRows: csv.emptyRows,
    warnings: csv.warnings,
  };
}
const typesOf = (
  types: Readonly<Record<string, 'number' | 'text'>> | undefined,
): Readonly<Record<string, 'number' | 'text'>> => types ?? {};

/** What its values are, column by column. */
export function factsOf(table: Table): ColumnFacts[] {
  return table.describe().map((s) => {
    const h = histogram(table.column(s.name), BARS);
    return {
      name: s.name,
      kind: s.kind,
      missing: s.missing,
      distinct: s.distinct,
      low: s.min ?? null,
      high: s.max ?? null,
      top: s.top ?? null,
      bars: h.counts,
    };
  });
}
