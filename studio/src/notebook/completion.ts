import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { SyntaxNode } from '@lezer/common';
import api from 'virtual:api';
import type { ApiName } from '../../api.ts';
import type { Variable } from './sandbox/protocol.ts';

/** What a cell may refer to besides the language. */
export interface Known {
  readonly variables: readonly Variable[];
  /** The texts of all cells, for their imports. */ readonly sources: readonly string[];
}

const given: readonly ApiName[] = [
  {
    name: 'console',
    kind: 'constant',
    type: '',
    doc: '',
    members: ['log', 'table', 'error'].map((name) => ({ name, kind: 'function', type: '(…values)', doc: '' })),
  },
  { name: 'show', kind: 'function', type: '(…values)', doc: '' },
  { name: 'plot', kind: 'function', type: '(series, { title, x }?)', doc: '' },
  { name: 'file', kind: 'function', type: '(name, content)', doc: '' },
];
const language = [
  'const',
  'let',
  'function',
  'return',
  'await',
  'async',
  'for',
  'of',
  'if',
  'else',
  'while',
  'import',
  'from',
  'new',
  'type',
  'interface',
  'Math',
  'Array',
  'Object',
  'Number',
  'String',
  'JSON',
  'Map',
  'Set',
  'Float64Array',
];

/** Names of our API, of variables, of options and of their values, where each can stand. */
export const completeFrom =
  (known: () => Known): CompletionSource =>
  (context) =>
    complete(context, known());

export function complete(context: CompletionContext, known: Known): CompletionResult | null {
  const word = context.matchBefore(/[\w$]*$/);
  const from = word?.from ?? context.pos;
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  const inText = node.name === 'String' ? node : null;
  const text = (n: { from: number; to: number }): string => context.state.sliceDoc(n.from, n.to);
  if (/Comment|Template/.test(node.name)) return null;
  if (inText) {
    const start = inText.from + 1;
    if (parentNamed(inText, 'ImportDeclaration')) {
      return { from: start, options: Object.keys(api).map((label) => ({ label, type: 'namespace' })) };
    }
    const values = optionOf(inText, known, text)?.values;
    return values ? { from: start, options: values.map((label) => ({ label })) } : null;
  }
  const group = parentNamed(node, 'ImportGroup');
  if (group) {
    const module = group.parent?.getChild('String');
    const names = module && api[text(module).slice(1, -1)];
    return names ? { from, options: names.map(shown) } : null;
  }
  const member = context.matchBefore(/[\w$\])]\??\.[\w$]*$/);
  if (member) {
    const access = parentNamed(node, 'MemberExpression');
    const object = access?.firstChild;
    const inside = object ? membersOf(text(object), known) : [];
    return inside.length > 0 ? { from, options: inside } : null;
  }
  const options = callOptions(node, known, text);
  if (options && (word?.text || context.explicit)) {
    return { from, options: options.map((o) => ({ ...shown(o), apply: `${o.name}: ` })) };
  }
  if (!word?.text && !context.explicit) return null;
  const imported = Object.entries(importsOf(known.sources)).flatMap(([local, name]) => {
    const found = nameOf(name);
    return found ? [{ ...shown(found), label: local }] : [];
  });
  const own = known.variables.map((v): Completion => ({ label: v.name, detail: v.type, type: 'variable', boost: 2 }));
  const all = [
    ...own,
    ...imported,
    ...given.map(shown),
    ...language.map((label): Completion => ({ label, type: 'keyword', boost: -1 })),
  ];
  return { from, options: [...new Map(all.toReversed().map((c) => [c.label, c])).values()], validFor: /^[\w$]*$/ };
}

const shown = (n: ApiName): Completion => ({
  label: n.name,
  detail: n.type.length > 60 ? `${n.type.slice(0, 58)}…` : n.type,
  type: n.kind,
  ...(n.doc ? { info: n.doc } : {}),
});

/** Local name → name in the API, over all cells. */
export function importsOf(sources: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const source of sources) {
    for (const [, names = '', module = ''] of source.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/g)) {
      if (!Object.hasOwn(api, module)) continue;
      for (const part of names.split(',')) {
        const [, name, local] = /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(part) ?? [];
        if (name) out[local ?? name] = name;
      }
    }
  }
  return out;
}
const everyName = Object.values(api).flat();
const nameOf = (name: string): ApiName | undefined =>
  everyName.find((n) => n.name === name) ?? given.find((n) => n.name === name);

/** `layers`, `layers.dense`, `model.fit`: what the path leads to. */
export function resolve(path: string, known: Known): ApiName | undefined {
  const [first = '', ...rest] = path
    .replaceAll('?.', '.')
    .split('.')
    .map((p) => p.trim());
  const imports = importsOf(known.sources);
  const variable = known.variables.find((v) => v.name === first);
  let at: ApiName | undefined = variable ? nameOf(variable.type) : nameOf(imports[first] ?? first);
  for (const part of rest) at = at?.members?.find((m) => m.name === part);
  return at;
}
function membersOf(path: string, known: Known): Completion[] {
  const found = resolve(path, known);
  const variable = known.variables.find((v) => v.name === path);
  const documented = (found?.members ?? []).map(shown);
  const names = new Set(documented.map((c) => c.label));
  return [
    ...documented,
    ...(variable?.members ?? []).filter((m) => !names.has(m)).map((label): Completion => ({ label, type: 'property' })),
  ];
}

function parentNamed(n: SyntaxNode, name: string): SyntaxNode | null {
  for (let at: SyntaxNode | null = n; at; at = at.parent) if (at.name === name) return at;
  return null;
}
/** The options that stand in the object around a place: `layers.dense({ |`. */
function callOptions(node: SyntaxNode, known: Known, text: (n: SyntaxNode) => string): readonly ApiName[] | null {
  const object =
    node.name === 'ObjectExpression'
      ? node
      : node.parent?.name === 'Property'
        ? node.parent.parent
        : node.parent?.name === 'ObjectExpression'
          ? node.parent
          : null;
  if (object?.name !== 'ObjectExpression' || object.parent?.name !== 'ArgList') return null;
  const callee = object.parent.parent?.firstChild;
  return callee ? (resolve(text(callee), known)?.options ?? null) : null;
}
/** The option whose value a text is: `activation: '|'`. */
function optionOf(node: SyntaxNode, known: Known, text: (n: SyntaxNode) => string): ApiName | undefined {
  const property = node.parent?.name === 'Property' ? node.parent : null;
  const name = property?.getChild('PropertyDefinition');
  return name && property ? callOptions(name, known, text)?.find((o) => o.name === text(name)) : undefined;
}
