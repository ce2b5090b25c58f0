// The ways to make a mistake, as people make them: on the values of the training, not on cell positions.
import { parse, print, shift, withParts } from '../../../src/workbook/index.ts';
import { fold } from '../../../src/workbook/index.ts';
import type { BinaryOp, Formula } from '../../../src/workbook/index.ts';
import type { Book, Known } from './book.ts';
import type { Spot } from './expr.ts';
import {
  allSteps,
  apply,
  blankNear,
  cellOf,
  isCell,
  isReference,
  moveSpots,
  placeOf,
  replaceReferences,
  rewrite,
  sites,
  target,
} from './mutation.ts';
import type { Edit, ErrorClass, Operator } from './mutation.ts';
import type { Choice } from './random.ts';
import type { Tensor, TensorRole } from './tensors.ts';

const layerOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
const backward: readonly TensorRole[] = ['slope', 'cotangent', 'terms', 'gradient'];
const withRole = (book: Book, ...roles: readonly TensorRole[]): Tensor[] =>
  book.tensors.filter((t) => roles.includes(t.role));
const byName = (book: Book, name: string): Tensor | undefined => book.tensors.find((t) => t.name === name);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** One unit of the value (all its samples), in all steps or a single one: what a person fills, or slips in once. */
function column(book: Book, c: Choice, tensor: Tensor, steps = allSteps(book)): Known[] {
  const units = [
    ...new Set(sites(book, tensor, 0, steps).map((k) => (tensor.rows ? k.spot.at.slice(1) : k.spot.at).join())),
  ];
  if (units.length === 0) return [];
  const unit = c.pick(units);
  const chosen = c.chance(0.8) ? steps : [c.pick(steps)];
  const runs = c.chance(0.5) ? range(book.spec.layout.rates.length) : [0];
  return runs.flatMap((run) =>
    sites(book, tensor, run, chosen, (at) => (tensor.rows ? at.slice(1) : at).join() === unit),
  );
}
/** Tries values in random order until one gives edits. */
function first(
  c: Choice,
  tensors: readonly Tensor[],
  make: (tensor: Tensor) => readonly Edit[],
): readonly Edit[] | null {
  for (const t of c.shuffled(tensors)) {
    const edits = make(t);
    if (edits.length > 0) return edits;
  }
  return null;
}

/** A reference that should stay and moves along: `F4` filled down. */
const misaligned: Operator = (book, c) => {
  const { samples, style, layout } = book.spec;
  const byStep = layout.kind === 'row';
  const runs = range(layout.rates.length);
  const movesWith = (k: Known): readonly [number, number] => {
    const a = placeOf(book, k);
    const b = placeOf(book, {
      ...k,
      spot: byStep ? { ...k.spot, step: 0 } : { ...k.spot, at: [0, ...k.spot.at.slice(1)] },
    });
    return [a.row - b.row, a.column - b.column];
  };
  return first(c, withRole(book, 'preactivation', 'prediction', 'cotangent', 'terms', 'error'), (t) => {
    if (byStep ? style.data !== 'shared' || style.online : !t.rows || samples < 2) return [];
    const cells = column(book, c, t);
    const example = cells[0];
    if (!example) return [];
    const fixed = (k: Known): boolean => (byStep ? k.tensor.each === 'book' : !k.tensor.rows);
    const wanted: string[] = []; // one of the anchored values
    replaceReferences(parse(cellOf(book, example)?.formula ?? '0'), (r) => {
      const k = isCell(r)
        ? target(book, example, r)
        : target(book, example, { ...r.from, ...(r.sheet !== undefined && { sheet: r.sheet }) });
      if (k && fixed(k) && k.tensor.role !== 'learningRate') {
        wanted.push(`${k.spot.tensor}|${byStep ? k.spot.at.slice(1).join() : k.spot.at.join()}`);
      }
      return r;
    });
    if (wanted.length === 0) return [];
    const name = c.pick(wanted);
    return rewrite(
      book,
      cells.filter((k) => runs.includes(k.run)),
      (f, k) =>
        replaceReferences(f, (r) => {
          const to = isCell(r)
            ? target(book, k, r)
            : target(book, k, { ...r.from, ...(r.sheet !== undefined && { sheet: r.sheet }) });
          if (!to || `${to.spot.tensor}|${byStep ? to.spot.at.slice(1).join() : to.spot.at.join()}` !== name) return r;
          const [rows, columns] = movesWith(k);
          const free = { rowFixed: false, columnFixed: false };
          const moved = shift(
            isCell(r) ? { ...r, ...free } : { ...r, from: { ...r.from, ...free }, to: { ...r.to, ...free } },
            rows,
            columns,
          );
          return moved;
        }),
    );
  });
};

