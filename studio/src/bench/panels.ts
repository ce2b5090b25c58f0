import { colourOf, type Colour, type ProgramView } from 'gradsheet/explain';
import type { Label, Node } from 'gradsheet/ir';

/** The four acts of a step, in the order in which numbers become known. */
export const phases = ['forward', 'loss', 'backward', 'update'] as const;
export type Phase = (typeof phases)[number];

/** A place of the bench: one element of a value, at whichever moment is looked at. `id` stands in links: `m.1`. */
export interface Slot {
  readonly id: string;
  readonly value: Node;
  readonly at: readonly number[];
  readonly label: Label;
}

export type PanelKind =
  | 'data'
  | 'scaled'
  | 'weights'
  | 'preactivation'
  | 'activation'
  | 'prediction'
  | 'error'
  | 'eachLoss'
  | 'cotangent'
  | 'changes'
  | 'gradient'
  | 'update'
  | 'inner';

/** What stands above a column or before a line: an element's own name, or a word that the face knows. */
export type Head =
  | { readonly kind: 'element'; readonly label: Label; readonly at: readonly number[]; readonly value: Node }
  | {
      readonly kind: 'word';
      readonly word: 'now' | 'next' | 'timesRate' | 'offset' | 'divisor' | 'slot' | 'slotNext' | 'value';
      readonly name?: string;
    };

export interface Line {
  /** `row`: a row of the batch; `below`: what is made of all rows, under a rule; `item`: a weight, a feature. */
  readonly kind: 'row' | 'below' | 'item';
  /** Place in the batch, for `row`; of a whole table, in the table. */
  readonly row?: number;
  readonly ofTable?: boolean;
  readonly head:
    | Head
    | { readonly kind: 'row'; readonly row: number }
    | { readonly kind: 'below'; readonly what: 'loss' | 'average' | 'gradient' | 'offset' | 'divisor' };
  readonly slots: readonly (Slot | null)[];
}

/** One block of cells. */
export interface Panel {
  readonly id: string;
  readonly kind: PanelKind;
  readonly colour: Colour;
  readonly phase: Phase;
  /** Which layer of several, from 1; 0 where there is only one. */
  readonly layer: number;
  /** What a matrix of a layer's update holds. */
  readonly matrix?: Head;
  readonly columns: readonly Head[];
  readonly lines: readonly Line[];
}

interface Block {
  readonly value: Node;
  readonly label: Label;
}
const known = new WeakMap<ProgramView, readonly Panel[]>();

/**
 * The blocks of a step, left to right: data | weights | prediction | error | changes | update; for several layers each
 * of its own.
 */
export function panelsOf(shown: ProgramView): readonly Panel[] {
  const panels = known.get(shown) ?? build(shown);
  known.set(shown, panels);
  return panels;
}

