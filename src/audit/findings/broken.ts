import { fold, parseReference, type Formula } from '../../workbook/index.ts';
import type { Finding } from '../report.ts';
import type { Case } from '../case.ts';
import { Groups, plain } from './finding.ts';

/**
 * Cells that cannot be computed or differentiated, or not as they look. What the repairs of the training cure is left
 * out.
 */
export function broken(c: Case): Finding[] {
  const repaired = new Set(c.repairs.keys());
  return [
    ...circles(c),
    ...errors(c),
    ...missingSheets(c),
    ...textNumbers(c),
    ...notComputed(c),
    ...blanks(c, repaired),
  ];
}

function circles(c: Case): Finding[] {
  const groups = c.right.graph.circles.map((ids) => [...ids]);
  const known = new Set(groups.flat());
  for (const { kind, cells } of c.then.problems) {
    // a cell that reads itself
    const ids = kind === 'circular' ? cells.flatMap((n) => idOf(c, n)).filter((id) => !known.has(id)) : [];
    if (ids.length > 0) groups.push(ids);
  }
  return groups.map((ids) => plain(c, 'error', 'circular', ids, { cells: ids.length }));
}

/** Errors that come from no other error; one finding for cells of one form. */
function errors(c: Case): Finding[] {
  const {
    right: { graph, grid },
    then,
  } = c;
  const groups = new Groups();
  const error = (id: number): string | undefined => {
    const v = then.of(id);
    return typeof v === 'object' && v !== null ? v.error : undefined;
  };
  for (const { id, content } of grid.cells) {
    const is = content === 'text' || content === 'number' ? undefined : error(id);
    if (
      is === undefined ||
      (graph.reads[id] ?? []).some((r) => error(r) !== undefined) ||
      content === 'filled' ||
      readsMissingSheet(c, id) ||
      readsNumeral(c, id) ||
      /\bNA\(\)/.test(graph.form(id))
    ) {
      continue;
    }
    groups.add(`${is} ${graph.form(id)}`, id);
  }
  return [...groups.lists].map(([key, ids]) =>
    plain(c, 'error', 'error-value', ids, { value: key.split(' ')[0] ?? '' }),
  );
}

/** A formula's references to what is not there or never opened, each once. */
function outside(c: Case, formula: Formula): { sheets: Set<string>; books: Set<string> } {
  const sheets = new Set<string>();
  const books = new Set<string>();
  fold<void>(formula, (node) => {
    if (node.kind !== 'cell' && node.kind !== 'range' && node.kind !== 'name') return;
    if (node.book !== undefined) books.add(node.book.replace(/^\[|\]$/g, ''));
    else if (node.sheet !== undefined && c.grid.sheetOf(node.sheet) < 0) sheets.add(node.sheet);
  });
  return { sheets, books };
}
const readsMissingSheet = (c: Case, id: number): boolean => {
  const { formula } = c.right.grid.cell(id);
  return formula !== undefined && outside(c, formula).sheets.size > 0;
};

/** A text that reads as a number is the cause, and said for itself. */
const readsNumeral = ({ right: { grid } }: Case, id: number): boolean =>
  grid
    .cell(id)
    .operands.some(
      (o) =>
        o.ids.length === 1 &&
        o.ids.some((r) => grid.cell(r).content === 'text' && isNumeral(String(grid.cell(r).value))),
    );

function missingSheets(c: Case): Finding[] {
  const sheets = new Groups();
  const books = new Groups();
  for (const { id, formula, content } of c.right.grid.cells) {
    if (!formula || content !== 'formula') continue;
    const found = outside(c, formula);
    for (const s of found.sheets) sheets.add(s, id);
    for (const b of found.books) books.add(b, id);
  }
  return [
    ...[...sheets.lists].map(([sheet, ids]) => plain(c, 'error', 'missing-sheet', ids, { sheet })),
    ...[...books.lists].map(([book, ids]) => plain(c, 'warning', 'external-link', ids, { book })),
  ];
}

/** Texts that read as numbers and that a formula reads, one finding for each column of them. */
function textNumbers(c: Case): Finding[] {
  const { grid } = c;
  const groups = new Groups();
  const found = grid.cells.filter((x) => x.content === 'text' && isNumeral(String(x.value)));
  const named = found.length > 0 ? namedCells(c) : new Set<number>();
  for (const { id, sheet, column } of found) if (named.has(id)) groups.add(`${sheet},${column}`, id);
  return [...groups.lists.values()].map((ids) =>
    plain(c, 'error', 'text-number', ids, { value: String(grid.cell(ids[0] ?? 0).value) }),
  );
}
const isNumeral = (text: string): boolean =>
  /^[+-]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?%?$/i.test(
    text.slice(0, 400).normalize('NFKC').trim().replace('−', '-'),
  );
/** Texts are no part of what a function reads, so formulas are asked by the cells they name. */
function namedCells({ grid }: Case): Set<number> {
  const named = new Set<number>();
  for (const { operands, content, formula } of grid.cells) {
    if (content === 'formula' && formula) {
      const asked = lookedUp(formula);
      for (const o of operands) if (!asked.has(o.reference)) for (const r of o.ids) named.add(r);
    }
  }
  return named;
}
/** References that a formula only looks something up in, counts or compares: there a text is as good as a number. */
const lookedUp = (formula: Formula): Set<Formula> =>
  taken(formula, (node) =>
    node.kind === 'call' &&
    /^(?:INDEX|MATCH|[VHX]?LOOKUP|OFFSET|COUNT|COUNTA|COUNTIFS?|COUNTBLANK|IS[A-Z]+|LEN|LEFT|RIGHT|MID|CONCAT(?:ENATE)?|TEXT)$/.test(
      node.name,
    )
      ? 'takes'
      : 'passes',
  );