const blank: Operator = (book, c) =>
  first(
    c,
    withRole(
      book,
      'preactivation',
      'prediction',
      'error',
      'cotangent',
      'terms',
      'gradient',
      'update',
      'slot',
      'parameter',
    ),
    (t) => {
      const cells = column(book, c, t);
      const example = cells[0];
      if (!example) return [];
      const names: string[] = [];
      replaceReferences(parse(cellOf(book, example)?.formula ?? '0'), (r) => {
        const k = isCell(r) && target(book, example, r);
        if (k) names.push(k.spot.tensor);
        return r;
      });
      if (names.length === 0) return [];
      const name = c.pick(names);
      const empty = blankNear(book, placeOf(book, example));
      if (!empty) return [];
      const here = placeOf(book, example);
      const by = [empty.row - here.row, empty.column - here.column] as const;
      const isEmpty = (k: Known): boolean => {
        const p = placeOf(book, k);
        const s = book.workbook.sheets.find((x) => x.name === p.sheet);
        return !s?.cells.has((p.row + by[0]) * 16_384 + p.column + by[1]);
      };
      if (!cells.every(isEmpty)) return [];
      let seen = 0;
      return rewrite(book, cells, (f, k) => {
        seen = 0;
        return replaceReferences(f, (r) => {
          const to = isCell(r) && target(book, k, r);
          if (!to || to.spot.tensor !== name || seen++ > 0) return r;
          const p = placeOf(book, k);
          return { kind: 'cell', row: p.row + by[0], column: p.column + by[1], rowFixed: false, columnFixed: false };
        });
      });
    },
  );

/** The slope of another neuron: a₂(1-a₂) for a₁(1-a₁). */
const slope: Operator = (book, c) =>
  first(c, withRole(book, ...backward), (t) => {
    const cells = column(book, c, t);
    const { sizes } = book.spec.network;
    const layers = c.shuffled(
      range(sizes.length - 1)
        .map((l) => l + 1)
        .filter((l) => (sizes[l] ?? 1) > 1),
    );
    for (const layer of layers) {
      const size = sizes[layer] ?? 1;
      const step = 1 + c.below(size - 1);
      // only where the unit's own activation is read for its slope
      const owns =
        t.role === 'slope' || t.role === 'cotangent'
          ? layerOf(t.name) === layer
          : !book.spec.style.deltas && layerOf(t.name) === layer && layer < sizes.length - 1;
      if (!owns) continue;
      const edits = rewrite(book, cells, (f, k) =>
        moveSpots(book, f, k, (s, whole) => {
          if (whole || !['A', 'Z', 'H'].some((n) => s.tensor === n + layer) || s.at[1] !== k.spot.at.at(-1)) {
            return null;
          }
          return { ...s, at: [s.at[0] ?? 0, ((s.at[1] ?? 0) + step) % size] };
        }),
      );
      if (edits.length > 0) return edits;
    }
    return [];
  });

const preActivation: Operator = (book, c) =>
  first(c, withRole(book, ...backward, 'preactivation', 'prediction'), (t) => {
    const cells = column(book, c, t);
    const layers = c.shuffled(range(book.spec.network.sizes.length - 1).map((l) => l + 1));
    for (const layer of layers) {
      if (!byName(book, `Z${layer}`) || (t.role === 'prediction' && layerOf(t.name) === layer)) continue;
      if (book.spec.network.activations[layer - 1] === 'softmax') continue;
      const edits = rewrite(book, cells, (f, k) =>
        moveSpots(book, f, k, (s) => (s.tensor === `A${layer}` ? { ...s, tensor: `Z${layer}` } : null)),
      );
      if (edits.length > 0) return edits;
    }
    return [];
  });

