/** The little Markdown that text cells need, as data: nothing of a notebook becomes HTML. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly inline: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inline: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

export function blocks(source: string): Block[] {
  const out: Block[] = [];
  const lines = source.split('\n');
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? '';
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (line.startsWith('```')) {
      const end = lines.findIndex((l, j) => j > i && l.startsWith('```'));
      const stop = end < 0 ? lines.length : end;
      out.push({ kind: 'code', text: lines.slice(i + 1, stop).join('\n') });
      i = stop + 1;
    } else if (heading) {
      out.push({
        kind: 'heading',
        level: Math.min(3, heading[1]?.length ?? 1) as 1 | 2 | 3,
        inline: inline(heading[2] ?? ''),
      }); // 1 to 3
      i++;
    } else if (isItem(line)) {
      const stop = runOf(lines, i, isItem);
      const items = lines.slice(i, stop);
      out.push({
        kind: 'list',
        ordered: /^\s*\d/.test(line),
        items: items.map((l) => inline(l.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, ''))),
      });
      i = stop;
    } else if (line.trim() === '') i++;
    else {
      const stop = runOf(lines, i, (l) => l.trim() !== '' && !isItem(l) && !/^(#|```)/.test(l));
      out.push({ kind: 'paragraph', inline: inline(lines.slice(i, Math.max(stop, i + 1)).join('\n')) });
      i = Math.max(stop, i + 1);
    }
  }
  return out;
}
const isItem = (line: string): boolean => /^\s*(?:[-*+]|\d+[.)])\s+/.test(line);
const runOf = (lines: readonly string[], from: number, holds: (line: string) => boolean): number => {
  let to = from;
  while (to < lines.length && holds(lines[to] ?? '')) to++;
  return to;
};

export function inline(source: string): Inline[] {
  const out: Inline[] = [];
  let at = 0;
  for (const m of source.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g)) {
    if (m.index > at) out.push({ kind: 'text', text: source.slice(at, m.index) });
    const [whole, code, strong, label, href] = m;
    out.push(
      code !== undefined
        ? { kind: 'code', text: code }
        : strong !== undefined
          ? { kind: 'strong', text: strong }
          : { kind: 'link', text: label ?? '', href: href ?? '' },
    );
    at = m.index + whole.length;
  }
  if (at < source.length) out.push({ kind: 'text', text: source.slice(at) });
  return out;
}
