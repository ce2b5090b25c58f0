import type { Node } from '../ir/node.ts';
import { add, clip, div, max, mul, sqrt, square, sum } from '../ir/ops.ts';
import { checkNumber, invalid } from './options.ts';
import { listedNames, type Where } from '../words.ts';
import { words } from './error-words.ts';

/** How gradients are cut before the optimizer sees them; at most one, as Keras. */
export interface ClipOptions {
  /** Each gradient whose length √Σg² is above this is shortened to it. */
  readonly clipnorm?: number;
  /** Each number is kept within ± this. */
  readonly clipvalue?: number;
  /** All gradients together are shortened by one factor, so that their common length is at most this. */
  readonly globalClipnorm?: number;
}
export const clipNames = ['clipnorm', 'clipvalue', 'globalClipnorm'] as const satisfies readonly (keyof ClipOptions)[];

/** @throws GradsheetError `invalid-option` if one is not above 0, or more than one is given */
export function checkClip(where: Where, options: ClipOptions): void {
  const given = clipNames.filter((name) => options[name] !== undefined);
  for (const name of given) checkNumber(words('{}, {}', where, name), options[name], { above: 0 });
  if (given.length > 1) invalid(where, words('at most one of {}', listedNames(clipNames)), given.join(' and '));
}

/** g · limit / max(‖g‖, limit): unchanged while short enough, and no division by 0 for a gradient of zeros. */
const shorten = (g: Node, norm: Node, limit: number): Node => div(mul(g, limit), max(norm, limit));

/**
 * The gradients after clipping, in their order. @param options options of an optimizer; others than `ClipOptions` do
 * not count
 */
export function clipGradients(options: ClipOptions & object, gradients: readonly Node[]): Node[] {
  const { clipnorm, clipvalue, globalClipnorm } = options;
  if (clipvalue !== undefined) return gradients.map((g) => clip(g, -clipvalue, clipvalue));
  if (clipnorm !== undefined) return gradients.map((g) => shorten(g, sqrt(sum(square(g))), clipnorm));
  if (globalClipnorm === undefined || gradients.length === 0) return [...gradients];
  const norm = sqrt(gradients.map((g) => sum(square(g))).reduce((a, b) => add(a, b)));
  return gradients.map((g) => shorten(g, norm, globalClipnorm));
}