const weight: Operator = (book, c) =>
  first(c, withRole(book, 'cotangent', 'terms', 'gradient'), (t) => {
    const cells = column(book, c, t);
    const layer = c.shuffled(range(book.spec.network.sizes.length - 1).map((l) => l + 1)).find((l) => {
      const [a, b] = byName(book, `W${l}`)?.sizes ?? []; // at least two weights to mix up
      return (a ?? 1) > 1 || (b ?? 1) > 1;
    });
    if (layer === undefined) return [];
    const [ins = 1, outs = 1] = byName(book, `W${layer}`)?.sizes ?? [];
    const alongIn = ins > 1 && (outs === 1 || c.chance(0.6));
    const by = 1 + c.below((alongIn ? ins : outs) - 1);
    let seen = 0;
    return rewrite(book, cells, (f, k) => {
      seen = 0;
      return moveSpots(book, f, k, (s, whole) => {
        if (s.tensor !== `W${layer}` || (whole && !alongIn) || (!whole && !alongIn && seen++ > 0)) return null;
        const [j = 0, o = 0] = s.at;
        return { ...s, at: alongIn ? [(j + by) % ins, o] : [j, (o + by) % outs] };
      });
    });
  });

/** The row above or below: of the samples, or of the steps. */
const offset: Operator = (book, c) => {
  const { samples, layout, style } = book.spec;
  const byStep = layout.kind === 'row' || (style.update === 'direct' && c.chance(0.15));
  if (byStep) {
    return first(
      c,
      withRole(
        book,
        'activation',
        'prediction',
        'error',
        'terms',
        'gradient',
        'cotangent',
        'parameter',
        'update',
        'change',
      ),
      (t) => {
        const cells = column(book, c, t, allSteps(book).slice(2));
        const example = cells[0];
        if (!example) return [];
        const names: string[] = [];
        moveSpots(book, parse(cellOf(book, example)?.formula ?? '0'), example, (s) => {
          if (byName(book, s.tensor)?.each === 'step' && !/^[WbVNXY]/.test(s.tensor)) names.push(s.tensor);
          return null;
        });
        if (names.length === 0) return [];
        const name = c.pick(names);
        return rewrite(book, cells, (f, k) =>
          moveSpots(book, f, k, (s) => (s.tensor === name && s.step > 0 ? { ...s, step: s.step - 1 } : null)),
        );
      },
    );
  }
  if (samples < 2 || style.online) return null;
  return first(
    c,
    withRole(book, 'activation', 'prediction', 'error', 'terms', 'cotangent', 'preactivation', 'slope'),
    (t) => {
      const cells = column(book, c, t);
      const example = cells[0];
      const by = c.chance(0.5) ? 1 : -1;
      if (!example) return [];
      const names: string[] = [];
      moveSpots(book, parse(cellOf(book, example)?.formula ?? '0'), example, (s) => {
        if (byName(book, s.tensor)?.rows) names.push(s.tensor);
        return null;
      });
      if (names.length === 0) return [];
      const name = c.pick(names);
      return rewrite(book, cells, (f, k) => {
        const a = placeOf(book, { ...k, spot: { ...k.spot, at: [0, ...k.spot.at.slice(1)] } });
        const b = placeOf(book, { ...k, spot: { ...k.spot, at: [1, ...k.spot.at.slice(1)] } });
        return replaceReferences(f, (r) => {
          const to = isCell(r)
            ? target(book, k, r)
            : target(book, k, { ...r.from, ...(r.sheet !== undefined && { sheet: r.sheet }) });
          if (to?.spot.tensor !== name) return r;
          const rows = by * (b.row - a.row);
          const columns = by * (b.column - a.column);
          if (isCell(r)) return { ...r, row: r.row + rows, column: r.column + columns };
          return {
            ...r,
            from: { ...r.from, row: r.from.row + rows, column: r.from.column + columns },
            to: { ...r.to, row: r.to.row + rows, column: r.to.column + columns },
          };
        });
      });
    },
  );
};

