// The training that a workbook shows, computed by loops over arrays: the numbers its cells must hold. Nothing here
// knows of formulas.
import { exp, log, tanh } from '../../../src/util/libm.ts';
import type { Spot } from './expr.ts';
import { Choice } from './random.ts';
import type { Activation, Spec, Start } from './spec.ts';

/** Data and first weights: round numbers, targets that suit the loss. */
export function start(spec: Spec): Start {
  if (spec.start) return spec.start;
  const c = new Choice(spec.seed);
  const { sizes, loss, activations, bias } = spec.network;
  const last = activations.at(-1);
  const inputs = sizes[0] ?? 1;
  const outputs = sizes.at(-1) ?? 1;
  const rows = spec.style.online ? Math.max(3, spec.samples) : spec.samples;
  const x = Array.from({ length: rows }, () => Array.from({ length: inputs }, () => c.between(0.1, 0.99)));
  const y = x.map((row, i) => {
    if (loss === 'crossEntropy' && outputs > 1) {
      return Array.from({ length: outputs }, (_, k) => (k === (i + spec.seed) % outputs ? 1 : 0));
    }
    if (loss === 'crossEntropy') return [(i + spec.seed) % 2];
    if (last === 'sigmoid') return Array.from({ length: outputs }, () => c.between(0.05, 0.95));
    return Array.from(
      { length: outputs },
      (_, k) =>
        Math.round(100 * row.reduce((s, v, j) => s + v * (0.3 + 0.2 * ((j + k) % 3)), 0.05 * c.between(-1, 1))) / 100,
    );
  });
  const weights = sizes
    .slice(1)
    .map((to, l) =>
      Array.from({ length: sizes[l] ?? 1 }, () => Array.from({ length: to }, () => c.between(-0.9, 0.9))),
    );
  const biases = sizes.slice(1).map((to) => Array.from({ length: to }, () => (bias ? c.between(-0.4, 0.4) : 0)));
  return { x, y, weights, biases };
}