function build(shown: ProgramView): readonly Panel[] {
  const all: readonly Block[] = [...shown.blocks].map(([value, label]) => ({ value, label }));
  const left = new Set(all);
  /** All blocks of a kind, each taken once. */
  const take = (is: (l: Label, value: Node) => boolean): Block[] =>
    all.filter((b) => left.has(b) && is(b.label, b.value) && left.delete(b));
  const layers = [...new Set(all.filter((b) => b.label.role === 'parameter').map((b) => layerOf(b.label)))];
  const several = layers.length > 1;
  const number = (layer: string): number => (several ? layers.indexOf(layer) + 1 : 0);
  const suffix = (layer: string): string => (several ? String(number(layer)) : '');
  const of =
    (role: Label['role'], layer?: string) =>
    (l: Label): boolean =>
      l.role === role && (layer === undefined || layerOf(l) === layer);

  // Rows are gathered from a table. A small one is shown whole, else the rows of the step.
  const gathered = all.filter((b) => b.value.op === 'gather');
  const whole = showsWhole(gathered.map((b) => b.value));
  take((l, value) => l.role === 'rows' || gathered.some((b) => (whole ? b.value : b.value.inputs[0]) === value));
  take((l) => l.role === 'learningRate');

  const panels: (Panel | null)[] = [];
  const data = take(of('data'));
  const targets = take(of('target'));
  panels.push(
    asTable(
      rows('x', 'data', 'forward', 0, [
        ...data.map((b) => [b, 'x'] as const),
        ...targets.map((b) => [b, 'y'] as const),
      ]),
      whole,
    ),
  );
  const fitted = [
    ...take(of('offset')).map((b) => [b, 'so', 'offset'] as const),
    ...take(of('divisor')).map((b) => [b, 'sd', 'divisor'] as const),
  ];
  panels.push(
    rows(
      's',
      'scaled',
      'forward',
      0,
      take(of('scaled')).map((b) => [b, 's'] as const),
      fitted.map(([b, id, what]) => ({ kind: 'below', head: { kind: 'below', what }, slots: elements(b, id) })),
    ),
  );

  const prediction = take(of('prediction'));
  for (const layer of layers) {
    panels.push(weights(`w${suffix(layer)}`, number(layer), take(of('parameter', layer))));
    panels.push(
      rows(
        `z${suffix(layer)}`,
        'preactivation',
        'forward',
        number(layer),
        take(of('preactivation', layer)).map((b) => [b, `z${suffix(layer)}`] as const),
      ),
    );
    panels.push(
      rows(
        `a${suffix(layer)}`,
        'activation',
        'forward',
        number(layer),
        take(of('activation', layer)).map((b) => [b, `a${suffix(layer)}`] as const),
      ),
    );
  }
  panels.push(
    rows(
      'p',
      'prediction',
      'forward',
      0,
      prediction.map((b) => [b, 'p'] as const),
    ),
  );

  panels.push(
    rows(
      'e',
      'error',
      'loss',
      0,
      take((l) => l.role === 'error' && !l.of).map((b) => [b, 'e'] as const),
    ),
  );
  const loss: Line[] = take(of('loss')).map((b) => ({
    kind: 'below',
    head: { kind: 'below', what: 'loss' },
    slots: elements(b, 'loss'),
  }));
  panels.push(
    rows(
      'q',
      'eachLoss',
      'loss',
      0,
      take(of('eachLoss')).map((b) => [b, 'q'] as const),
      loss,
    ),
  );

  for (const layer of layers.toReversed()) {
    const id = suffix(layer);
    const passed = take((l) => (l.role === 'cotangent' || l.role === 'error') && l.of?.name === layer);
    panels.push(
      rows(
        `g${id}`,
        'cotangent',
        'backward',
        number(layer),
        passed.map((b) => [b, `g${id}`] as const),
      ),
    );
    const terms = take(
      (l) => (l.role === 'terms' || l.role === 'change') && layerOf(l) === layer && l.axes[0]?.kind === 'row',
    );
    const averages = take(of('average', layer));
    const gradients = take(of('gradient', layer));
    const under = (blocks: readonly Block[], letter: string, what: 'average' | 'gradient'): Line[] =>
      blocks.length === 0
        ? []
        : [
            {
              kind: 'below',
              head: { kind: 'below', what },
              slots: parameters(blocks, `${letter}${id}`).flatMap((p) => p.slots),
            },
          ];
    if (terms.length > 0) {
      panels.push(
        changes(`d${id}`, number(layer), terms, [
          ...under(averages, 'm', 'average'),
          ...under(gradients, 'h', 'gradient'),
        ]),
      );
    } else panels.push(weights(`m${id}`, number(layer), averages.length > 0 ? averages : gradients, 'gradient'));
  }
  for (const layer of layers) panels.push(...update(suffix(layer), number(layer), layer, take));
  panels.push(...rest([...left]));
  return panels.filter((p) => p !== null);
}

/** The most rows of a table that a person takes in at once. */
const WHOLE_TABLE = 12;
/** Is the whole table shown, and not only the rows of the step? */
export const showsWhole = (gathered: readonly Node[]): boolean =>
  gathered.some((n) => (n.inputs[0]?.shape[0] ?? 0) > (n.shape[0] ?? 0)) &&
  gathered.every((n) => (n.inputs[0]?.shape[0] ?? Infinity) <= WHOLE_TABLE);
const asTable = (panel: Panel | null, whole: boolean): Panel | null =>
  panel && (whole ? { ...panel, lines: panel.lines.map((l) => ({ ...l, ofTable: true })) } : panel);

const layerOf = (l: Label): string => {
  const parameter =
    l.role === 'parameter' ? l : l.of?.role === 'parameter' ? l.of : l.of?.of?.role === 'parameter' ? l.of.of : null;
  return parameter ? (parameter.name ?? '').split('/').slice(0, -1).join('/') : (l.name ?? '');
};
const isKernel = (l: Label): boolean =>
  !/\/(bias|beta|movingMean)$/.test(
    (l.role === 'parameter' ? l : l.of?.role === 'parameter' ? l.of : l.of?.of)?.name ?? '',
  );

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
/** Every position of some axes, the last one fastest. */
const positions = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>((all, n) => all.flatMap((p) => range(n).map((i) => [...p, i])), [[]]);
const slot = (id: string, { value, label }: Block, at: readonly number[]): Slot => ({
  id: [id, ...at.filter((_, i) => value.shape[i] !== 1 || label.axes[i]?.kind === 'row')].join('.'),
  value,
  at,
  label,
});
const elements = (b: Block, id: string): Slot[] => positions(b.value.shape).map((at) => slot(id, b, at));
const head = (b: Block, at: readonly number[]): Head => ({ kind: 'element', label: b.label, at, value: b.value });

