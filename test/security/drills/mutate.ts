import type { Draws } from './random.ts';

/** JSON as a tree whose objects may hold a name twice. */
type Tree =
  | { readonly kind: 'object'; entries: [string, Tree][] }
  | { readonly kind: 'list'; items: Tree[] }
  | { readonly kind: 'raw'; text: string };

const treeOf = (value: unknown): Tree => {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'object', entries: Object.entries(value).map(([name, v]) => [name, treeOf(v)]) };
  }
  return { kind: 'raw', text: JSON.stringify(value) };
};
const textOf = (tree: Tree): string => {
  if (tree.kind === 'raw') return tree.text;
  if (tree.kind === 'list') return `[${tree.items.map(textOf).join(',')}]`;
  return `{${tree.entries.map(([name, v]) => `${JSON.stringify(name)}:${textOf(v)}`).join(',')}}`;
};

const names = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  ' ',
  'a/b',
  'sums',
  'x'.repeat(5000),
  '台',
  '\u0000',
  'item',
];
const nasty: readonly (() => string)[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1',
    '2',
    '3',
    '0.5',
    '1e308',
    '1e999',
    '-1e999',
    '1e-320',
    '9007199254740992',
    '4294967296',
    '2147483648',
    '65536',
    '1000000',
    '[]',
    '{}',
    '[[]]',
    '[{}]',
    '[null]',
    '[0]',
    '[1,2,3]',
    '{"a":1}',
    '{"name":"x"}',
    '{"length":1e9}',
  ].map((text) => () => text),
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '1',
    '../../../etc/passwd',
    '/dev/zero',
    'relu',
    'softmax',
    'Dense',
    'Concatenate',
    'A1',
    "'Training'!A1",
    'Sheet1!A1:XFD1048576',
    '9:9',
    ...names,
  ].map((text) => () => JSON.stringify(text)),
  () => `[${'1,'.repeat(20_000)}1]`,
  () => `[${'"x",'.repeat(5000)}"x"]`,
  () => '['.repeat(100_000) + ']'.repeat(100_000),
  () => '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000),
  () => '['.repeat(60) + ']'.repeat(60),
  () => JSON.stringify('y'.repeat(200_000)),
  () => `{${Array.from({ length: 3000 }, (_, i) => `"k${i}":${i}`).join(',')}}`,
];

/** A valid document with one to three values changed, moved, renamed, doubled or taken out. */
export function mutatedJson(value: unknown, draws: Draws): string {
  const root = treeOf(value);
  for (let n = 1 + draws.below(3); n > 0; n--) mutate(root, draws);
  return textOf(root);
}

function mutate(root: Tree, draws: Draws): void {
  const all: Tree[] = [];
  const collect = (tree: Tree): void => {
    all.push(tree);
    if (tree.kind === 'list') tree.items.forEach(collect);
    if (tree.kind === 'object') tree.entries.forEach(([, v]) => collect(v));
  };
  collect(root);
  const holders = all.filter(
    (t) => (t.kind === 'list' && t.items.length > 0) || (t.kind === 'object' && t.entries.length > 0),
  );
  if (holders.length === 0) return;
  const holder = draws.of(holders);
  const other = draws.of(all);
  const change = (old: Tree): Tree => {
    if (draws.chance(20)) return structuredClone(other);
    if (old.kind === 'raw' && draws.chance(40)) return { kind: 'raw', text: tweaked(old.text, draws) };
    return { kind: 'raw', text: draws.of(nasty)() };
  };
  const kind = draws.below(8);
  if (holder.kind === 'list') {
    const at = draws.below(holder.items.length);
    const item = holder.items[at] as Tree;
    if (kind === 0) holder.items.splice(at, 1);
    else if (kind === 1) holder.items.splice(at, 0, structuredClone(item));
    else if (kind === 2 && textOf(item).length < 1000) {
      holder.items.push(...Array.from({ length: draws.of([2, 50, 1500]) }, () => structuredClone(item)));
    } else if (kind === 3) holder.items.reverse();
    else holder.items[at] = change(item);
  } else if (holder.kind === 'object') {
    const at = draws.below(holder.entries.length);
    const [name, v] = holder.entries[at] as [string, Tree];
    if (kind === 0) holder.entries.splice(at, 1);
    else if (kind === 1) holder.entries.push([name, structuredClone(draws.chance(50) ? v : other)]);
    else if (kind === 2) holder.entries[at] = [draws.of([...names, ...holder.entries.map(([n]) => n)]), v];
    else if (kind === 3) holder.entries.push([draws.of(names), structuredClone(other)]);
    else holder.entries[at] = [name, change(v)];
  }
}

function tweaked(raw: string, draws: Draws): string {
  const value = JSON.parse(raw) as unknown;
  if (typeof value === 'number') {
    return draws.of([
      String(value + 1),
      String(value - 1),
      String(-value),
      String(value * 1e6),
      String(value * 1000),
      String(value / 3),
      `"${value}"`,
      '1e300',
    ]);
  }
  if (typeof value === 'string') {
    return JSON.stringify(
      draws.of([value + value, value.slice(1), `${value}\u0000`, value.toUpperCase(), `${value}_1`, value.repeat(300)]),
    );
  }
  return 'null';
}

/** Some bytes flipped, cut, doubled or put in. */
export function mutatedBytes(bytes: Uint8Array, draws: Draws): Uint8Array {
  let out = Uint8Array.from(bytes);
  for (let n = 1 + draws.below(4); n > 0; n--) {
    const at = draws.below(out.length + 1);
    switch (draws.below(5)) {
      case 0:
        out = out.slice(0, at);
        break;
      case 1:
        out = Uint8Array.from([...out.subarray(0, at), ...draws.bytes(1 + draws.below(20)), ...out.subarray(at)]);
        break;
      case 2:
        out = Uint8Array.from([...out.subarray(0, at), ...out.subarray(at + draws.below(20))]);
        break;
      case 3:
        if (at < out.length) {
          out[at] = draws.of([0, 0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d, 0x5c, 0xff, 0x80, 0x0a, draws.below(256)]);
        }
        break;
      default:
        if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << draws.below(8));
    }
  }
  return out;
}