/** One pair of brackets fewer. */
const parentheses: Operator = (book, c) =>
  first(
    c,
    withRole(
      book,
      'activation',
      'prediction',
      'eachLoss',
      'slope',
      'cotangent',
      'terms',
      'gradient',
      'change',
      'update',
      'parameter',
    ),
    (t) => {
      const cells = column(book, c, t);
      const example = cells[0];
      if (!example) return [];
      const pairs = bracketPairs(cellOf(book, example)?.formula ?? '');
      const working = pairs.filter((p) => without(cellOf(book, example)?.formula ?? '', p));
      if (working.length === 0) return [];
      const number = pairs.indexOf(c.pick(working));
      return rewrite(book, cells, (_, k) => {
        const text = cellOf(book, k)?.formula ?? '';
        const pair = bracketPairs(text)[number];
        return pair ? without(text, pair) : null;
      });
    },
  );
/** Brackets that only group, by place in the text. */
function bracketPairs(text: string): [number, number][] {
  const open: { at: number; groups: boolean }[] = [];
  const pairs: [number, number][] = [];
  [...text].forEach((ch, i) => {
    if (ch === '(') open.push({ at: i, groups: !/[A-Z0-9.]/i.test(text[i - 1] ?? '') });
    if (ch === ')') {
      const o = open.pop();
      if (o?.groups) pairs.push([o.at, i]);
    }
  });
  return pairs;
}
/** The formula without one pair, if it means something else then. */
function without(text: string, [a, b]: readonly [number, number]): Formula | null {
  const next = parse(text.slice(0, a) + text.slice(a + 1, b) + text.slice(b + 1));
  return print(flat(next)) === print(flat(parse(text))) ? null : next;
}
/** a·(b·c) and a+(b+c) without their brackets, which mean nothing. */
function flat(f: Formula): Formula {
  return fold<Formula>(f, (node, parts) => {
    let same = withParts(node, parts);
    while (
      same.kind === 'binary' &&
      (same.op === '*' || same.op === '+') &&
      same.right.kind === 'binary' &&
      same.right.op === same.op
    ) {
      same = { ...same, left: flat({ ...same, right: same.right.left }), right: same.right.right };
    }
    return same;
  });
}

const operator: Operator = (book, c) =>
  first(
    c,
    withRole(
      book,
      'error',
      'slope',
      'cotangent',
      'terms',
      'gradient',
      'preactivation',
      'change',
      'update',
      'parameter',
      'eachLoss',
    ),
    (t) => {
      const cells = column(book, c, t);
      const example = cells[0];
      if (!example) return [];
      const ops: BinaryOp[] = [];
      const f = parse(cellOf(book, example)?.formula ?? '0');
      fold<void>(f, (node) => {
        if (node.kind === 'binary' && swaps[node.op]) ops.push(node.op);
      });
      if (ops.length === 0) return [];
      const number = c.below(ops.length);
      const others = swaps[ops[number] ?? '-'] ?? ['*'];
      const next = c.pick(others);
      return rewrite(book, cells, (formula) => {
        let i = 0;
        return fold<Formula>(formula, (node, parts) => {
          const same = withParts(node, parts);
          return same.kind === 'binary' && swaps[same.op] && i++ === number ? { ...same, op: next } : same;
        });
      });
    },
  );
const swaps: Partial<Record<BinaryOp, readonly BinaryOp[]>> = { '-': ['*', '+'], '*': ['-', '+'], '+': ['*', '-'] };

