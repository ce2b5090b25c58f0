import { elementText, rowOf, type Cell, type Language, type Trace } from 'gradsheet/explain';
import type { Label, Node } from 'gradsheet/ir';
import { subscript, superscript } from '../numbers/format.ts';
import type { PanelKind } from './panels.ts';
import type { Scenario } from './scenario.ts';
import { benchWords, type BenchWords } from './words.ts';

/** What things are called in one language: columns, rows, cells. */
export class Names {
  readonly words: BenchWords;
  readonly #scenario: Scenario;
  readonly #language: Language;
  readonly #layers: readonly string[];

  /** @param layers names of the layers with weights, in order */
  constructor(scenario: Scenario, language: Language, layers: readonly string[]) {
    this.#scenario = scenario;
    this.#language = language;
    this.#layers = layers;
    this.words = benchWords[language];
  }

  column(name: string): string {
    return this.#scenario.columns[name]?.[this.#language] ?? name;
  }
  get things(): { row: string; input: string } {
    const { row, input } = this.#scenario.things;
    return { row: row[this.#language], input: input[this.#language] };
  }
  /** What this training calls a block, if not what blocks of its kind are called. */
  panel(kind: PanelKind): string | null {
    return this.#scenario.panels?.[kind]?.[this.#language] ?? null;
  }
  get loss(): string {
    return this.#scenario.loss[this.#language];
  }
  row(row: number): string {
    return this.#scenario.rowNames?.[row] ?? String(row + 1);
  }

  /** `w₂`, `Δw₂`, `a₁⁽²⁾`, `Math`: without the row. */
  symbol(label: Label, at: readonly number[], value: Pick<Node, 'shape'>): string {
    const { role } = label;
    if (role === 'loss') return 'L';
    if (role === 'learningRate') return this.words.learningRate;
    const bare =
      role === 'update' || role === 'average'
        ? elementText(label.of ?? label, at, value.shape)
        : elementText(label, at, value.shape);
    if (role === 'data' || role === 'target' || role === 'scaled' || role === 'offset' || role === 'divisor') {
      return this.column(bare);
    }
    const layer = this.#layers.length > 1 ? this.#layers.indexOf(layerName(label)) + 1 : 0;
    const lowered = bare.replace(
      /^(\D*?[wbzaŷevm ∂Δδℓy|]*)(\d+(?:,\d+)*)/u,
      (_, letters: string, digits: string) =>
        letters + [...digits].map((d) => (d === ',' ? ',' : subscript(Number(d)))).join(''),
    );
    return layer > 0 && role !== 'prediction' && role !== 'eachLoss' && !(role === 'error' && !label.of)
      ? `${lowered}⁽${superscript(layer)}⁾`
      : lowered;
  }

  /** `prediction A`, `mean Δw₂`, `new w₂`: how a cell is called in a formula. */
  cell(t: Trace, cell: Cell): string {
    const label = t.label(cell.value);
    const row = rowOf(t, cell);
    const w = this.words;
    const symbol = this.symbol(label, cell.at, cell.value);
    const of = row === null ? '' : ` ${this.row(row)}`;
    switch (label.role) {
      case 'prediction':
        return (cell.value.shape.at(-1) ?? 1) > 1 ? `${symbol}${of}` : `${w.prediction}${of}`;
      case 'error':
        return label.of ? `${symbol}${of}` : `${this.panel('error') ?? w.error}${of}`;
      case 'eachLoss':
        return label.name === 'squaredError' ? `${w.squaredError}${of}` : `${w.lossOf}${of}`;
      case 'scaled':
        return `${w.scaledColumn(symbol)}${of}`;
      case 'loss':
        return this.loss;
      case 'average':
        return w.mean(this.symbol(label.of ?? label, cell.at, cell.value));
      case 'gradient':
        return w.gradientOf(symbol);
      case 'update':
        return label.name ? w.newSlot(symbol) : w.next(symbol);
      case 'change':
        return row === null ? w.timesRate(symbol) : `${symbol}${of}`;
      case 'offset':
        return `${w.offset} ${symbol}`;
      case 'divisor':
        return `${w.divisor} ${symbol}`;
      default:
        return `${symbol}${of}`;
    }
  }
}

export function layerName(label: Label): string {
  const parameter =
    label.role === 'parameter'
      ? label
      : label.of?.role === 'parameter'
        ? label.of
        : label.of?.of?.role === 'parameter'
          ? label.of.of
          : null;
  if (parameter) return (parameter.name ?? '').split('/').slice(0, -1).join('/');
  return label.of?.name ?? label.name ?? '';
}
