import {
  getCell,
  inArea,
  keyColumn,
  keyRow,
  parseReference,
  quoteSheet,
  formatArea,
  type Area,
  type Cell,
  type Workbook,
} from '../../workbook/index.ts';
import type { Language } from '../../messages/language.ts';
import type { Finding, Role, RoleCells } from '../report.ts';
import { changedWords } from './compare.ts';
import { roleName } from './names.ts';
import { boxesOf, boxOfName, cellsText, countOf, figureCount, type Box } from './ranges.ts';

/** What helps to name things; all of it may be missing. */
export interface Surroundings {
  /** `roles` of the audit: cells are then called by what they are for. */
  readonly roles?: readonly RoleCells[];
  /** The workbook: blank cells and texts are then called so, and a book of one sheet needs no sheet names. */
  readonly book?: Workbook;
}

/** A finding with names for its parts. */
export interface Subject {
  readonly finding: Finding;
  readonly language: Language;
  /** `J3:J6, J11:J14 and 16 more cells` */
  readonly cells: string;
  /** The first box of them, and how many other cells there are: `J3:J6`, 20. */
  readonly box: string;
  readonly others: number;
  /** `J3` */
  readonly first: string;
  readonly many: boolean;
  /** More than one cell is wrong in the same way: `first` stands for all. */
  readonly rest: number;
  /**
   * What the formula reads and should read, with what these are: `I3 (blank)`, `$I$2 (parameter "b")`; empty if it is
   * no cell.
   */
  readonly is: string;
  readonly should: string;
  readonly blank: boolean;
  /** The part of the formula that is wrong and what should stand there, where that is short: `*` and `-`. */
  readonly part: { readonly is: string; readonly should: string } | undefined;
  /** What the first wrong cell is for. */
  readonly role: Role | undefined;
  readonly number: (name: string) => number | undefined;
  readonly text: (name: string) => string | undefined;
  /** A cell's name without a sheet that needs no naming. */
  readonly short: (cell: string) => string;
}

export function subjectOf(finding: Finding, language: Language, { roles = [], book }: Surroundings): Subject {
  const zh = language === 'zh-TW';
  const known = book?.sheets.length === 1 ? book.sheets[0]?.name : undefined;
  const boxes = boxesOf(finding.cells);
  const [start] = boxes;
  const home = start?.sheet ?? known ?? '';
  const short = (cell: string): string => {
    const box = boxOfName(cell);
    return !box
      ? cell
      : box.sheet === known
        ? formatArea(box.area)
        : `${quoteSheet(box.sheet)}!${formatArea(box.area)}`;
  };
  const total = finding.cells.length;
  const leading = start ? countOf(start) : 0;
  const place = (text: string | undefined): { readonly name: string; readonly blank: boolean } => {
    if (text === undefined || text === '') return { name: '', blank: false };
    const box = referenceIn(text, home);
    if (!box) return { name: zh ? text.replaceAll(', ', '、') : text, blank: false };
    const cell = cellAt(book, box);
    const role = roleAt(roles, box);
    const label = role?.label ?? '';
    if (
      book &&
      countOf(box) === 1 &&
      (!cell || (cell.formula === undefined && (cell.value === undefined || cell.value === '')))
    ) {
      return { name: zh ? `${text}（空白）` : `${text} (blank)`, blank: true };
    }
    if (cell?.formula === undefined && typeof cell?.value === 'string') {
      return {
        name: zh ? `${text}（文字「${clipped(cell.value)}」）` : `${text} (the text "${clipped(cell.value)}")`,
        blank: false,
      };
    }
    const what = [
      role ? roleName(role.role, language) : '',
      label === '' ? '' : zh ? `「${clipped(label)}」` : `"${clipped(label)}"`,
    ]
      .filter((t) => t !== '')
      .join(zh ? '' : ' ');
    return { name: what === '' ? text : zh ? `${text}（${what}）` : `${text} (${what})`, blank: false };
  };
  const part = partOf(finding);
  const cellsOnly = part && [part.is, part.should].every((t) => t === '' || t.split(', ').every(isReference));
  const is = place(cellsOnly ? part.is : '');
  const should = place(cellsOnly ? part.should : '');
  return {
    finding,
    language,
    short,
    is: is.name,
    should: should.name,
    blank: is.blank,
    part,
    cells: cellsText(finding.cells, language, { known }),
    box: start ? short(`${quoteSheet(start.sheet)}!${formatArea(start.area)}`) : '',
    others: Math.max(0, total - leading),
    first: short(finding.cells[0] ?? ''),
    many: total > 1,
    rest: Math.max(0, total - 1),
    role: start ? roleAt(roles, start)?.role : undefined,
    number: (name) => {
      const v = finding.facts[name];
      return typeof v === 'number' ? v : undefined;
    },
    text: (name) => {
      const v = finding.facts[name];
      return v === undefined ? undefined : String(v);
    },
  };
}

