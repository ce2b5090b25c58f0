import type { Candidate } from '../choose/choice.ts';
import { rungs } from '../choose/outcome.ts';
import type { SavedModel } from '../formats/model.ts';
import type { Spread } from '../model/row-prediction.ts';
import type { Costs } from '../statistics/scores/judged.ts';
import { Json } from '../util/json.ts';
import { words } from './error-words.ts';

/** What a model keeps of how it was chosen; null: it was trained as told. */
const savedChoice = ({ settings }: Pick<SavedModel, 'settings'>, path: string): Json | null =>
  there(new Json(settings, `${path}, settings`).get('choice'));

const there = (json: Json | undefined): Json | null => (json && !json.missing ? json : null);

/**
 * How far from predictions new rows lie. Null for classes, and for models that were trained as told.
 *
 * @throws GradsheetError `bad-file` for what no interval can be
 */
export function savedSpread(saved: Pick<SavedModel, 'settings'>, path: string): Spread | null {
  const interval = there(savedChoice(saved, path)?.get('interval'));
  if (!interval) return null;
  const factor = interval.get('factor');
  return factor.missing ? { halfWidth: interval.get('halfWidth').finite() } : { factor: factor.finite() };
}

/** Was the model chosen by cross-validation, and not trained as told? */
export const isChosen = ({ settings }: Pick<SavedModel, 'settings'>): boolean => settings['choice'] !== undefined;

/** Which model was chosen; null: it was trained as told. */
export function savedCandidate(saved: Pick<SavedModel, 'settings'>, path: string): Candidate | null {
  const chosen = there(savedChoice(saved, path)?.get('chosen'));
  if (!chosen) return null;
  const rung = chosen.get('rung').oneOf(rungs);
  if (rung === 'constant') return { rung };
  const penalty = chosen.get('penalty').finite();
  if (rung === 'line') return { rung, penalty };
  const hidden = chosen.get('hidden').list();
  return {
    rung,
    penalty,
    hidden: hidden.map((units) => units.count()),
    learningRate: chosen.get('learningRate').finite(),
    batchSize: chosen.get('batchSize').count(),
  };
}

/** What values of 0 count as where the logarithm of the target is learned; null: it is not. */
export function savedFloor(saved: Pick<SavedModel, 'settings'>, path: string): number | null {
  return there(savedChoice(saved, path)?.get('logarithm'))?.get('floor').finite() ?? null;
}

/**
 * What somebody would guess who knows the training rows alone: the mean of a number, or the share of each class. Null
 * if the model does not keep it.
 */
export function savedGuess(saved: Pick<SavedModel, 'settings'>, path: string, classes: number): number[] | null {
  const target = there(savedChoice(saved, path)?.get('target'));
  if (!target) return null;
  const guess = target.get('guess');
  const numbers = guess.list().map((one) => one.finite());
  return numbers.length === Math.max(1, classes) ? numbers : guess.fail(words('a number for each class'));
}

/** What a person said that counts: the costs of wrong answers, or every class alike. */
export function savedAims(
  saved: Pick<SavedModel, 'settings'>,
  path: string,
): { readonly costs: Costs | null; readonly balanced: boolean } {
  const choice = savedChoice(saved, path);
  const threshold = there(choice?.get('threshold'));
  return {
    costs: threshold && { fp: threshold.get('fp').finite(), fn: threshold.get('fn').finite() },
    balanced: choice?.get('verdict').get('measure').value === 'balancedAccuracy',
  };
}

/** The probability from which a chosen model says the second of two classes; null if no costs were given. */
export function savedThreshold(saved: Pick<SavedModel, 'settings'>, path: string): number | null {
  return there(savedChoice(saved, path)?.get('threshold'))?.get('threshold').finite() ?? null;
}
