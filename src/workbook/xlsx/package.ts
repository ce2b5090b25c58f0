import { GradsheetError } from '../../errors.ts';
import type { Where, Words } from '../../words.ts';
import { readZip, unpacker, type ZipEntry } from '../../util/zip.ts';
import { XmlScanner } from './xml.ts';
import { words } from '../error-words.ts';

/** An .xlsx file opened: its parts, and where its sheets are. Parts are unpacked only when asked for. */
export interface Package {
  readonly where: Where;
  readonly entries: readonly ZipEntry[];
  /** Path of the part that lists the sheets, mostly xl/workbook.xml. */
  readonly workbookPath: string;
  readonly workbookXml: string;
  readonly sheets: readonly { readonly name: string; readonly path: string; readonly hidden: boolean }[];
  /** Parts that the workbook points to, by the last word of their type: sharedStrings, styles, calcChain. */
  readonly related: ReadonlyMap<string, string>;
  /** Text of a part; undefined if the file has none of that path. */
  text(path: string): string | undefined;
}

/**
 * @throws GradsheetError `bad-file` if it is no .xlsx or .xlsm file or is damaged, `too-large` beyond the stated limits
 */
export function openPackage(bytes: Uint8Array, where: Where): Package {
  refuseOthers(bytes, where);
  const entries = readZip(bytes, { where, kind: '.xlsx' });
  const unpack = unpacker({ where, kind: '.xlsx' });
  const byPath = new Map(
    entries.map((entry) => [entry.name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase(), entry]),
  );
  const texts = new Map<string, string>();
  const text = (path: string): string | undefined => {
    const key = path.toLowerCase();
    const known = texts.get(key);
    const entry = byPath.get(key);
    if (known !== undefined || !entry) return known;
    const decoded = decode(unpack(entry), words('{}, part {}', where, entry.name));
    if (!key.includes('/worksheets/')) texts.set(key, decoded); // sheets are read once, and are large
    return decoded;
  };
  const workbookPath =
    [...relations(text('_rels/.rels') ?? '', '', where)].find(([, { type }]) => type === 'officeDocument')?.[1].path ??
    'xl/workbook.xml';
  if (workbookPath.toLowerCase().endsWith('.bin')) throw notXlsx(where, words('a binary workbook (.xlsb)'));
  const workbookXml = text(workbookPath);
  if (workbookXml === undefined) {
    const first = entries[0];
    throw notXlsx(
      where,
      first?.name === 'mimetype'
        ? words('an OpenDocument file (.ods)')
        : byPath.has('word/document.xml')
          ? words('a Word document')
          : byPath.has('index/document.iwa')
            ? words('a Numbers document')
            : words('a zip file without a workbook in it'),
    );
  }
  const related = relations(text(relationsPath(workbookPath)) ?? '', folder(workbookPath), where);
  const sheets: { name: string; path: string; hidden: boolean }[] = [];
  const paths = new Set<string>();
  for (
    const scanner = new XmlScanner(workbookXml, words('{}, part {}', where, workbookPath));
    scanner.next() !== 'end';
  ) {
    if (scanner.kind !== 'open' || scanner.name !== 'sheet') continue;
    const name = scanner.attribute('name');
    const relation = related.get(scanner.attribute('id') ?? '');
    // chart sheets and dialogs hold no cells
    if (name === undefined || !relation || relation.type !== 'worksheet') continue;
    if (!byPath.has(relation.path.toLowerCase())) {
      throw new GradsheetError('bad-file', {
        where,
        expected: words('the cells of sheet {}', name),
        received: words('no part {}', relation.path),
        hint: words('Open the file in a spreadsheet program and save it again.'),
      });
    }
    if (paths.has(relation.path.toLowerCase())) {
      throw new GradsheetError('bad-file', {
        where,
        expected: words('cells of its own for sheet {}', name),
        received: words('part {} a second time', relation.path),
        hint: words('Open the file in a spreadsheet program and save it again.'),
      });
    }
    paths.add(relation.path.toLowerCase());
    sheets.push({ name, path: relation.path, hidden: (scanner.attribute('state') ?? 'visible') !== 'visible' });
  }
  if (sheets.length === 0) throw notXlsx(where, words('a workbook without sheets'));
  return {
    where,
    entries,
    workbookPath,
    workbookXml,
    sheets,
    related: new Map([...related.values()].map(({ type, path }) => [type, path])),
    text,
  };
}

