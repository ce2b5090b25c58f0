/** A piece of a formula; `changed` where the other one differs. */
export interface Marked {
  readonly text: string;
  readonly changed: boolean;
}

/**
 * Two formulas as pieces, what differs marked. Words are compared whole, so that `I3` and `I30` differ altogether.
 *
 *   comparedFormulas('=A1+I3', '=A1+$I$2').before   // → '=A1+', then 'I3' changed
 */
export function comparedFormulas(
  before: string,
  after: string,
): { readonly before: readonly Marked[]; readonly after: readonly Marked[] } {
  const a = wordsOf(before);
  const b = wordsOf(after);
  let start = 0;
  let end = 0;
  while (start < Math.min(a.length, b.length) && same(a[start], b[start])) start++;
  while (end < Math.min(a.length, b.length) - start && same(a[a.length - 1 - end], b[b.length - 1 - end])) end++;
  const x = a.slice(start, a.length - end);
  const y = b.slice(start, b.length - end);
  const kept = x.length * y.length > 1e6 ? { x: new Set<number>(), y: new Set<number>() } : common(x, y);
  const marked = (all: readonly string[], inside: ReadonlySet<number>, size: number): Marked[] =>
    merged(all.map((text, i) => ({ text, changed: i >= start && i < start + size && !inside.has(i - start) })));
  return { before: marked(a, kept.x, x.length), after: marked(b, kept.y, y.length) };
}

/** The words in which two formulas differ, those of each in order. */
export function changedWords(
  before: string,
  after: string,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const { before: a, after: b } = comparedFormulas(before, after);
  const of = (m: readonly Marked[]): string[] =>
    m.flatMap((p) => (p.changed ? wordsOf(p.text).map((w) => w.trim()) : []));
  return { before: of(a), after: of(b) };
}

/** References, names with their bracket, numbers, texts, operators; blanks go with the word after them. */
const wordsOf = (formula: string): string[] =>
  formula.match(
    /\s*(?:"(?:[^"]|"")*"|'(?:[^']|'')*'!?[$\p{L}\p{N}_.:]*|[$\p{L}\p{N}_.\\]+(?:![$\p{L}\p{N}_.:]+)?|<>|<=|>=|[^\s])|\s+$/gu,
  ) ?? [];
const same = (a: string | undefined, b: string | undefined): boolean => a?.trim() === b?.trim();

/** Positions of the longest common run of words, in order but with gaps. */
function common(x: readonly string[], y: readonly string[]): { x: Set<number>; y: Set<number> } {
  const n = y.length + 1;
  const lengths = new Uint32Array((x.length + 1) * n);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      lengths[i * n + j] = same(x[i], y[j])
        ? (lengths[(i + 1) * n + j + 1] ?? 0) + 1
        : Math.max(lengths[(i + 1) * n + j] ?? 0, lengths[i * n + j + 1] ?? 0);
    }
  }
  const kept = { x: new Set<number>(), y: new Set<number>() };
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    if (same(x[i], y[j])) {
      kept.x.add(i++);
      kept.y.add(j++);
    } else if ((lengths[(i + 1) * n + j] ?? 0) >= (lengths[i * n + j + 1] ?? 0)) i++;
    else j++;
  }
  return kept;
}

function merged(pieces: readonly Marked[]): Marked[] {
  const out: { text: string; changed: boolean }[] = [];
  for (const { text, changed } of pieces) {
    const last = out.at(-1);
    if (last && last.changed === changed) last.text += text;
    else out.push({ text, changed });
  }
  return out;
}
