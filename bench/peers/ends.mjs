// Whether two who did the same task came to the same end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shapesOf } from './tasks.mjs';

/**
 * How far ends may lie apart: as a share of the way that the weights went, and as a share of the loss. Rounding in f32
 * makes up to 1e-5 of it; one step too many of 400, or another rate, are some thousand times as much.
 */
export const LIMITS = { weights: 1e-4, loss: 1e-4 };

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
function firstWeights(task, folder, length) {
  const files = task.size ? [] : shapesOf(task).map((_, i) => `weight${i}.f32`);
  const bytes = Buffer.concat(files.map((name) => readFileSync(join(folder, name))));
  const first = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return first.length > 0 ? first : new Float32Array(length);
}