/**
 * The references that come to a part of the formula that takes them before one drops them: the very nodes that operands
 * name.
 */
function taken(formula: Formula, part: (node: Formula) => 'takes' | 'passes' | 'drops'): Set<Formula> {
  const out = new Set<Formula>();
  fold<readonly Formula[]>(formula, (node, p) => {
    if (node.kind === 'cell' || node.kind === 'range') return [node];
    const all = p.flat();
    const does = part(node);
    if (does === 'takes') for (const k of all) out.add(k);
    return does === 'passes' ? all : [];
  });
  return out;
}

/** Functions that are not known or have no derivative where one is needed, and formulas that cannot be read. */
function notComputed(c: Case): Finding[] {
  const out: Finding[] = [];
  const {
    grid,
    right: { graph, study },
  } = c;
  const reasons = new Groups();
  const functions = new Groups();
  const known = new Set<number>();
  for (const { kind, function: name, cells } of c.then.problems) {
    for (const id of cells.flatMap((n) => idOf(c, n))) {
      switch (kind) {
        case 'unreadable':
          known.add(id);
          reasons.add(name === '' ? (grid.unreadable.get(id) ?? '') : name, id);
          break;
        case 'too-deep':
        case 'too-large':
          known.add(id);
          reasons.add(kind, id);
          break;
        case 'unsupported-function':
        case 'no-derivative':
        case 'not-constant':
        case 'volatile':
          known.add(id);
          functions.add(`${name}|${kind}`, id);
          break;
        default: // found above and below, with more to say
      }
    }
  }
  for (const [id, reason] of grid.unreadable) {
    if (!known.has(id)) {
      known.add(id);
      reasons.add(reason, id);
    }
  }
  for (const [id, { problem, detail }] of graph.problems) {
    if (problem !== 'unsupported' || known.has(id) || (study.blocks.home[id] ?? -1) < 0) continue;
    const [name = '', why = ''] = detail.split(' ');
    if (why === 'too-large') reasons.add(why, id);
    else if (['unsupported-function', 'no-derivative', 'not-constant', 'volatile'].includes(why)) {
      functions.add(`${name}|${why}`, id);
    }
  }
  for (const [key, ids] of functions.lists) {
    const [name = '', reason = ''] = key.split('|');
    out.push(plain(c, 'warning', 'unsupported-function', ids, { function: name, reason }));
  }
  for (const [reason, ids] of reasons.lists) out.push(plain(c, 'warning', 'unreadable-formula', ids, { reason }));
  return out;
}
function idOf({ grid }: Case, name: string): number[] {
  const found = parseReference(name);
  const sheet = found?.sheet === undefined ? -1 : grid.sheetOf(found.sheet);
  const id = found && sheet >= 0 ? grid.find(sheet, found.area.top, found.area.left) : undefined;
  return id === undefined ? [] : [id];
}

/** Formulas that compute with a cell in which nothing stands; those filled alike are one finding. */
function blanks(c: Case, repaired: ReadonlySet<number>): Finding[] {
  const {
    right: { grid, graph },
  } = c;
  const groups = new Map<string, { ids: number[]; blank: number }>();
  for (const { id, content, formula, operands, row, column, sheet } of grid.cells) {
    if (content !== 'formula' || !formula || repaired.has(id) || operands.length === 0) continue;
    const asked = numbersOf(formula);
    operands.forEach((o, k) => {
      const [r = -1] = o.ids;
      const cell = o.ids.length === 1 ? grid.cell(r) : undefined;
      if (cell?.content !== 'blank' || !asked.has(o.reference)) return;
      const away = `${cell.sheet - sheet},${cell.row - row},${cell.column - column}`;
      const key = `${graph.form(id)}#${k} `;
      const same = groups.get(`${key}${away}`) ?? groups.get(`${key}=${r}`);
      if (same) {
        same.ids.push(id);
        return;
      }
      const group = { ids: [id], blank: r };
      groups.set(`${key}${away}`, group);
      groups.set(`${key}=${r}`, group);
    });
  }
  return [...new Set(groups.values())].map(({ ids, blank }) =>
    plain(c, 'warning', 'blank-reference', ids, { blank: grid.name(blank) }),
  );
}
/** Which references of a formula are computed with: not those that functions ask whether anything stands there. */
const numbersOf = (formula: Formula): Set<Formula> =>
  taken(formula, (node) => {
    switch (node.kind) {
      case 'binary':
        return ['+', '-', '*', '/', '^'].includes(node.op) ? 'takes' : node.op === ':' ? 'passes' : 'drops';
      case 'unary':
        return node.op !== '#' && node.op !== '@' ? 'takes' : 'passes';
      case 'call':
        return ['EXP', 'LN', 'SQRT', 'POWER', 'TANH', 'ABS'].includes(node.name) ? 'takes' : 'drops';
      default:
        return 'passes';
    }
  });
