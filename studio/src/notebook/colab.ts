import type { Cell } from './cells.svelte.ts';
import { commented } from './plain-python.ts';

/** What an export says besides the program. */
export interface ColabWords {
  readonly intro: string;
  readonly same: string;
  readonly nothing: string;
}

/** May the cells be written down: did each of them run as it stands? */
export const canWrite = (cells: readonly Cell[]): boolean =>
  cells.some((c) => c.kind === 'code' && c.source.trim() !== '') &&
  cells.every((c) => c.kind === 'text' || c.source.trim() === '' || c.python?.source === c.source);

/**
 * A notebook for Google Colab that does in Keras what the cells did, cell by cell. @param texts of the text cells, as
 * they are shown
 */
export function writeColab(cells: readonly Cell[], texts: (cell: Cell) => string, words: ColabWords): string {
  const code = cells.flatMap((c) => (c.kind === 'code' && c.python ? [c.python] : []));
  const imports = [...new Set(code.flatMap((p) => p.imports))].sort(
    (a, b) => Number(a.startsWith('from')) - Number(b.startsWith('from')) || (a < b ? -1 : 1),
  );
  const body = cells.flatMap((cell): [string, string][] => {
    if (cell.kind === 'text') return [['markdown', texts(cell)]];
    if (cell.source.trim() === '') return [];
    const lines = cell.python?.lines ?? [];
    return [['code', lines.length > 0 ? lines.join('\n') : commented(`${words.nothing}\n${cell.source}`)]];
  });
  const all: [string, string][] = [
    ['markdown', `${words.intro}\n\n${words.same}`],
    ['code', imports.join('\n') || 'import keras'],
    ...body,
  ];
  const notebook = {
    cells: all.map(([type, source], i) => ({
      cell_type: type,
      ...(type === 'code' ? { execution_count: null, outputs: [] } : {}),
      id: `cell-${i + 1}`,
      metadata: {},
      source: source.match(/[^\n]*\n|[^\n]+$/g) ?? [],
    })),
    metadata: {
      colab: { provenance: [] },
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
