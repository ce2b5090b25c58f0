// LibreOffice as the second opinion on workbooks: it computes every formula anew, and draws what a person would see.
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'vitest';

export type LibreOfficeValue = number | string | boolean | null | { readonly error: string };
/** Rows of values by sheet name, from A1; numbers have 15 digits. */
export type LibreOfficeSheets = Readonly<Record<string, readonly (readonly LibreOfficeValue[])[]>>;

export const hasLibreOffice = runs('soffice');
/** Drawing needs `pdftoppm` (poppler-utils) as well. */
export const canDraw = hasLibreOffice && runs('pdftoppm', '-v');

/** A test where LibreOffice is installed; elsewhere it is named among those that are left out. */
export const testWithLibreOffice: (name: string, body: () => Promise<void>) => void = (name, body) => {
  test.runIf(hasLibreOffice)(`${name} (needs LibreOffice)`, body);
};
export const testDrawing: typeof testWithLibreOffice = (name, body) => {
  test.runIf(canDraw)(`${name} (needs LibreOffice and pdftoppm)`, body);
};

/** Computes all formulas of the workbooks, ignoring the saved values. One start of LibreOffice for all of them. */
export const recalculate = (books: readonly Uint8Array[]): Promise<LibreOfficeSheets[]> =>
  convert(
    books,
    'csv',
    'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1',
    async (folder) => {
      const files = (await readdir(folder)).filter((name) => name.endsWith('.csv'));
      return Promise.all(
        books.map(async (_, i) => {
          const sheets: Record<string, LibreOfficeValue[][]> = {};
          for (const file of files.filter((name) => name.startsWith(`book${i}-`))) {
            sheets[file.slice(`book${i}-`.length, -'.csv'.length).normalize()] = readCsv(
              await readFile(join(folder, file), 'utf8'),
            );
          }
          if (Object.keys(sheets).length === 0) throw new Error(`LibreOffice could not open workbook ${i}`);
          return sheets;
        }),
      );
    },
  );

export const toPdf = (books: readonly Uint8Array[]): Promise<Uint8Array[]> =>
  convert(books, 'pdf', 'pdf', (folder) => Promise.all(books.map((_, i) => readFile(join(folder, `book${i}.pdf`)))));

/** The workbooks as LibreOffice saves them, every formula computed: files by another program, to read and to patch. */
export const resave = (books: readonly Uint8Array[]): Promise<Uint8Array[]> =>
  convert(books, 'xlsx', 'xlsx:Calc MS Excel 2007 XML', (folder) =>
    Promise.all(books.map((_, i) => readFile(join(folder, `book${i}.xlsx`)))),
  );

/** Pages of the printed workbook as pictures. */
export async function toPng(book: Uint8Array, dotsPerInch = 80): Promise<Uint8Array[]> {
  const [pdf = new Uint8Array()] = await toPdf([book]);
  return inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'book.pdf'), pdf);
    await promisify(execFile)('pdftoppm', [
      '-r',
      String(dotsPerInch),
      '-png',
      join(folder, 'book.pdf'),
      join(folder, 'page'),
    ]);
    const pages = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
    return Promise.all(pages.map((name) => readFile(join(folder, name))));
  });
}

// Without this LibreOffice shows the values saved in the file, whatever the formulas say.
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`;

function convert<T>(
  books: readonly Uint8Array[],
  kind: string,
  filter: string,
  read: (folder: string) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const profile = join(folder, 'profile');
    const output = join(folder, kind);
    await mkdir(join(profile, 'user'), { recursive: true });
    await writeFile(join(profile, 'user', 'registrymodifications.xcu'), alwaysRecalculate);
    const files = await Promise.all(
      books.map(async (bytes, i) => {
        const file = join(folder, `book${i}.xlsx`);
        await writeFile(file, bytes);
        return file;
      }),
    );
    await promisify(execFile)(
      'soffice',
      [`-env:UserInstallation=file://${profile}`, '--headless', '--convert-to', filter, '--outdir', output, ...files],
      { timeout: 300_000, maxBuffer: 2 ** 26, env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
    return read(output);
  });
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gradsheet-libreoffice-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Texts stand in quotation marks, so that a text "1" and a number 1 differ. */
function readCsv(text: string): LibreOfficeValue[][] {
  const rows: LibreOfficeValue[][] = [];
  let row: LibreOfficeValue[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) throw new Error('unreadable CSV from LibreOffice');
    row.push(match[1] !== undefined ? readText(match[1].replaceAll('""', '"')) : readValue(match[2] ?? ''));
    if (match[3] !== ',') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

function readValue(text: string): LibreOfficeValue {
  if (text === '') return null;
  if (text === 'TRUE' || text === 'FALSE') return text === 'TRUE';
  // LibreOffice shows what a formula with % gives as a percentage
  if (text.endsWith('%')) return Number(text.slice(0, -1)) / 100;
  const number = Number(text);
  return Number.isNaN(number) ? text : number; // dates come as dates
}

/** Errors look like texts (Err:522 is a circular reference), so a text that looks like an error reads as one. */
const readText = (text: string): LibreOfficeValue =>
  /^(?:#[A-Z/0]+[!?]?|Err:[0-9]+)$/.test(text) ? { error: text } : text;

function runs(program: string, ...options: string[]): boolean {
  try {
    execFileSync('sh', ['-c', options.length > 0 ? `${program} ${options.join(' ')}` : `command -v ${program}`], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
