import { add, call, div, equals, greater, less, minus, mul, number, one, power, spot, sub, total } from './expr.ts';
import type { Expr, Spot } from './expr.ts';
import type { Activation, Spec } from './spec.ts';

export type TensorRole =
  | 'data'
  | 'target'
  | 'setting'
  | 'learningRate'
  | 'parameter'
  | 'slot'
  | 'preactivation'
  | 'exponential'
  | 'activation'
  | 'prediction'
  | 'error'
  | 'eachLoss'
  | 'loss'
  | 'metric'
  | 'slope'
  | 'cotangent'
  | 'terms'
  | 'gradient'
  | 'change'
  | 'update';

/** A named value of the training: where its formula comes from, not where it stands. */
export interface Tensor {
  readonly name: string;
  readonly role: TensorRole;
  readonly sizes: readonly number[];
  /** The first axis is the samples. */
  readonly rows: boolean;
  readonly each: 'book' | 'step';
  /** null: the cell holds a number. */
  readonly formula?: (at: readonly number[], t: number) => Expr | null;
  /** One formula that fills the whole rectangle. */
  readonly array?: (t: number) => Expr | null;
}

/** Rows and columns of the cells between two spots, if they are exactly a rectangle of this value in reading order. */
export type Extent = (from: Spot, to: Spot) => { readonly rows: number; readonly columns: number } | undefined;

