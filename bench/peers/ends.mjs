// Whether two who did the same task came to the same end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How far ends may lie apart. Weights: the distance as a share of the way they went, since rounding in f32 turns the
 * direction of weights whose gradient is nearly 0, which Adam moves as far as all others; one step too many or few, or
 * another rate, would be tens of percent. The loss: a share of itself.
 */
export const LIMITS = { weights: 0.01, loss: 1e-3 };

/** Both as shares; NaN never passes. @param ours what `theirs` is compared with */
export function difference(task, folder, ours, theirs) {
  if (ours.weights.length !== theirs.weights.length) return { weights: Infinity, loss: Infinity };
  const first = firstWeights(task, folder, ours.weights.length);
  let apart = 0;
  let way = 0;
  ours.weights.forEach((w, i) => {
    apart += (w - theirs.weights[i]) ** 2;
    way += (w - first[i]) ** 2;
  });
  const weights = Math.sqrt(apart / way);
  const loss = ours.loss === null ? 0 : Math.abs(theirs.loss / ours.loss - 1);
  return { weights: Number.isNaN(weights) ? Infinity : weights, loss: Number.isNaN(loss) ? Infinity : loss };
}

/** Those that all begin with; a product begins with nothing. */
function firstWeights({ layers = [] }, folder, length) {
  const files = layers.flatMap((_, i) => [`w${i}.f32`, `b${i}.f32`]);
  const bytes = Buffer.concat(files.map((name) => readFileSync(join(folder, name))));
  const first = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return first.length > 0 ? first : new Float32Array(length);
}
