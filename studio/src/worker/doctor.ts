// What the doctor's Worker does, apart from sending: a workbook is read, examined, repaired.
import {
  areaSize,
  audit,
  boxesOf,
  boxOf,
  cellKey,
  comparedFormulas,
  findSheet,
  fixBook,
  formatArea,
  formatReference,
  parse,
  readXlsx,
  references,
  reportPage,
  rolesFrom,
  tell,
  tellSummary,
  usedArea,
  type Audit,
  type Cell,
  type CellReference,
  type Finding,
  type RangeReference,
  type Sheet,
  type Workbook,
} from 'gradsheet/sheet';
import type {
  Box,
  CellView,
  DoctorAnswers,
  DoctorAsk,
  Marks,
  Patient,
  RolePlace,
  SheetView,
  Stage,
} from './doctor-protocol.ts';
import { shownText } from './sheet-text.ts';

export async function answer(
  ask: DoctorAsk,
  onProgress: (done: Stage) => void,
): Promise<DoctorAnswers[keyof DoctorAnswers]> {
  const read = (): Workbook => readXlsx(ask.bytes, ask.name);
  switch (ask.do) {
    case 'examine': {
      const book = read();
      return patientOf(book, audit(book, { roles: ask.roles, onProgress }));
    }
    case 'roles':
      return rolesFrom(ask.text, read(), ask.file);
    case 'repair':
      return fixBook(ask.bytes, { findings: ask.findings.flatMap((i) => ask.audit.findings[i] ?? []) }, ask.name);
    case 'report':
      return reportPage(ask.audit, read(), { language: ask.language, name: ask.name });
    default:
      return ask satisfies never;
  }
}

function patientOf(book: Workbook, found: Audit): Patient {
  const surroundings = { roles: found.roles, book };
  const told = (language: 'en' | 'zh-TW'): Patient['told']['en'] => ({
    summary: tellSummary(found, language),
    findings: found.findings.map((f) => tell(f, language, surroundings)),
  });
  return {
    audit: found,
    told: { en: told('en'), 'zh-TW': told('zh-TW') },
    sheets: book.sheets.map(viewOf),
    marks: found.findings.map((f) => marksOf(book, f)),
    roles: found.roles.flatMap(({ role, ranges, label, given }) =>
      boxes(book, ranges).map((box): RolePlace => ({ ...box, role, label: label ?? '', given: given === true })),
    ),
  };
}

function viewOf(sheet: Sheet): SheetView {
  const used = usedArea(sheet);
  const cells = new Map<number, CellView>();
  for (const [key, cell] of sheet.cells) {
    const view = cellView(cell);
    if (view) cells.set(key, view);
  }
  return {
    name: sheet.name,
    rows: (used?.bottom ?? -1) + 1,
    columns: (used?.right ?? -1) + 1,
    cells,
    hidden: sheet.hidden === true,
  };
}

function cellView({ value, formula, style }: Cell): CellView | null {
  if (value === undefined && formula === undefined) return null;
  const kind = typeof value === 'number' ? 'number' : typeof value === 'object' ? 'error' : 'text';
  return {
    ...shownText(value, style?.numberFormat),
    kind,
    ...(formula === undefined ? {} : { formula }),
    ...(style?.font?.bold ? { bold: true } : {}),
  };
}

function marksOf(book: Workbook, finding: Finding): Marks {
  const reads = new Map<string, Box>();
  const should = new Map<string, Box>();
  const changes = new Map<string, ReturnType<typeof comparedFormulas>>();
  for (const { cell, formula } of finding.repair) {
    const [at] = boxes(book, [cell]);
    const now = at && book.sheets[at.sheet]?.cells.get(cellKey(at.top, at.left))?.formula;
    if (!at || now === undefined) continue;
    const before = readBy(book, now, at.sheet);
    const after = readBy(book, formula, at.sheet);
    for (const [name, box] of before) if (!after.has(name)) reads.set(name, box);
    for (const [name, box] of after) if (!before.has(name)) should.set(name, box);
    changes.set(`${at.sheet}!${cellKey(at.top, at.left)}`, comparedFormulas(now, formula));
  }
  return {
    wrong: boxes(book, finding.cells),
    reads: [...reads.values()],
    should: [...should.values()],
    affected: boxes(book, finding.consequences),
    changes,
  };
}

/** What a formula reads, by its name. */
function readBy(book: Workbook, formula: string, home: number): Map<string, Box> {
  const out = new Map<string, Box>();
  for (const reference of referencesIn(formula)) {
    const sheet =
      reference.sheet === undefined ? home : book.sheets.findIndex((s) => s === findSheet(book, reference.sheet ?? ''));
    if (reference.book !== undefined || sheet < 0) continue;
    const box = boxOf(reference);
    const name = formatReference(book.sheets[sheet]?.name ?? '', box);
    if (areaSize(box) < 100_000) out.set(name, { sheet, ...box, name });
  }
  return out;
}
function referencesIn(formula: string): (CellReference | RangeReference)[] {
  try {
    return references(parse(formula)).filter((r) => r.kind !== 'name');
  } catch {
    return [];
  } // a formula that cannot be read has a finding of its own
}

/** Cells as boxes on numbered sheets. A book of one sheet needs no sheet names. */
function boxes(book: Workbook, names: readonly string[]): Box[] {
  return boxesOf(names).flatMap(({ sheet: name, area }) => {
    const found = findSheet(book, name);
    const sheet = found ? book.sheets.indexOf(found) : -1;
    return sheet < 0
      ? []
      : [{ sheet, ...area, name: book.sheets.length === 1 ? formatArea(area) : formatReference(name, area) }];
  });
}
