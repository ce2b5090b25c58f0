import { colours } from 'gradsheet/explain';
import type { Bench } from './bench.svelte.ts';
import type { Head, Line, Panel } from './panels.ts';
import { MINUS } from '../numbers/format.ts';

/** The letter that stands beside the colour. */
export const tagOf = (panel: Panel): string => colours[panel.colour].tag;

export function panelTitle(bench: Bench, panel: Panel): string {
  const { words: w, names } = bench;
  const { row, input } = names.things;
  const layered = (text: string): string => (panel.layer > 0 ? w.layered(text, panel.layer) : text);
  const [first] = panel.lines[0]?.slots ?? [];
  const own = names.panel(panel.kind);
  if (own !== null) return layered(own);
  switch (panel.kind) {
    case 'eachLoss':
      return first?.label.name === 'squaredError' ? w.squaredErrorTitle : w.panels.eachLoss;
    case 'changes':
      return layered(
        first?.label.of?.role === 'gradient' ? w.changesOfGradient(row, input) : w.changesTitle(row, input),
      );
    case 'update':
      return layered(
        panel.matrix
          ? w.matrix(columnHead(bench, panel, panel.matrix))
          : panel.columns.some((c) => c.kind === 'word' && c.word === 'timesRate')
            ? w.updateTitle
            : w.updateOther,
      );
    default:
      return layered(w.panels[panel.kind]);
  }
}

/** Symbols in heads need no layer: the title says it. */
const bare = (symbol: string): string => symbol.replace(/⁽.*⁾/u, '');

export function columnHead({ names, words: w, session }: Bench, panel: Panel, head: Head): string {
  if (head.kind === 'element') {
    const symbol = bare(names.symbol(head.label, head.at, head.value));
    if (panel.kind === 'error' && panel.columns.length === 1 && symbol === 'e') {
      return names.panel('error') === null ? `y ${MINUS} ŷ` : 'e';
    }
    return symbol;
  }
  switch (head.word) {
    case 'now':
      return session.perEpoch === 1 ? w.now(session.epoch) : w.afterStep;
    case 'next':
      return session.perEpoch === 1
        ? w.nextColumn(session.freshness(panel, { kind: 'item' }) === 'before' ? session.epoch : session.epoch + 1)
        : w.nextStep;
    case 'timesRate':
      return w.timesRateColumn;
    case 'slot':
      return w.slot(head.name ?? '');
    case 'slotNext':
      return w.slotNext(head.name ?? '');
    case 'offset':
      return w.offset;
    case 'divisor':
      return w.divisor;
    case 'value':
      return w.value;
    default:
      return head.word satisfies never;
  }
}

export function lineHead({ names, words: w, session }: Bench, panel: Panel, line: Line): string {
  const { head } = line;
  switch (head.kind) {
    case 'row': {
      if (line.ofTable) return names.row(head.row);
      const view = session.viewOf(panel, line) ?? session.view;
      return names.row(view.trace.steps[view.moment]?.rows[head.row] ?? head.row);
    }
    case 'below':
      return head.what === 'loss'
        ? names.loss
        : head.what === 'average'
          ? w.meanRow
          : head.what === 'gradient'
            ? w.gradientRow
            : head.what === 'offset'
              ? w.offset
              : w.divisor;
    case 'element': {
      const symbol = bare(names.symbol(head.label, head.at, head.value));
      if (panel.kind !== 'weights' && panel.kind !== 'gradient' && !panel.matrix) return symbol;
      const [axis] = head.label.axes;
      const isBias = /\/bias$/.test(
        (head.label.role === 'parameter' ? head.label : (head.label.of?.of ?? head.label.of))?.name ?? '',
      );
      const item = isBias ? w.bias : axis?.items?.[head.at[0] ?? 0];
      const matrix = panel.columns.length > 1;
      const input =
        item === undefined
          ? panel.layer > 1
            ? `a${lower((head.at[0] ?? 0) + 1)}`
            : `x${lower((head.at[0] ?? 0) + 1)}`
          : isBias
            ? item
            : names.column(item);
      return matrix ? (isBias ? 'b' : input) : w.weightOf(symbol, input);
    }
    case 'word':
      return '';
    default:
      return head satisfies never;
  }
}
const lower = (n: number): string => [...String(n)].map((d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)]).join('');
