import { GradsheetError } from '../../errors.ts';
import { listedNames, quoted, type Where } from '../../words.ts';
import { largerIsBetter } from '../../nn/metrics.ts';
import { checkChoice, checkNumber, invalid } from '../../nn/options.ts';
import { nearest } from '../../util/text.ts';
import type { Logs } from './callback.ts';
import { words } from '../error-words.ts';

/** What early stopping, rate reduction and checkpoints watch. */
export interface MonitorOptions {
  /** A name of the logs; default 'val_loss'. */
  readonly monitor?: string;
  /** Is smaller better, or larger? Default 'auto': by the name. */
  readonly mode?: 'auto' | 'min' | 'max';
  /** A change must be larger than this to count. */
  readonly minDelta?: number;
}
export const monitorNames = ['monitor', 'mode', 'minDelta'] as const satisfies readonly (keyof MonitorOptions)[];

export interface Monitor {
  readonly name: string;
  /** The watched value. @throws GradsheetError `unknown-name` if the logs do not hold it */
  read(logs: Logs): number;
  /** Better than `best` by more than minDelta? Everything is better than nothing; NaN is better than nothing only. */
  improves(value: number, best: number | null): boolean;
}

/** @throws GradsheetError `invalid-option`, also where 'auto' cannot know the better direction */
export function monitorOf(
  where: Where,
  { monitor = 'val_loss', mode = 'auto', minDelta = 0 }: MonitorOptions,
  usualDelta = minDelta,
): Monitor {
  if (typeof monitor !== 'string' || monitor === '') {
    invalid(words('{}, {}', where, 'monitor'), words('the name of a loss or metric'), monitor);
  }
  checkChoice(words('{}, {}', where, 'mode'), mode, ['auto', 'min', 'max']);
  const delta = checkNumber(words('{}, {}', where, 'minDelta'), usualDelta, { least: 0 });
  const larger = mode === 'auto' ? largerIsBetter(monitor) : mode === 'max';
  if (larger === undefined) {
    invalid(
      words('{}, {}', where, 'mode'),
      words("'min' or 'max' for \"{}\"", monitor),
      mode,
      words('Only losses and metrics that come with gradsheet are known to be better when small or large.'),
    );
  }
  return {
    name: monitor,
    read: (logs) => {
      const value = logs[monitor];
      if (value !== undefined) return value;
      const names = Object.keys(logs);
      const near = nearest(monitor, names);
      const hint = monitor.startsWith('val_')
        ? words('Pass validationSplit or validationData to fit, or monitor "loss".')
        : near === undefined
          ? undefined
          : words('Did you mean "{}"?', near);
      throw new GradsheetError('unknown-name', {
        where: words('{}, {}', where, 'monitor'),
        expected: words('one of {}', listedNames(names)),
        received: quoted(monitor),
        ...(hint === undefined ? {} : { hint }),
      });
    },
    improves: (value, best) => best === null || (larger ? value - delta > best : value + delta < best),
  };
}
