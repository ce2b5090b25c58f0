import type { Table } from 'gradsheet';
import { looksLikeJson, parseCsv, tableOfJson, type CsvWarning } from 'gradsheet/csv';
import { histogram } from 'gradsheet/table';
import type { Ask, ColumnFacts, Opened } from './protocol.ts';
import { Refusal } from './refusal.ts';
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
  stored: Uint8Array | string,
  reading: Extract<Ask, { do: 'open' }>['reading'],
): Promise<{ table: Table; form: Opened['form']; emptyRows: number; warnings: readonly CsvWarning[] }> {
  const content = typeof stored !== 'string' && begins(stored, GZIP) ? await unpacked(stored, name) : stored;
  if (typeof content !== 'string' && begins(content, ZIP)) {
    // a workbook
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
  const { types = {} } = reading;
  if (typeof content !== 'string' && begins(content, PARQUET)) {
    const { tableOfParquet } = await import('gradsheet/parquet');
    return { ...(await tableOfParquet(content, { name, types })), form: { kind: 'parquet' }, emptyRows: 0 };
  }
  const start = typeof content === 'string' ? content : new TextDecoder().decode(content.subarray(0, 200));
  if (looksLikeJson(start)) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const encoding = reading.encoding ? { encoding: reading.encoding } : {};
    return { ...tableOfJson(bytes, { name, types, ...encoding }), form: { kind: 'json' }, emptyRows: 0 };
  }
  const csv = parseCsv(content, {
    name,
    ...(reading.encoding ? { encoding: reading.encoding } : {}),
    ...(reading.delimiter ? { delimiter: reading.delimiter } : {}),
    ...(reading.decimalComma === undefined ? {} : { decimalComma: reading.decimalComma }),
    ...(reading.header === undefined ? {} : { header: reading.header }),
    types,
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

const ZIP = [0x50, 0x4b];
const GZIP = [0x1f, 0x8b];
/** "PAR1" */
const PARQUET = [0x50, 0x41, 0x52, 0x31];
const begins = (bytes: Uint8Array, head: readonly number[]): boolean => head.every((byte, i) => bytes[i] === byte);

const LARGEST = 2 ** 28; // bytes, as the command line reads

/** The content of a gzip archive. @throws Refusal */
async function unpacked(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Refusal('bad-file', damaged(name));
    });
    if (done) break;
    length += value.length;
    if (length > LARGEST) {
      await reader.cancel();
      throw new Refusal('too-large', tooLarge(name));
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const damaged = (name: string): Refusal['text'] => ({
  en: `${name} is a damaged gzip file.`,
  'zh-TW': `${name} 是損壞的 gzip 檔。`,
});
const tooLarge = (name: string): Refusal['text'] => ({
  en: `${name} holds more than ${LARGEST / 2 ** 20} MiB. Split the file, or take fewer rows.`,
  'zh-TW': `${name} 解開後超過 ${LARGEST / 2 ** 20} MiB。請分割檔案，或減少資料列。`,
});

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