/** Another element of the same value: the other output's target, another feature. */
const operand: Operator = (book, c) =>
  first(
    c,
    withRole(
      book,
      'error',
      'preactivation',
      'prediction',
      'terms',
      'gradient',
      'activation',
      'eachLoss',
      'update',
      'change',
      'parameter',
    ),
    (t) => {
      const cells = column(book, c, t);
      const example = cells[0];
      if (!example) return [];
      const names: string[] = [];
      moveSpots(book, parse(cellOf(book, example)?.formula ?? '0'), example, (s, whole) => {
        if (
          !whole &&
          (byName(book, s.tensor)?.sizes ?? []).slice(byName(book, s.tensor)?.rows ? 1 : 0).some((d) => d > 1)
        ) {
          names.push(s.tensor);
        }
        return null;
      });
      const usable = names.filter((n) => !(t.role === 'terms' || t.role === 'gradient') || !/^[HZ]/.test(n));
      if (usable.length === 0) return [];
      const name = c.pick(usable);
      const moved = byName(book, name);
      const skip = moved?.rows ? 1 : 0;
      if (!moved) return [];
      // weights in the back-propagated sum, and slopes, have classes of their own
      if (name.startsWith('W') && (t.role === 'terms' || t.role === 'gradient')) return [];
      if (name.startsWith('A') && (t.role === 'terms' || t.role === 'gradient') && layerOf(name) >= layerOf(t.name)) {
        return [];
      }
      const axis = c.pick(
        moved.sizes
          .map((d, i) => [d, i] as const)
          .filter(([d, i]) => i >= skip && d > 1)
          .map(([, i]) => i),
      );
      const by = 1 + c.below((moved.sizes[axis] ?? 2) - 1);
      const only = moveSpotsCount(book, example, name);
      const number = c.below(Math.max(1, only));
      return rewrite(book, cells, (f, k) => {
        let seen = 0;
        return moveSpots(book, f, k, (s, whole) =>
          whole || s.tensor !== name || (t.role !== 'error' && seen++ !== number)
            ? null
            : { ...s, at: s.at.map((v, i) => (i === axis ? (v + by) % (moved.sizes[axis] ?? 1) : v)) },
        );
      });
    },
  );
function moveSpotsCount(book: Book, example: Known, name: string): number {
  let n = 0;
  moveSpots(book, parse(cellOf(book, example)?.formula ?? '0'), example, (s, whole) => {
    if (!whole && s.tensor === name) n++;
    return null;
  });
  return n;
}

/** One row was filled from the column beside it. */
const shiftedFill: Operator = (book, c) =>
  first(
    c,
    withRole(book, 'preactivation', 'activation', 'prediction', 'error', 'cotangent', 'terms', 'gradient', 'eachLoss'),
    (t) => {
      const byStep = book.spec.layout.kind === 'row';
      const step = c.pick(allSteps(book).slice(1, -1));
      const all = sites(book, t, 0, [step]);
      const k = all.length > 0 ? c.pick(all) : undefined;
      if (!k || (!byStep && (!t.rows || book.spec.samples < 3))) return [];
      const p = placeOf(book, k);
      const sheet = book.workbook.sheets.find((s) => s.name === p.sheet);
      const [dr, dc] = book.spec.layout.flip ? [1, 0] : [0, 1];
      for (const d of [1, -1]) {
        const neighbour = sheet?.cells.get((p.row + d * dr) * 16_384 + p.column + d * dc);
        const own = cellOf(book, k)?.formula;
        if (neighbour?.formula === undefined || neighbour.array) continue;
        const next = shift(parse(neighbour.formula), -d * dr, -d * dc);
        if (`=${print(next)}` !== own) return rewrite(book, [k], () => next);
      }
      return [];
    },
  );

/** `$G1` for `$G$1`: the learning rate becomes another cell as the formula is filled. */
const drift: Operator = (book, c) =>
  first(c, withRole(book, 'parameter', 'change', 'update'), (t) => {
    const byStep = book.spec.layout.kind === 'row';
    const steps = allSteps(book);
    const single = c.pick(steps.slice(1));
    const tensors = byStep
      ? [t]
      : book.tensors.filter(
          (x) => x.role === t.role && x.name.replace(/[Wb]\d+$/, '') === t.name.replace(/[Wb]\d+$/, ''),
        );
    const all = tensors.flatMap((x) => sites(book, x, 0, byStep || c.chance(0.7) ? steps : [single]));
    const unit = byStep && all.length > 0 ? c.pick(all).spot.at.join() : '';
    const cells = byStep ? all.filter((k) => k.spot.at.join() === unit) : all;
    const start = cells[0] && placeOf(book, cells[0]);
    if (!start) return [];
    return rewrite(book, cells, (f, k) => {
      const here = placeOf(book, k);
      const base = byStep ? start : placeOf(book, cells.find((x) => x.spot.step === k.spot.step) ?? k);
      return replaceReferences(f, (r) => {
        const to = isCell(r) ? target(book, k, r) : undefined;
        if (!isCell(r) || to?.tensor.role !== 'learningRate') return r;
        return {
          ...r,
          row: r.row + here.row - base.row,
          column: r.column + here.column - base.column,
          rowFixed: false,
          columnFixed: false,
        };
      });
    });
  });