/** Every number of the run at one learning rate, by spot. */
export function numbers(spec: Spec, rate: number): (spot: Spot) => number | undefined {
  const { x: allX, y: allY, weights, biases } = start(spec);
  const { style, network } = spec;
  const layers = network.activations.length;
  const found = new Map<string, number>();
  const keep = (tensor: string, at: readonly number[], step: number, value: number): void => {
    found.set(`${tensor}|${at.join()}|${step}`, value);
  };
  const keepMatrix = (tensor: string, m: readonly (readonly number[])[], step: number): void =>
    m.forEach((row, i) => row.forEach((v, k) => keep(tensor, [i, k], step, v)));
  const sign = style.error === 'target-prediction' ? -1 : 1; // of what the gradient cells hold
  const w = weights.map((m) => m.map((row) => [...row]));
  const b = biases.map((v) => [...v]);
  const vw = w.map((m) => m.map((row) => row.map(() => 0)));
  const vb = b.map((v) => v.map(() => 0));

  for (let t = 0; t < spec.steps; t++) {
    const x = style.online ? [allX[t % allX.length] ?? []] : allX;
    const y = style.online ? [allY[t % allY.length] ?? []] : allY;
    const n = x.length;
    keepMatrix('X', x, t);
    keepMatrix('Y', y, t);
    w.forEach((m, l) => {
      keepMatrix(`W${l + 1}`, m, t);
      keepMatrix(`VW${l + 1}`, vw[l] ?? [], t);
    });
    b.forEach((v, l) =>
      v.forEach((value, k) => {
        keep(`b${l + 1}`, [k], t, value);
        keep(`Vb${l + 1}`, [k], t, vb[l]?.[k] ?? 0);
      }),
    );

    // forward
    const a: (readonly (readonly number[])[])[] = [x];
    const z: number[][][] = [];
    for (let l = 0; l < layers; l++) {
      const before = a[l] ?? [];
      const m = w[l] ?? [];
      const bias = b[l] ?? [];
      const zl = before.map((row) => bias.map((bk, k) => row.reduce((s, v, j) => s + v * (m[j]?.[k] ?? 0), 0) + bk));
      const al = zl.map((row) => activate(network.activations[l] ?? 'linear', row));
      z.push(zl);
      a.push(al);
      keepMatrix(`Z${l + 1}`, zl, t);
      keepMatrix(`A${l + 1}`, al, t);
      if (network.activations[l] === 'softmax') {
        zl.forEach((row, i) => {
          row.forEach((v, k) => keep('U', [i, k], t, exp(v)));
          keep(
            'T',
            [i],
            t,
            row.reduce((s, v) => s + exp(v), 0),
          );
        });
      }
      al.forEach((row, i) =>
        row.forEach((v, k) =>
          keep(`H${l + 1}`, [i, k], t, slope(network.activations[l] ?? 'linear', zl[i]?.[k] ?? 0, v)),
        ),
      );
    }
    const p = a[layers] ?? [];
    const softmax = network.activations.at(-1) === 'softmax';
    const e = p.map((row, i) => row.map((v, k) => v - (y[i]?.[k] ?? 0)));
    keepMatrix(
      'E',
      e.map((row) => row.map((v) => (style.error === 'prediction-target' ? v : -v))),
      t,
    );
    let loss = 0;
    p.forEach((row, i) => {
      let each = 0;
      row.forEach((v, k) => {
        const target = y[i]?.[k] ?? 0;
        const s =
          network.loss === 'squared'
            ? (v - target) ** 2
            : softmax
              ? -target * log(v)
              : -(target * log(v) + (1 - target) * log(1 - v));
        keep('S', [i, k], t, s);
        each += s;
      });
      keep('S', [i], t, each);
      loss += each;
      const right =
        row.length === 1
          ? Math.abs((row[0] ?? 0) - (y[i]?.[0] ?? 0)) < 0.5
          : row.every((v, k) => (y[i]?.[k] ?? 0) !== 1 || v === Math.max(...row));
      keep('C', [i], t, right ? 1 : 0);
    });
    keep('Acc', [], t, p.filter((_, i) => found.get(`C|${i}|${t}`) === 1).length / n);
    const factor = network.loss === 'squared' ? style.lossFactor : 1;
    const reported = (factor * loss) / (style.lossReduction === 'mean' ? n : 1);
    keep('L', [], t, reported);
    keep('R', [], t, Math.sqrt(loss / n));

    // backward: derivatives of Σᵢ ½·errorᵢ² or of the cross entropy, times the author's factor
    const squared = network.loss === 'squared';
    const scale = (squared ? style.gradientFactor : 1) * sign;
    let d = e.map((row, i) =>
      row.map(
        (v, k) =>
          scale *
          v *
          (squared
            ? slope(network.activations[layers - 1] ?? 'linear', z[layers - 1]?.[i]?.[k] ?? 0, p[i]?.[k] ?? 0)
            : 1),
      ),
    );
    const gw: number[][][] = [];
    const gb: number[][] = [];
    for (let l = layers - 1; l >= 0; l--) {
      const before = a[l] ?? [];
      const m = w[l] ?? [];
      keepMatrix(`D${l + 1}`, d, t);
      const divisor = style.gradientReduction === 'mean' ? n : 1;
      gw[l] = m.map((row, j) =>
        row.map((_, k) => {
          d.forEach((dr, i) => keep(`TW${l + 1}`, [i, j, k], t, (dr[k] ?? 0) * (before[i]?.[j] ?? 0)));
          return d.reduce((s, dr, i) => s + (dr[k] ?? 0) * (before[i]?.[j] ?? 0), 0) / divisor;
        }),
      );
      gb[l] = (b[l] ?? []).map((_, k) => {
        d.forEach((dr, i) => keep(`Tb${l + 1}`, [i, k], t, dr[k] ?? 0));
        return d.reduce((s, dr) => s + (dr[k] ?? 0), 0) / divisor;
      });
      if (l > 0) {
        const kind = network.activations[l - 1] ?? 'linear';
        d = d.map((dr, i) =>
          m.map(
            (row, j) =>
              row.reduce((s, v, k) => s + v * (dr[k] ?? 0), 0) *
              slope(kind, z[l - 1]?.[i]?.[j] ?? 0, before[i]?.[j] ?? 0),
          ),
        );
      }
    }

    // update
    for (let l = 0; l < layers; l++) {
      const move = (g: number, v: number): { v: number; change: number } => {
        const next = style.momentum === null ? g : style.momentum * v + g;
        return { v: style.momentum === null ? 0 : next, change: -sign * rate * next };
      };
      (w[l] ?? []).forEach((row, j) =>
        row.forEach((old, k) => {
          const g = gw[l]?.[j]?.[k] ?? 0;
          const m = move(g, vw[l]?.[j]?.[k] ?? 0);
          const vRow = vw[l]?.[j];
          keep(`GW${l + 1}`, [j, k], t, g);
          keep(`CW${l + 1}`, [j, k], t, m.change);
          keep(`MW${l + 1}`, [j, k], t, m.v);
          if (vRow) vRow[k] = m.v;
          row[k] = old + m.change;
          keep(`NW${l + 1}`, [j, k], t, row[k] ?? 0);
        }),
      );
      if (!network.bias) continue;
      (b[l] ?? []).forEach((old, k, list) => {
        const g = gb[l]?.[k] ?? 0;
        const m = move(g, vb[l]?.[k] ?? 0);
        const slots = vb[l];
        keep(`Gb${l + 1}`, [k], t, g);
        keep(`Cb${l + 1}`, [k], t, m.change);
        keep(`Mb${l + 1}`, [k], t, m.v);
        if (slots) slots[k] = m.v;
        list[k] = old + m.change;
        keep(`Nb${l + 1}`, [k], t, list[k] ?? 0);
      });
    }
  }
  return ({ tensor, at, step }) =>
    tensor === 'rate'
      ? rate
      : tensor === 'beta'
        ? (style.momentum ?? 0)
        : tensor === 'n'
          ? spec.samples
          : found.get(`${tensor}|${at.join()}|${step}`);
}

function activate(kind: Activation, z: readonly number[]): number[] {
  switch (kind) {
    case 'linear':
      return [...z];
    case 'sigmoid':
      return z.map((v) => 1 / (1 + exp(-v)));
    case 'tanh':
      return z.map((v) => tanh(v));
    case 'relu':
      return z.map((v) => Math.max(0, v));
    case 'softmax': {
      const e = z.map((v) => exp(v));
      const s = e.reduce((a, v) => a + v, 0);
      return e.map((v) => v / s);
    }
    default:
      return kind satisfies never;
  }
}

/** By the weighted sum z and the activation a; a softmax is only ever derived together with its cross entropy. */
function slope(kind: Activation, z: number, a: number): number {
  switch (kind) {
    case 'linear':
    case 'softmax':
      return 1;
    case 'sigmoid':
      return a * (1 - a);
    case 'tanh':
      return 1 - a * a;
    case 'relu':
      return z > 0 ? 1 : 0;
    default:
      return kind satisfies never;
  }
}
