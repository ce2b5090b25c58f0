import { parser } from '@lezer/javascript';
import { transform } from 'sucrase';

/** A cell as the sandbox runs it. */
export interface CellCode {
  /** The body of a strict async function; its lines are the cell's lines. */
  readonly body: string;
  /**
   * Names that the cell declares: properties of the global object, so that later cells and functions of earlier ones
   * see them.
   */
  readonly declares: readonly string[];
  /** Names that it imports; they live on in the same way. */
  readonly imports: readonly string[];
  /** The line of the first thing that is no JavaScript; browsers do not say it. */
  readonly suspect: number | null;
}
type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Takes the types off and turns what a cell declares at its top into names that outlive it.
 *
 *   const { loss } = await model.evaluate(x, y);   →   ;({ loss } = await model.evaluate(x, y));$const("loss");
 *
 * The value of a last expression is the value of the cell.
 *
 * @throws SyntaxError
 */
export function cellCode(source: string): CellCode {
  const js = transform(source, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true }).code;
  const edits: Edit[] = [];
  const declares: string[] = [];
  const imports: string[] = [];
  const hoisted: string[] = [];
  const top = parser.parse(js).topNode;
  const text = (n: SyntaxNode): string => js.slice(n.from, n.to);
  const put = (from: number, to: number, words: string): void => {
    edits.push({ from, to, text: words });
  };
  const statements = children(top);

  const visit = (s: SyntaxNode, last: boolean): void => {
    switch (s.name) {
      case 'ImportDeclaration':
        importing(s);
        break;
      case 'ExportDeclaration':
        exporting(s, last);
        break;
      case 'VariableDeclaration':
        variables(s);
        break;
      case 'ClassDeclaration':
        named(s, ';(', ');');
        break;
      case 'FunctionDeclaration':
        functions(s);
        break;
      case 'ExpressionStatement':
        if (last) result(s);
        break;
      default:
    }
  };
  const variables = (s: SyntaxNode): void => {
    const [keyword, ...rest] = children(s);
    const end = rest.at(-1)?.name === ';' ? rest.at(-1) : undefined;
    const names = namesIn(s, text);
    if (!keyword) return;
    declares.push(...names);
    put(keyword.from, keyword.to, ';(');
    rest.forEach((n, i) => {
      if (n.name === 'VariableDefinition' && rest[i + 1]?.name !== 'Equals') put(n.to, n.to, ' = undefined');
    }); // let x;
    put(end?.from ?? s.to, end?.to ?? s.to, `);${keyword.name === 'const' ? frozen(names) : ''}`);
  };
  const named = (s: SyntaxNode, before: string, after: string): void => {
    const name = child(s, 'VariableDefinition');
    if (!name) return;
    declares.push(text(name));
    put(s.from, s.from, `${before}${text(name)} = `);
    put(s.to, s.to, after);
  };
  /**
   * A function of a cell may be called before its line, and in other cells, where a later cell may put another in its
   * place.
   */
  const functions = (s: SyntaxNode): void => {
    const name = child(s, 'VariableDefinition');
    if (!name) return;
    const own = `$cell_${text(name)}`;
    declares.push(text(name));
    put(name.from, name.to, own);
    hoisted.push(`${text(name)} = ${own}; Object.defineProperty(${own}, 'name', { value: '${text(name)}' });`);
  };
  const importing = (s: SyntaxNode): void => {
    const from = child(s, 'String');
    const group = child(s, 'ImportGroup');
    const all = children(s).some((n) => n.name === 'Star');
    const direct = child(s, 'VariableDefinition');
    if (!from) return;
    const names = namesIn(s, text);
    const pairs = group ? importedNames(group, text) : [];
    const parts = [
      ...(direct ? [`${text(direct)} = ${all ? '$load' : '$default'}(${text(from)})`] : []),
      ...(group
        ? [
            `({ ${pairs.map(([name, as]) => `${name}: ${as}`).join(', ')} } = $load(${text(from)}, ${JSON.stringify(pairs.map(([name]) => name.replace(/^['"](.*)['"]$/, '$1')))}))`,
          ]
        : []),
    ];
    imports.push(...names);
    hoisted.push(`${parts.length > 0 ? parts.join(', ') : `$load(${text(from)})`}; ${frozen(names)}`);
    put(s.from, s.to, lines(text(s)));
  };
  const exporting = (s: SyntaxNode, last: boolean): void => {
    const [, what, ...more] = children(s);
    if (!what) return;
    if (what.name.endsWith('Declaration')) {
      put(s.from, what.from, lines(js.slice(s.from, what.from)));
      visit(what, last);
      return;
    }
    if (what.name !== 'default') {
      put(s.from, s.to, lines(text(s)));
      return;
    } // export { … }: there is no one to export to
    put(s.from, what.to, last ? ';return (' : ';(');
    const end = more.at(-1)?.name === ';' ? more.at(-1) : undefined;
    put(end?.from ?? s.to, end?.to ?? s.to, ');');
  };
  const result = (s: SyntaxNode): void => {
    const end = children(s).at(-1);
    const stop = end?.name === ';' ? end : undefined;
    put(s.from, s.from, ';return (');
    put(stop?.from ?? s.to, stop?.to ?? s.to, ');');
  };
  const dynamic = (n: SyntaxNode): void => {
    // import('gradsheet') inside anything
    for (const c of children(n)) {
      if (c.name === 'DynamicImport') {
        const word = child(c, 'import');
        if (word) put(word.from, word.to, '$import');
      }
      dynamic(c);
    }
  };

  const lastStatement = statements.findLast((n) => n.name !== 'LineComment' && n.name !== 'BlockComment');
  for (const s of statements) visit(s, s === lastStatement);
  for (const s of statements) if (s.name !== 'ImportDeclaration') dynamic(s);
  return {
    body: `'use strict'; ${hoisted.join(' ')} ${edited(js, edits)}`,
    declares: [...new Set(declares)],
    imports,
    suspect: firstError(top, js),
  };
}