/** A product without its slope; a mask that is not there. */
const factor: Operator = (book, c) =>
  first(c, withRole(book, 'cotangent', 'terms', 'gradient', 'slope'), (t) => {
    const cells = column(book, c, t);
    const { activations } = book.spec.network;
    const layer = layerOf(t.name);
    return rewrite(book, cells, (f, k) => {
      if (f.kind === 'call' && f.name === 'IF' && t.role === 'cotangent') return f.args[1] ?? null;
      if (f.kind !== 'binary' || f.op !== '*') return null;
      if (t.role === 'slope') return isCell(f.left) ? f.right : null;
      if (t.role === 'terms' || t.role === 'gradient') {
        // without the activation or feature
        if (f.right.kind === 'cell' && (f.left.kind === 'cell' || t.role === 'terms')) return f.left;
        return null;
      }
      if (f.right.kind === 'cell' || f.right.kind === 'binary') {
        // Σ δ·w · slope
        const slopeCell = isCell(f.right)
          ? target(book, k, f.right)?.tensor.role === 'slope'
          : mentions(book, f.right, k, [`A${layer}`, `Z${layer}`]);
        if (slopeCell) {
          return f.left.kind === 'binary' &&
            f.left.op === '*' &&
            mentions(book, f.left.right, k, [`A${layer}`]) &&
            activations[layer - 1] === 'sigmoid'
            ? f.left.left
            : f.left;
        }
      }
      return null;
    });
  });
function mentions(book: Book, f: Formula, from: Known, names: readonly string[]): boolean {
  let found = false;
  replaceReferences(f, (r) => {
    if (isCell(r) && names.includes(target(book, from, r)?.spot.tensor ?? '')) found = true;
    return r;
  });
  return found;
}

const constant: Operator = (book, c) =>
  first(
    c,
    withRole(
      book,
      'parameter',
      'activation',
      'preactivation',
      'prediction',
      'error',
      'cotangent',
      'terms',
      'gradient',
      'update',
      'eachLoss',
    ),
    (t) => {
      const all = sites(book, t, 0, allSteps(book).slice(1, -1));
      const k = all.length > 0 ? c.pick(all) : undefined;
      const cell = k && cellOf(book, k);
      if (!k || typeof cell?.value !== 'number' || cell.formula === undefined) return [];
      const value = c.chance(0.5) ? cell.value : Math.round(cell.value * 1e4) / 1e4;
      return [{ at: placeOf(book, k), value, right: cell.formula }];
    },
  );

/** Weights of another step: those before, or the updated ones already. */
const stale: Operator = (book, c) =>
  first(
    c,
    withRole(book, 'preactivation', 'prediction', 'cotangent', 'parameter', 'update', 'terms', 'gradient'),
    (t) => {
      const early = t.role === 'cotangent' || t.role === 'terms' || t.role === 'gradient';
      const steps = early ? allSteps(book).slice(0, -1) : allSteps(book).slice(t.role === 'parameter' ? 2 : 1);
      const cells = column(book, c, t, steps);
      const example = cells[0];
      if (!example) return [];
      const names: string[] = [];
      moveSpots(book, parse(cellOf(book, example)?.formula ?? '0'), example, (s, whole) => {
        if (!whole && byName(book, s.tensor)?.role === 'parameter') names.push(`${s.tensor}|${s.at.join()}`);
        return null;
      });
      if (names.length === 0) return [];
      const name = c.pick(names);
      return rewrite(book, cells, (f, k) =>
        moveSpots(book, f, k, (s, whole) =>
          whole || `${s.tensor}|${s.at.join()}` !== name ? null : { ...s, step: s.step + (early ? 1 : -1) },
        ),
      );
    },
  );

