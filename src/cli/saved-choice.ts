import type { SavedModel } from '../formats/model.ts';
import { Json } from '../util/json.ts';

/** What a chosen model says of its predictions: value ± halfWidth holds a new row's with the probability `level`. */
export interface SavedInterval {
  readonly level: number;
  readonly halfWidth: number;
}

/**
 * Null for classes, and for models that were trained as told.
 *
 * @throws GradsheetError `bad-file` for what no interval can be
 */
export function savedInterval({ settings }: Pick<SavedModel, 'settings'>, path: string): SavedInterval | null {
  const choice = new Json(settings, `${path}, settings`).get('choice');
  if (choice.missing || choice.get('interval').missing) return null;
  const interval = choice.get('interval');
  return { level: interval.get('level').finite(), halfWidth: interval.get('halfWidth').finite() };
}

/** Was the model chosen by cross-validation, and not trained as told? */
export const isChosen = ({ settings }: Pick<SavedModel, 'settings'>): boolean => settings['choice'] !== undefined;

/** The probability from which a chosen model says the second of two classes; null if no costs were given. */
export function savedThreshold({ settings }: Pick<SavedModel, 'settings'>, path: string): number | null {
  const choice = new Json(settings, `${path}, settings`).get('choice');
  if (choice.missing || choice.get('threshold').missing) return null;
  return choice.get('threshold').get('threshold').finite();
}