/** The values of a book, first those that are computed first. */
export function tensorsOf(spec: Spec, extent: Extent): Tensor[] {
  const { network: net, style } = spec;
  const n = style.online ? 1 : spec.samples;
  const layers = net.activations.length;
  const out: Tensor[] = [];
  const softmax = net.activations.at(-1) === 'softmax';
  const squared = net.loss === 'squared';
  const outputs = net.sizes.at(-1) ?? 1;
  const inputs = net.sizes[0] ?? 1;
  const each = style.data === 'shared' && !style.online ? 'book' : 'step';
  const dataStep = (t: number): number => (each === 'book' ? 0 : t);
  const range = (k: number): number[] => Array.from({ length: k }, (_, i) => i);
  const mmult = style.form === 'mmult' && spec.layout.kind === 'matrix' && !spec.layout.flip;
  const tensor = (t: Tensor): void => {
    out.push(t);
  };

  // ---- pieces of formulas
  const A = (l: number, i: number, k: number, t: number): Expr =>
    l === 0 ? spot('X', [i, k], dataStep(t)) : spot(`A${l}`, [i, k], t);
  const aName = (l: number): string => (l === 0 ? 'X' : `A${l}`);
  const aStep = (l: number, t: number): number => (l === 0 ? dataStep(t) : t);
  const box = (name: string, from: readonly number[], to: readonly number[], step: number): Expr & { kind: 'box' } => ({
    kind: 'box',
    from: { tensor: name, at: from, step },
    to: { tensor: name, at: to, step },
  });
  const whole = (name: string, sizes: readonly number[], step: number): Expr =>
    box(
      name,
      sizes.map(() => 0),
      sizes.map((s) => s - 1),
      step,
    );
  const alike = (a: Expr & { kind: 'box' }, b: Expr & { kind: 'box' }): boolean => {
    const x = extent(a.from, a.to);
    const y = extent(b.from, b.to);
    return style.form !== 'long' && x !== undefined && y !== undefined && x.rows === y.rows && x.columns === y.columns;
  };
  /** Σ aᵢ·bᵢ as SUMPRODUCT where both lie the same way, else written out. */
  const dot = (
    a: Expr & { kind: 'box' },
    b: Expr & { kind: 'box' },
    terms: readonly (readonly [Expr, Expr])[],
  ): Expr => {
    if (terms.length > 1 && alike(a, b)) return call('SUMPRODUCT', a, b);
    return total(terms.map(([p, q]) => mul(p, q)));
  };
  const sumOf = (name: string, list: readonly (readonly number[])[], step: number): Expr => {
    const first = list[0] ?? [];
    const last = list.at(-1) ?? [];
    const b = box(name, first, last, step);
    const e = extent(b.from, b.to);
    if (list.length > 1 && e && e.rows * e.columns === list.length) return call('SUM', b);
    return total(list.map((at) => spot(name, at, step)));
  };
  const meanOf = (name: string, list: readonly (readonly number[])[], step: number): Expr => {
    const s = sumOf(name, list, step);
    if (list.length === 1) return s;
    return s.kind === 'call' ? call('AVERAGE', ...s.args) : div(s, number(list.length));
  };
  const squaredOf = (e: Expr): Expr =>
    style.square === '^' ? power(e, number(2)) : style.square === '*' ? mul(e, e) : call('POWER', e, number(2));

  // ---- data, settings, parameters
  const dataFormula =
    (name: string) =>
    (at: readonly number[], t: number): Expr | null =>
      style.data === 'references' && t > 0 && !style.online ? spot(name, at, t - 1) : null;
  tensor({ name: 'rate', role: 'learningRate', sizes: [], rows: false, each: 'book' });
  if (style.momentum !== null) tensor({ name: 'beta', role: 'setting', sizes: [], rows: false, each: 'book' });
  tensor({ name: 'X', role: 'data', sizes: [n, inputs], rows: true, each, formula: dataFormula('X') });
  tensor({ name: 'Y', role: 'target', sizes: [n, outputs], rows: true, each, formula: dataFormula('Y') });

  const rate = spot('rate', [], 0);
  const params = range(layers).flatMap((l) => [
    { suffix: `W${l + 1}`, sizes: [net.sizes[l] ?? 1, net.sizes[l + 1] ?? 1] },
    ...(net.bias ? [{ suffix: `b${l + 1}`, sizes: [net.sizes[l + 1] ?? 1] }] : []),
  ]);
  const gradientOf = (suffix: string, at: readonly number[], t: number): Expr =>
    style.momentum === null
      ? spot(`G${suffix}`, at, t)
      : style.update === 'alias'
        ? spot(`M${suffix}`, at, t)
        : spot(`V${suffix}`, at, t + 1);
  const moved = (suffix: string, at: readonly number[], t: number): Expr => {
    const w = spot(suffix, at, t);
    if (style.change) return add(w, spot(`C${suffix}`, at, t));
    return style.error === 'target-prediction'
      ? add(w, mul(rate, gradientOf(suffix, at, t)))
      : sub(w, mul(rate, gradientOf(suffix, at, t)));
  };
  const movedSlot = (suffix: string, at: readonly number[], t: number): Expr =>
    add(mul(spot('beta', [], 0), spot(`V${suffix}`, at, t)), spot(`G${suffix}`, at, t));
  for (const { suffix, sizes } of params) {
    const formula = (at: readonly number[], t: number): Expr | null =>
      t === 0 ? null : style.update === 'alias' ? spot(`N${suffix}`, at, t - 1) : moved(suffix, at, t - 1);
    tensor({ name: suffix, role: 'parameter', sizes, rows: false, each: 'step', formula });
    if (style.momentum === null) continue;
    const slot = (at: readonly number[], t: number): Expr | null =>
      t === 0 ? null : style.update === 'alias' ? spot(`M${suffix}`, at, t - 1) : movedSlot(suffix, at, t - 1);
    tensor({ name: `V${suffix}`, role: 'slot', sizes, rows: false, each: 'step', formula: slot });
  }

  // ---- forward
  range(layers).forEach((l) => {
    const from = net.sizes[l] ?? 1;
    const to = net.sizes[l + 1] ?? 1;
    const kind = net.activations[l] ?? 'linear';
    const last = l === layers - 1;
    const z = ([i = 0, k = 0]: readonly number[], t: number): Expr => {
      const s = dot(
        box(aName(l), [i, 0], [i, from - 1], aStep(l, t)),
        box(`W${l + 1}`, [0, k], [from - 1, k], t),
        range(from).map((j) => [A(l, i, j, t), spot(`W${l + 1}`, [j, k], t)]),
      );
      return net.bias ? add(s, spot(`b${l + 1}`, [k], t)) : s;
    };
    const zArray = (t: number): Expr => {
      const product = call('MMULT', whole(aName(l), [n, from], aStep(l, t)), whole(`W${l + 1}`, [from, to], t));
      return net.bias ? add(product, whole(`b${l + 1}`, [to], t)) : product;
    };
    // a linear neuron's weighted sum is its prediction: one column
    if (kind !== 'linear') {
      tensor({
        name: `Z${l + 1}`,
        role: 'preactivation',
        sizes: [n, to],
        rows: true,
        each: 'step',
        formula: z,
        ...(mmult && { array: zArray }),
      });
    }
    if (kind === 'softmax') {
      tensor({
        name: 'U',
        role: 'exponential',
        sizes: [n, to],
        rows: true,
        each: 'step',
        formula: (at, t) => call('EXP', spot(`Z${l + 1}`, at, t)),
      });
      tensor({
        name: 'T',
        role: 'exponential',
        sizes: [n],
        rows: true,
        each: 'step',
        formula: ([i = 0], t) =>
          sumOf(
            'U',
            range(to).map((k) => [i, k]),
            t,
          ),
      });
    }
    const a = (at: readonly number[], t: number): Expr =>
      activation(kind, kind === 'linear' ? z(at, t) : spot(`Z${l + 1}`, at, t), spec, at, t);
    tensor({
      name: `A${l + 1}`,
      role: last ? 'prediction' : 'activation',
      sizes: [n, to],
      rows: true,
      each: 'step',
      formula: a,
      ...(mmult && kind === 'linear' && { array: zArray }),
    });
  });
  const P = (i: number, k: number, t: number): Expr => spot(`A${layers}`, [i, k], t);
  const Y = (i: number, k: number, t: number): Expr => spot('Y', [i, k], dataStep(t));
  const e = ([i = 0, k = 0]: readonly number[], t: number): Expr =>
    style.error === 'prediction-target' ? sub(P(i, k, t), Y(i, k, t)) : sub(Y(i, k, t), P(i, k, t));
  tensor({ name: 'E', role: 'error', sizes: [n, outputs], rows: true, each: 'step', formula: e });
  if (squared) {
    tensor({
      name: 'S',
      role: 'eachLoss',
      sizes: [n, outputs],
      rows: true,
      each: 'step',
      formula: (at, t) => squaredOf(spot('E', at, t)),
    });
  } else if (softmax) {
    tensor({
      name: 'S',
      role: 'eachLoss',
      sizes: [n],
      rows: true,
      each: 'step',
      formula: ([i = 0], t) => {
        const y = box('Y', [i, 0], [i, outputs - 1], dataStep(t));
        const p = box(`A${layers}`, [i, 0], [i, outputs - 1], t);
        if (alike(y, p)) return minus(call('SUMPRODUCT', y, call('LN', p)));
        return minus(total(range(outputs).map((k) => mul(Y(i, k, t), call('LN', P(i, k, t))))));
      },
    });
  } else {
    tensor({
      name: 'S',
      role: 'eachLoss',
      sizes: [n],
      rows: true,
      each: 'step',
      formula: ([i = 0], t) =>
        minus(
          add(mul(Y(i, 0, t), call('LN', P(i, 0, t))), mul(sub(one, Y(i, 0, t)), call('LN', sub(one, P(i, 0, t))))),
        ),
    });
  }
  const allS = range(n).flatMap((i) => (squared ? range(outputs).map((k) => [i, k]) : [[i]]));
  tensor({
    name: 'L',
    role: 'loss',
    sizes: [],
    rows: false,
    each: 'step',
    formula: (_, t) => {
      const mean = style.lossReduction === 'mean' && n > 1;
      const reduced = mean
        ? squared && outputs > 1
          ? div(sumOf('S', allS, t), number(n))
          : meanOf('S', allS, t)
        : sumOf('S', allS, t);
      if (!squared || style.lossFactor === 1) return reduced;
      return style.square === '*' ? div(reduced, number(2)) : mul(number(0.5), reduced);
    },
  });
  if (style.metrics && squared && outputs === 1 && n > 1) {
    tensor({
      name: 'R',
      role: 'metric',
      sizes: [],
      rows: false,
      each: 'step',
      formula: (_, t) => {
        const s = sumOf('S', allS, t);
        return call('SQRT', s.kind === 'call' ? div(s, call('COUNT', ...s.args)) : div(s, number(n)));
      },
    });
  }
  if (style.metrics && !squared) {
    tensor({
      name: 'C',
      role: 'metric',
      sizes: [n],
      rows: true,
      each: 'step',
      formula: ([i = 0], t) =>
        outputs === 1
          ? call('IF', less(call('ABS', spot('E', [i, 0], t)), number(0.5)), one, number(0))
          : call(
              'IF',
              equals(dotOrLong(i, t), call('MAX', box(`A${layers}`, [i, 0], [i, outputs - 1], t))),
              one,
              number(0),
            ),
    });
    tensor({
      name: 'Acc',
      role: 'metric',
      sizes: [],
      rows: false,
      each: 'step',
      formula: (_, t) =>
        meanOf(
          'C',
          range(n).map((i) => [i]),
          t,
        ),
    });
  }
  function dotOrLong(i: number, t: number): Expr {
    return total(range(outputs).map((k) => mul(Y(i, k, t), P(i, k, t))));
  }

  // ---- backward
  const slopeExpr = (l: number, i: number, k: number, t: number): Expr | null => {
    // of layer l (from 0)
    const kind = net.activations[l] ?? 'linear';
    const a = spot(`A${l + 1}`, [i, k], t);
    if (kind === 'sigmoid') return mul(a, sub(one, a));
    if (kind === 'tanh') return sub(one, power(a, number(2)));
    if (kind === 'relu') return call('IF', greater(spot(`Z${l + 1}`, [i, k], t), number(0)), one, number(0));
    return null;
  };
  const slope = (l: number, i: number, k: number, t: number): Expr | null => {
    const s = slopeExpr(l, i, k, t);
    return s && style.slopes ? spot(`H${l + 1}`, [i, k], t) : s;
  };
  const masked = (l: number, i: number, k: number, t: number, value: Expr): Expr => {
    const s = slope(l, i, k, t);
    if (!s) return value;
    if (net.activations[l] === 'relu' && !style.slopes) {
      return call('IF', greater(spot(`Z${l + 1}`, [i, k], t), number(0)), value, number(0));
    }
    return mul(value, s);
  };
  /**
   * The output's error itself is the delta of a linear neuron, and of a cross entropy; then it has no column of its
   * own.
   */
  const plainError =
    style.error !== 'negated' && !(squared && (style.gradientFactor === 2 || slopeExpr(layers - 1, 0, 0, 0) !== null));
  const deltaName = (l: number): string => (l === layers - 1 && plainError ? 'E' : `D${l + 1}`);
  const delta = (l: number, [i = 0, k = 0]: readonly number[], t: number): Expr => {
    if (l === layers - 1) {
      const raw = spot('E', [i, k], t);
      const signed = style.error === 'negated' ? minus(raw) : raw;
      const scaled = squared && style.gradientFactor === 2 ? mul(number(2), signed) : signed;
      return squared ? masked(l, i, k, t, scaled) : scaled;
    }
    const to = net.sizes[l + 2] ?? 1;
    const back = style.deltas
      ? dot(
          box(deltaName(l + 1), [i, 0], [i, to - 1], t),
          box(`W${l + 2}`, [k, 0], [k, to - 1], t),
          range(to).map((o) => [spot(deltaName(l + 1), [i, o], t), spot(`W${l + 2}`, [k, o], t)]),
        )
      : total(range(to).map((o) => mul(delta(l + 1, [i, o], t), spot(`W${l + 2}`, [k, o], t))));
    return masked(l, i, k, t, back);
  };
  if (style.slopes) {
    range(layers).forEach((l) => {
      if (!slopeExpr(l, 0, 0, 0) || (l === layers - 1 && !squared)) return;
      tensor({
        name: `H${l + 1}`,
        role: 'slope',
        sizes: [n, net.sizes[l + 1] ?? 1],
        rows: true,
        each: 'step',
        formula: ([i = 0, k = 0], t) => slopeExpr(l, i, k, t),
      });
    });
  }
  range(layers)
    .toReversed()
    .forEach((l) => {
      const to = net.sizes[l + 1] ?? 1;
      const from = net.sizes[l] ?? 1;
      const next = net.sizes[l + 2] ?? 1;
      if (style.deltas) {
        const backArray = (t: number): Expr => {
          const product = call(
            'MMULT',
            whole(deltaName(l + 1), [n, next], t),
            call('TRANSPOSE', whole(`W${l + 2}`, [to, next], t)),
          );
          const a = whole(`A${l + 1}`, [n, to], t);
          const h = whole(`H${l + 1}`, [n, to], t);
          const z = whole(`Z${l + 1}`, [n, to], t);
          if (style.slopes) return mul(product, h);
          const kind = net.activations[l];
          return kind === 'sigmoid'
            ? mul(mul(product, a), sub(one, a))
            : kind === 'tanh'
              ? mul(product, sub(one, power(a, number(2))))
              : mul(product, call('IF', greater(z, number(0)), one, number(0)));
        };
        if (deltaName(l) !== 'E') {
          tensor({
            name: `D${l + 1}`,
            role: 'cotangent',
            sizes: [n, to],
            rows: true,
            each: 'step',
            formula: (at, t) => delta(l, at, t),
            ...(mmult && l < layers - 1 && { array: backArray }),
          });
        }
      }
      const d = (i: number, k: number, t: number): Expr =>
        style.deltas ? spot(deltaName(l), [i, k], t) : delta(l, [i, k], t);
      const dName = style.deltas ? deltaName(l) : '';
      const reduce = (terms: Expr): Expr =>
        style.gradientReduction === 'mean' && n > 1 ? div(terms, number(n)) : terms;
      if (style.terms) {
        tensor({
          name: `TW${l + 1}`,
          role: 'terms',
          sizes: [n, from, to],
          rows: true,
          each: 'step',
          formula: ([i = 0, j = 0, k = 0], t) => mul(d(i, k, t), A(l, i, j, t)),
        });
        if (net.bias) {
          tensor({
            name: `Tb${l + 1}`,
            role: 'terms',
            sizes: [n, to],
            rows: true,
            each: 'step',
            formula: ([i = 0, k = 0], t) => d(i, k, t),
          });
        }
        const reduced = (name: string, list: number[][], t: number): Expr =>
          style.gradientReduction === 'mean' ? meanOf(name, list, t) : sumOf(name, list, t);
        tensor({
          name: `GW${l + 1}`,
          role: 'gradient',
          sizes: [from, to],
          rows: false,
          each: 'step',
          formula: ([j = 0, k = 0], t) =>
            reduced(
              `TW${l + 1}`,
              range(n).map((i) => [i, j, k]),
              t,
            ),
        });
        if (net.bias) {
          tensor({
            name: `Gb${l + 1}`,
            role: 'gradient',
            sizes: [to],
            rows: false,
            each: 'step',
            formula: ([k = 0], t) =>
              reduced(
                `Tb${l + 1}`,
                range(n).map((i) => [i, k]),
                t,
              ),
          });
        }
      } else {
        const wArray = (t: number): Expr =>
          reduce(call('MMULT', call('TRANSPOSE', whole(aName(l), [n, from], aStep(l, t))), whole(dName, [n, to], t)));
        tensor({
          name: `GW${l + 1}`,
          role: 'gradient',
          sizes: [from, to],
          rows: false,
          each: 'step',
          ...(mmult && style.deltas && { array: wArray }),
          formula: ([j = 0, k = 0], t) => {
            const terms = range(n).map((i): [Expr, Expr] => [d(i, k, t), A(l, i, j, t)]);
            const s =
              dName !== ''
                ? dot(box(dName, [0, k], [n - 1, k], t), box(aName(l), [0, j], [n - 1, j], aStep(l, t)), terms)
                : total(terms.map(([p, q]) => mul(p, q)));
            return reduce(s);
          },
        });
        if (net.bias) {
          tensor({
            name: `Gb${l + 1}`,
            role: 'gradient',
            sizes: [to],
            rows: false,
            each: 'step',
            formula: ([k = 0], t) => {
              if (dName === '') return reduce(total(range(n).map((i) => d(i, k, t))));
              const list = range(n).map((i) => [i, k]);
              return style.gradientReduction === 'mean' ? meanOf(dName, list, t) : sumOf(dName, list, t);
            },
          });
        }
      }
    });

  // ---- update
  for (const { suffix, sizes } of params) {
    if (style.momentum !== null && style.update === 'alias') {
      tensor({
        name: `M${suffix}`,
        role: 'slot',
        sizes,
        rows: false,
        each: 'step',
        formula: (at, t) => movedSlot(suffix, at, t),
      });
    }
    if (style.change) {
      tensor({
        name: `C${suffix}`,
        role: 'change',
        sizes,
        rows: false,
        each: 'step',
        formula: (at, t) => {
          const g =
            style.momentum === null
              ? spot(`G${suffix}`, at, t)
              : style.update === 'alias'
                ? spot(`M${suffix}`, at, t)
                : movedSlot(suffix, at, t);
          return style.error === 'target-prediction' ? mul(rate, g) : mul(minus(rate), g);
        },
      });
    }
    if (style.update === 'alias') {
      tensor({
        name: `N${suffix}`,
        role: 'update',
        sizes,
        rows: false,
        each: 'step',
        formula: (at, t) => moved(suffix, at, t),
      });
    }
  }
  return out;
}

function activation(kind: Activation, z: Expr, spec: Spec, at: readonly number[], t: number): Expr {
  switch (kind) {
    case 'linear':
      return z;
    case 'sigmoid':
      return div(one, add(one, call('EXP', minus(z))));
    case 'tanh':
      return call('TANH', z);
    case 'relu':
      return spec.seed % 2 === 0 ? call('MAX', number(0), z) : call('IF', greater(z, number(0)), z, number(0));
    case 'softmax':
      return div(spot('U', at, t), spot('T', at.slice(0, 1), t));
    default:
      return kind satisfies never;
  }
}