function firstError(top: SyntaxNode, js: string): number | null {
  let at: number | null = null;
  top.cursor().iterate((n) => {
    if (n.type.isError) at ??= n.from;
  });
  return at === null ? null : js.slice(0, at).split('\n').length;
}
const frozen = (names: readonly string[]): string =>
  names.length > 0 ? `$const(${names.map((n) => JSON.stringify(n)).join(', ')});` : '';
/** As many lines as there were. */
const lines = (s: string): string => '\n'.repeat(s.split('\n').length - 1);

function children(n: SyntaxNode): SyntaxNode[] {
  const out: SyntaxNode[] = [];
  for (let c = n.firstChild; c; c = c.nextSibling) out.push(c);
  return out;
}
const child = (n: SyntaxNode, name: string): SyntaxNode | undefined => children(n).find((c) => c.name === name);

/** The names that a declaration gives, in patterns too, but not those inside its values. */
function namesIn(n: SyntaxNode, text: (n: SyntaxNode) => string): string[] {
  const inside = new Set([
    'VariableDeclaration',
    'ArrayPattern',
    'ObjectPattern',
    'PatternProperty',
    'ImportDeclaration',
    'ImportGroup',
  ]);
  return children(n).flatMap((c) =>
    c.name === 'VariableDefinition' ? [text(c)] : inside.has(c.name) ? namesIn(c, text) : [],
  );
}

/** `{ a, b as c }` → [['a', 'a'], ['b', 'c']] */
function importedNames(group: SyntaxNode, text: (n: SyntaxNode) => string): [string, string][] {
  const out: [string, string][] = [];
  let name: string | null = null;
  for (const c of children(group)) {
    if (c.name === 'VariableName' || c.name === 'String') name = text(c);
    else if (c.name === 'VariableDefinition') {
      out.push([name ?? text(c), text(c)]);
      name = null;
    }
  }
  return out;
}

function edited(source: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { from, to, text } of [...edits]
    .map((e, i) => ({ ...e, i }))
    .sort((a, b) => a.from - b.from || a.i - b.i)) {
    out += source.slice(at, from) + text;
    at = Math.max(at, to);
  }
  return out + source.slice(at);
}