/** A line per row of the batch; columns are what a row has. */
function rows(
  id: string,
  kind: PanelKind,
  phase: Phase,
  layer: number,
  blocks: readonly (readonly [Block, string])[],
  below: readonly Line[] = [],
): Panel | null {
  const [first] = blocks;
  if (!first) return null;
  const n = first[0].value.shape[0] ?? 1;
  const columns = blocks.flatMap(([b]) => positions(b.value.shape.slice(1)).map((at) => head(b, [0, ...at])));
  const lines = range(n).map((row): Line => ({
    kind: 'row',
    row,
    head: { kind: 'row', row },
    slots: blocks.flatMap(([b, letter]) =>
      positions(b.value.shape.slice(1)).map((at) => slot(letter, b, [row, ...at])),
    ),
  }));
  return { id, kind, colour: colourOf(first[0].label), phase, layer, columns, lines: [...lines, ...below] };
}

interface Parameter {
  readonly slots: readonly Slot[];
  readonly block: Block;
  readonly at: readonly number[];
}

/** Weights and bias of a layer as one list: a line per input with a slot per unit, the bias last. */
function parameters(blocks: readonly Block[], id: string): Parameter[] {
  const ordered = blocks.toSorted((a, b) => Number(isKernel(b.label)) - Number(isKernel(a.label)));
  let line = 0;
  return ordered.flatMap((block) => {
    const { shape } = block.value;
    const kernel = isKernel(block.label);
    const units = kernel ? (shape.length > 1 ? (shape.at(-1) ?? 1) : 1) : (shape[0] ?? 1);
    const inputs = kernel ? (shape.length > 1 ? shape.slice(0, -1) : shape) : [];
    return positions(inputs).map((at) => {
      const k = line++;
      const places = range(units).map((u) =>
        kernel ? (shape.length > 1 ? [...at, u] : at) : shape.length > 0 ? [u] : [],
      );
      return {
        block,
        at: places[0] ?? [],
        slots: places.map((p, u) => ({
          id: [id, k, ...(units > 1 ? [u] : [])].join('.'),
          value: block.value,
          at: p,
          label: block.label,
        })),
      };
    });
  });
}

/** A matrix: a line per input, a column per unit. */
function weights(
  id: string,
  layer: number,
  blocks: readonly Block[],
  kind: 'weights' | 'gradient' = 'weights',
): Panel | null {
  const list = parameters(blocks, id);
  const [first] = list;
  if (!first) return null;
  const units = first.slots.length;
  const columns: Head[] =
    units === 1 ? [{ kind: 'word', word: 'now' }] : first.slots.map((s) => head(first.block, s.at));
  const lines = list.map((p): Line => ({ kind: 'item', head: head(p.block, p.at), slots: p.slots }));
  return {
    id,
    kind,
    colour: colourOf(first.block.label),
    phase: kind === 'weights' ? 'forward' : 'backward',
    layer,
    columns,
    lines,
  };
}

/** A line per row; a column per weight. */
function changes(id: string, layer: number, terms: readonly Block[], below: readonly Line[]): Panel {
  const ordered = terms.toSorted((a, b) => Number(isKernel(b.label)) - Number(isKernel(a.label)));
  const n = ordered[0]?.value.shape[0] ?? 0;
  let k = 0;
  const columns = ordered.flatMap((b) => {
    const inner = b.value.shape.slice(1);
    const kernel = isKernel(b.label);
    const units = kernel && inner.length > 1 ? (inner.at(-1) ?? 1) : kernel ? 1 : (inner[0] ?? 1);
    const places = positions(inner);
    const named = places.map((at, i) => ({
      b,
      at,
      id: [id, '#', k + Math.floor(i / units), ...(units > 1 ? [i % units] : [])],
    }));
    k += Math.ceil(places.length / Math.max(1, units));
    return named;
  });
  const lines = range(n).map((row): Line => ({
    kind: 'row',
    row,
    head: { kind: 'row', row },
    slots: columns.map(({ b, at, id: name }) => ({
      id: name.map((part) => (part === '#' ? row : part)).join('.'),
      value: b.value,
      at: [row, ...at],
      label: b.label,
    })),
  }));
  return {
    id,
    kind: 'changes',
    colour: 'gradient',
    phase: 'backward',
    layer,
    columns: columns.map(({ b, at }) => head(b, [0, ...at])),
    lines: [...lines, ...below],
  };
}

/**
 * What is kept for each weight, rate × change, the next weight: a line per weight, or of several units a matrix each.
 */