const SHORT = 40;
/** The difference in few words: of a long part that reads several wrong cells, these cells. */
function partOf({ formula, expected, operand }: Finding): Subject['part'] {
  if (operand && isReference(operand.is) && isReference(operand.should)) return operand;
  const { before, after } =
    formula === null || expected === null ? { before: [], after: [] } : changedWords(formula, expected);
  if (before.length > 0 && before.length === after.length && [...before, ...after].every(isReference)) {
    const once = (words: readonly string[]): string => {
      const all = [...new Set(words)];
      return all.length > 3 ? `${all.slice(0, 3).join(', ')}, …` : all.join(', ');
    };
    return { is: once(before), should: once(after) };
  }
  return operand && operand.is.length <= SHORT && operand.should.length <= SHORT ? operand : undefined;
}
const isReference = (text: string): boolean =>
  text === '…' ||
  /^(?:(?:'(?:[^']|'')+'|[\p{L}\p{N}_.]+)!)?\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?$/u.test(text);

/** `J3:J6 and 20 more cells`, `J3:J6 等 24 格` */
export const boxAndOthers = ({ box, others, finding, language }: Subject): string =>
  others === 0
    ? box
    : language === 'en'
      ? `${box} and ${figureCount(others)} more cell${others === 1 ? '' : 's'}`
      : `${box} 等 ${figureCount(finding.cells.length)} 格`;

/** The cell or range that a part of a formula names, if it names just one: `$I$2`, `Data!B3:B7`. */
function referenceIn(text: string, home: string): Box | undefined {
  const found = isReference(text) ? parseReference(text) : undefined;
  return found && { sheet: found.sheet ?? home, area: found.area };
}

/** The first role that covers the first cell of a box. */
function roleAt(roles: readonly RoleCells[], { sheet, area }: Box): RoleCells | undefined {
  let boxes = boxesOfRoles.get(roles);
  if (!boxes) {
    boxes = new Map();
    for (const role of roles) {
      for (const range of role.ranges) {
        const box = boxOfName(range);
        const list = box && boxes.get(box.sheet);
        if (box) {
          if (list) list.push({ area: box.area, role });
          else boxes.set(box.sheet, [{ area: box.area, role }]);
        }
      }
    }
    boxesOfRoles.set(roles, boxes);
  }
  return boxes.get(sheet)?.find((b) => inArea(b.area, area.top, area.left))?.role;
}
/** Ranges of an audit's roles, read once. */
const boxesOfRoles = new WeakMap<
  readonly RoleCells[],
  Map<string, { readonly area: Area; readonly role: RoleCells }[]>
>();

function cellAt(book: Workbook | undefined, { sheet, area }: Box): Cell | undefined {
  const found = book?.sheets.find((s) => s.name === sheet);
  if (!found) return undefined;
  const own = getCell(found, area.top, area.left);
  if (own) return own;
  for (const [key, { array, formula }] of found.cells)
  // filled by an array formula
  {
    if (array && inArea(array, area.top, area.left)) return { formula: formula ?? `=${keyRow(key)},${keyColumn(key)}` };
  }
  return undefined;
}

const clipped = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
