import type { SavedModel } from '../formats/model.ts';
import type { Spread } from '../model/row-prediction.ts';
import type { Costs } from '../statistics/scores/judged.ts';
import { Json } from '../util/json.ts';

/**
 * How far from predictions new rows lie. Null for classes, and for models that were trained as told.
 *
 * @throws GradsheetError `bad-file` for what no interval can be
 */
export function savedSpread({ settings }: Pick<SavedModel, 'settings'>, path: string): Spread | null {
  const choice = new Json(settings, `${path}, settings`).get('choice');
  if (choice.missing || choice.get('interval').missing) return null;
  const interval = choice.get('interval');
  const factor = interval.get('factor');
  return factor.missing ? { halfWidth: interval.get('halfWidth').finite() } : { factor: factor.finite() };
}

/** Was the model chosen by cross-validation, and not trained as told? */
export const isChosen = ({ settings }: Pick<SavedModel, 'settings'>): boolean => settings['choice'] !== undefined;

/** What values of 0 count as where the logarithm of the target is learned; null: it is not. */
export function savedFloor({ settings }: Pick<SavedModel, 'settings'>, path: string): number | null {
  const choice = new Json(settings, `${path}, settings`).get('choice');
  return choice.missing || choice.get('logarithm').missing ? null : choice.get('logarithm').get('floor').finite();
}

/** What a person said that counts: the costs of wrong answers, or every class alike. */
export function savedAims(
  { settings }: Pick<SavedModel, 'settings'>,
  path: string,
): { readonly costs: Costs | null; readonly balanced: boolean } {
  const choice = new Json(settings, `${path}, settings`).get('choice');
  if (choice.missing) return { costs: null, balanced: false };
  const threshold = choice.get('threshold');
  const balanced = choice.get('verdict').get('measure').value === 'balancedAccuracy';
  if (threshold.missing) return { costs: null, balanced };
  return { costs: { fp: threshold.get('fp').finite(), fn: threshold.get('fn').finite() }, balanced };
}

/** The probability from which a chosen model says the second of two classes; null if no costs were given. */
export function savedThreshold({ settings }: Pick<SavedModel, 'settings'>, path: string): number | null {
  const choice = new Json(settings, `${path}, settings`).get('choice');
  if (choice.missing || choice.get('threshold').missing) return null;
  return choice.get('threshold').get('threshold').finite();
}