function update(
  suffix: string,
  layer: number,
  name: string,
  take: (is: (l: Label, value: Node) => boolean) => Block[],
): Panel[] {
  const mine = (l: Label): boolean => layerOf(l) === name;
  const next = take((l) => l.role === 'update' && !l.name && mine(l));
  if (next.length === 0) return [];
  const slots = take((l) => l.role === 'slot' && mine(l));
  const after = take((l) => l.role === 'update' && mine(l));
  const scaled = take((l) => l.role === 'change' && mine(l));
  const names = [...new Set(slots.map((b) => b.label.name ?? ''))];
  const groups: { head: Head; list: Parameter[] }[] = [
    ...names.flatMap((slotName, i) => [
      {
        head: { kind: 'word', word: 'slot', name: slotName } as const,
        list: parameters(
          slots.filter((b) => b.label.name === slotName),
          `o${suffix}${'abcdef'[i]}`,
        ),
      },
      {
        head: { kind: 'word', word: 'slotNext', name: slotName } as const,
        list: parameters(
          after.filter((b) => b.label.name === slotName),
          `t${suffix}${'abcdef'[i]}`,
        ),
      },
    ]),
    ...(scaled.length > 0
      ? [{ head: { kind: 'word', word: 'timesRate' } as const, list: parameters(scaled, `u${suffix}`) }]
      : []),
    { head: { kind: 'word', word: 'next' }, list: parameters(next, `n${suffix}`) },
  ];
  const list = groups.at(-1)?.list ?? [];
  const units = list[0]?.slots.length ?? 1;
  const weightOf = (s: Slot): Head => head({ value: s.value, label: s.label.of ?? s.label }, s.at);
  if (units > 1) {
    return groups.map((group, i): Panel => ({
      id: `u${suffix}${'abcdef'[i]}`,
      kind: 'update',
      colour: 'update',
      phase: 'update',
      layer,
      matrix: group.head,
      columns: (group.list[0]?.slots ?? []).map(weightOf),
      lines: group.list.map((p): Line => ({
        kind: 'item',
        head: p.slots[0] ? weightOf(p.slots[0]) : group.head,
        slots: p.slots,
      })),
    }));
  }
  const lines = list.flatMap((p, i) =>
    p.slots.map((s, u): Line => ({
      kind: 'item',
      head: weightOf(s),
      slots: groups.map((group) => group.list[i]?.slots[u] ?? null),
    })),
  );
  return [
    {
      id: `u${suffix}`,
      kind: 'update',
      colour: 'update',
      phase: 'update',
      layer,
      columns: groups.map((group) => group.head),
      lines,
    },
  ];
}

/** What has no place of its own: drawn numbers, a corrected rate, sums in between. */
function rest(blocks: readonly Block[]): (Panel | null)[] {
  const single = blocks.filter((b) => b.value.shape.length === 0);
  const others = blocks.filter((b) => b.value.shape.length > 0);
  const list = single.map((b, i): Line => ({ kind: 'item', head: head(b, []), slots: [slot(`i${i}`, b, [])] }));
  const small: Panel | null =
    list.length === 0
      ? null
      : {
          id: 'i',
          kind: 'inner',
          colour: 'update',
          phase: 'update',
          layer: 0,
          columns: [{ kind: 'word', word: 'value' }],
          lines: list,
        };
  return [
    ...others.map((b, i) =>
      b.label.axes[0]?.kind === 'row' ? rows(`j${i}`, 'inner', 'forward', 0, [[b, `j${i}`]]) : matrix(`j${i}`, b),
    ),
    small,
  ];
}
function matrix(id: string, b: Block): Panel {
  const width = b.value.shape.at(-1) ?? 1;
  const leads = positions(b.value.shape.slice(0, -1));
  return {
    id,
    kind: 'inner',
    colour: colourOf(b.label),
    phase: colourOf(b.label) === 'gradient' ? 'backward' : 'forward',
    layer: 0,
    columns: range(width).map((u) => head(b, [...b.value.shape.slice(0, -1).map(() => 0), u])),
    lines: leads.map((at): Line => ({
      kind: 'item',
      head: head(b, [...at, 0]),
      slots: range(width).map((u) => slot(id, b, [...at, u])),
    })),
  };
}

/** All slots of a step by their ids. */
export function slotsOf(
  panels: readonly Panel[],
): ReadonlyMap<string, Slot & { readonly panel: Panel; readonly row?: number }> {
  return new Map(
    panels.flatMap((panel) =>
      panel.lines.flatMap((line) =>
        line.slots.flatMap((s) =>
          s ? [[s.id, { ...s, panel, ...(line.row === undefined ? {} : { row: line.row }) }] as const] : [],
        ),
      ),
    ),
  );
}