/** xl/workbook.xml → xl/_rels/workbook.xml.rels */
export const relationsPath = (path: string): string => path.replace(/[^/]*$/, (name) => `_rels/${name}.rels`);

/**
 * Id → last word of the type, and path from the root. Links to other files are left out: nothing outside is ever
 * opened.
 */
function relations(xml: string, base: string, where: Where): Map<string, { type: string; path: string }> {
  const found = new Map<string, { type: string; path: string }>();
  for (const scanner = new XmlScanner(xml, where); scanner.next() !== 'end';) {
    if (scanner.kind !== 'open' || scanner.name !== 'Relationship') continue;
    const id = scanner.attribute('Id');
    const target = scanner.attribute('Target');
    const type = scanner.attribute('Type') ?? '';
    if (id === undefined || target === undefined || scanner.attribute('TargetMode') === 'External') continue;
    found.set(id, { type: type.slice(type.lastIndexOf('/') + 1), path: resolve(base, target.replaceAll('\\', '/')) });
  }
  return found;
}

function resolve(base: string, target: string): string {
  const path: string[] = [];
  for (const word of (target.startsWith('/') ? target : base + target).split('/')) {
    if (word === '..') path.pop();
    else if (word !== '' && word !== '.') path.push(word);
  }
  return path.join('/');
}

const folder = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/**
 * XML is UTF-8 unless it begins with the mark of UTF-16. A byte order mark stays, so that writing gives the same bytes.
 */
function decode(bytes: Uint8Array, where: Where): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  try {
    return new TextDecoder(utf16 ?? 'utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GradsheetError(
      'bad-file',
      { where, expected: words('XML in UTF-8'), received: words('other bytes') },
      { cause },
    );
  }
}

function refuseOthers(bytes: Uint8Array, where: Where): void {
  const begins = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (bytes.length === 0) throw notXlsx(where, words('an empty file'));
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) {
    // the container of Office before 2007, and of encrypted files since
    if (holds(bytes, 'EncryptedPackage')) {
      throw new GradsheetError('bad-file', {
        where,
        expected: words('a workbook without a password'),
        received: words('an encrypted one'),
        hint: words('Open it in Excel, remove the password, and save it.'),
      });
    }
    throw notXlsx(where, words('an old workbook (.xls)'));
  }
  if (begins(0x50, 0x4b)) return;
  throw notXlsx(
    where,
    begins(0x25, 0x50, 0x44, 0x46)
      ? words('a PDF document')
      : begins(0x3c)
        ? words('a web page or XML text')
        : words('a file of another kind'),
  );
}

/** Whether a text stands in the bytes as UTF-16, where such containers keep the names of their parts. */
function holds(bytes: Uint8Array, text: string): boolean {
  outer: for (let at = 0; at + 2 * text.length <= bytes.length; at += 2) {
    for (let i = 0; i < text.length; i++) {
      if (bytes[at + 2 * i] !== text.charCodeAt(i) || bytes[at + 2 * i + 1] !== 0) continue outer;
    }
    return true;
  }
  return false;
}

const notXlsx = (where: Where, received: Words): GradsheetError =>
  new GradsheetError('bad-file', {
    where,
    problem: words('{}: not an Excel workbook (.xlsx, .xlsm), but {}.', where, received),
    received,
    hint: words('Save it as "Excel workbook (.xlsx)".'),
  });