const metric: Operator = (book) => {
  const t = byName(book, 'R');
  if (!t || book.spec.style.labels === 'none' || book.spec.style.labels === 'renamed') return null;
  return rewrite(
    book,
    range(book.spec.layout.rates.length).flatMap((run) => sites(book, t, run, allSteps(book))),
    (f) => {
      if (f.kind !== 'call') return null;
      const inner = f.args[0];
      return inner?.kind === 'binary' && inner.op === '/' ? { ...f, args: [inner.left] } : null;
    },
  );
};

/** Ranges that do not match: one longer than the other. */
const shape: Operator = (book, c) =>
  first(c, withRole(book, 'preactivation', 'prediction', 'gradient', 'cotangent', 'eachLoss'), (t) => {
    const cells = column(book, c, t);
    const turn = c.chance(0.4);
    return rewrite(book, cells, (f) => {
      let seen = 0;
      return replaceReferences(f, (r) => {
        if (isCell(r) || seen++ !== 1 || !print(f).includes('SUMPRODUCT')) return r;
        const { from, to } = r;
        const rows = to.row - from.row;
        const columns = to.column - from.column;
        if (turn) return { ...r, to: { ...to, row: from.row + columns, column: from.column + rows } };
        return rows > 0 ? { ...r, to: { ...to, row: to.row - 1 } } : { ...r, to: { ...to, column: to.column - 1 } };
      });
    });
  });

/** A later step, or the cell itself. */
const circular: Operator = (book, c) => {
  if (book.spec.layout.kind === 'row') {
    return first(c, withRole(book, 'activation', 'prediction', 'error', 'cotangent'), (t) => {
      const cells = column(book, c, t);
      const by = 1 + c.below(2);
      return rewrite(book, cells, (f, k) =>
        replaceReferences(f, (r) => {
          const to = isCell(r) ? target(book, k, r) : undefined;
          if (
            !isCell(r) ||
            !to ||
            to.tensor.each !== 'step' ||
            !['preactivation', 'prediction', 'activation', 'error'].includes(to.tensor.role)
          ) {
            return r;
          }
          const a = placeOf(book, { ...k, spot: { ...k.spot, step: 0 } });
          const b = placeOf(book, { ...k, spot: { ...k.spot, step: 1 } });
          return { ...r, row: r.row + by * (b.row - a.row), column: r.column + by * (b.column - a.column) };
        }),
      );
    });
  }
  return first(c, withRole(book, 'gradient', 'loss'), (t) => {
    const cells = column(book, c, t);
    return rewrite(book, cells, (f, k) => {
      const p = placeOf(book, k);
      return replaceReferences(f, (r) => {
        if (isCell(r) || r.sheet !== undefined) return r;
        const next = { ...r, to: { ...r.to, row: Math.max(r.to.row, p.row), column: Math.max(r.to.column, p.column) } };
        const close =
          p.row >= r.from.row && p.column >= r.from.column && p.row - r.to.row <= 1 && p.column - r.to.column <= 1;
        return close ? next : r;
      });
    });
  });
};

export const operators: readonly (readonly [ErrorClass, Operator])[] = [
  ['misaligned-reference', misaligned],
  ['blank-reference', blank],
  ['wrong-slope', slope],
  ['pre-activation', preActivation],
  ['wrong-weight', weight],
  ['offset', offset],
  ['missing-parentheses', parentheses],
  ['wrong-operator', operator],
  ['wrong-operand', operand],
  ['shifted-fill', shiftedFill],
  ['drifting-anchor', drift],
  ['missing-factor', factor],
  ['pasted-constant', constant],
  ['stale-weights', stale],
  ['mislabelled-metric', metric],
  ['shape-mismatch', shape],
  ['circular', circular],
];
export { apply, isReference };
export type { Spot };
