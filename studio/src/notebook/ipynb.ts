import { htmlText } from 'gradsheet/save';
import { CodeCell, TextCell, type Cell } from './cells.svelte.ts';
import type { Output } from './sandbox/protocol.ts';
import { MOST_OUTPUTS } from './sandbox/protocol.ts';
import { MOST_SHOWN, weightOf, type Shown } from './outputs.ts';
import { readOutput } from './sandbox-messages.ts';

/** What is read and written: format 4 of Jupyter, https://nbformat.readthedocs.io/en/latest/format_description.html */
export interface OpenedNotebook {
  readonly cells: readonly Cell[];
}

/** Tables and plots as we show them; other programs take the text, the HTML or the picture beside it. */
const OURS = 'application/vnd.gradsheet.output+json';
type Raw = Readonly<Record<string, unknown>>;
type Json = Record<string, unknown>;

/** @returns the text of an .ipynb file, with the outputs */
export function writeIpynb(cells: readonly Cell[]): string {
  const notebook = {
    cells: cells.map((cell, i) => {
      const id = `cell-${i + 1}`;
      const source = linesOf(cell.source);
      if (cell.kind === 'text') {
        return {
          cell_type: 'markdown',
          id,
          metadata: cell.example === null ? {} : { gradsheet: { example: cell.example } },
          source,
        };
      }
      return { cell_type: 'code', execution_count: cell.count, id, metadata: {}, outputs: outputsOf(cell), source };
    }),
    metadata: {
      kernelspec: { display_name: 'Gradsheet (TypeScript)', language: 'typescript', name: 'gradsheet' },
      language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function outputsOf(cell: CodeCell): Json[] {
  const out = cell.outputs.flatMap((o): Json[] => (o.kind === 'file' ? [] : [outputOf(o, cell.count)]));
  return cell.failure
    ? [
        ...out,
        {
          output_type: 'error',
          ename: cell.failure.text.split(':')[0] ?? 'Error',
          evalue: cell.failure.text,
          traceback: [cell.failure.text],
        },
      ]
    : out;
}
function outputOf(o: Exclude<Shown, { kind: 'file' }>, count: number | null): Json {
  if (o.kind === 'image') return { output_type: 'display_data', data: { [o.type]: o.base64 }, metadata: {} };
  if (o.kind !== 'text') {
    return {
      output_type: 'display_data',
      data: {
        [OURS]: o,
        'text/plain': linesOf(plainText(o)),
        ...(o.kind === 'table' ? { 'text/html': linesOf(htmlTable(o)) } : {}),
      },
      metadata: {},
    };
  }
  if (o.stream === 'value') {
    return {
      output_type: 'execute_result',
      data: { 'text/plain': linesOf(o.text) },
      execution_count: count,
      metadata: {},
    };
  }
  return { output_type: 'stream', name: o.stream === 'error' ? 'stderr' : 'stdout', text: linesOf(`${o.text}\n`) };
}

export function plainText(o: Exclude<Output, { kind: 'text' | 'file' }>): string {
  if (o.kind === 'table') {
    return [o.headers.join('\t'), ...o.rows.map((r) => r.join('\t')), ...(o.more > 0 ? [`… ${o.more}`] : [])].join(
      '\n',
    );
  }
  if (o.kind === 'progress') {
    return `${o.epoch}/${o.epochs} ${Object.entries(o.logs)
      .map(([k, v]) => `${k} ${v.toPrecision(4)}`)
      .join(', ')}`;
  }
  return o.series.map((s) => `${s.name}: ${s.points.map((p) => `${p.x} ${p.y}`).join(', ')}`).join('\n');
}
const htmlTable = (o: Extract<Output, { kind: 'table' }>): string =>
  `<table>\n<tr>${o.headers.map((h) => `<th>${htmlText(h)}</th>`).join('')}</tr>\n${o.rows.map((r) => `<tr>${r.map((c) => `<td>${htmlText(c)}</td>`).join('')}</tr>`).join('\n')}\n</table>`;

/** Jupyter's "multiline string": lines with their ends. */
const linesOf = (s: string): string[] => s.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const joined = (v: unknown): string =>
  Array.isArray(v) ? v.filter((part) => typeof part === 'string').join('') : typeof v === 'string' ? v : '';

/** Why a file is no notebook. */
export class NotebookError extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(reason);
    this.reason = reason;
  }
}
type Reason = 'notJson' | 'notNotebook' | 'tooLong';

/** A page cannot show more cells, or more Markdown. */
const MOST_CELLS = 1000;
const MOST_MARKDOWN = 400_000; // characters
export const isTooLong = (cells: readonly Cell[]): boolean =>
  cells.length > MOST_CELLS || cells.reduce((n, c) => n + (c.kind === 'text' ? c.source.length : 0), 0) > MOST_MARKDOWN;

/** @throws NotebookError */
export function readIpynb(text: string): OpenedNotebook {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new NotebookError('notJson');
  }
  if (!isRaw(json) || json['nbformat'] !== 4 || !Array.isArray(json['cells'])) throw new NotebookError('notNotebook');
  if (json['cells'].length > MOST_CELLS) throw new NotebookError('tooLong');
  const room = { left: MOST_SHOWN };
  const cells = json['cells'].filter(isRaw).map((c) => readCell(c, room));
  if (isTooLong(cells)) throw new NotebookError('tooLong');
  return { cells };
}
/** @param room what the page can still show; outputs beyond it are left out */
function readCell(c: Raw, room: { left: number }): Cell {
  const source = joined(c['source']);
  const { metadata } = c;
  if (c['cell_type'] !== 'code') {
    const own = isRaw(metadata) && isRaw(metadata['gradsheet']) ? metadata['gradsheet']['example'] : null;
    return new TextCell(source, typeof own === 'number' ? own : null);
  }
  const cell = new CodeCell(source);
  const outputs: unknown = c['outputs'];
  if (typeof c['execution_count'] === 'number') cell.count = c['execution_count'];
  const all = Array.isArray(outputs)
    ? outputs
        .filter(isRaw)
        .slice(0, MOST_OUTPUTS)
        .flatMap((o) => shownOf(o, cell))
    : [];
  cell.outputs = all.filter((o) => {
    const weight = weightOf(o);
    if (weight > room.left) return false;
    room.left -= weight;
    cell.weight += weight;
    return true;
  });
  if (cell.failure) cell.state = 'error';
  return cell;
}
function shownOf(o: Raw, cell: CodeCell): Shown[] {
  if (o['output_type'] === 'stream') {
    return [
      { kind: 'text', stream: o['name'] === 'stderr' ? 'error' : 'log', text: joined(o['text']).replace(/\n$/, '') },
    ];
  }
  if (o['output_type'] === 'error') {
    cell.failure = { text: joined(o['evalue']) || joined(o['ename']), zh: null, line: null };
    return [];
  }
  const { data } = o;
  if (!isRaw(data)) return [];
  const own = readOutput(data[OURS]);
  if (own) return [own];
  const image = ['image/png', 'image/jpeg'].find((type) => type in data);
  if (image) {
    const base64 = joined(data[image]).replaceAll(/\s/g, '');
    if (/^[A-Za-z0-9+/]+=*$/.test(base64)) return [{ kind: 'image', type: image, base64 }];
  }
  return [
    { kind: 'text', stream: o['output_type'] === 'execute_result' ? 'value' : 'log', text: joined(data['text/plain']) },
  ];
}
const isRaw = (v: unknown): v is Raw => typeof v === 'object' && v !== null && !Array.isArray(v);
