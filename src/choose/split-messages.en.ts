import { someNames } from '../data/some-names.ts';
import { shellText } from '../util/escape.ts';
import type { Choice } from './choice.ts';
import type { Perhaps } from './dealing.ts';

/** Which rows are held out together, and why. */
export function splitBy({ asked, quantity, ...rule }: Choice['split']): string {
  switch (rule.by) {
    case 'random':
      return 'rows at random';
    case 'time': {
      if (quantity) return `the rows with the largest ${rule.column} (a number, not a date), predicted from the others`;
      const latest = rule.column === undefined ? 'the latest rows' : `the latest rows by ${rule.column}`;
      return asked
        ? `${latest}, predicted from the earlier ones`
        : `${latest}, predicted from the earlier ones, because rows near in time are alike`;
    }
    case 'group':
      return asked
        ? `all rows of a value of ${rule.column} together`
        : `all rows of a value of ${rule.column} together, because they are alike; the column itself is not used, since a new row will have another value`;
    default:
      return rule satisfies never;
  }
}

/** What may make the result of a test on random rows too good for the rows to come; one or two sentences each. */
export function perhaps({ perhaps: alike, shared, later }: Perhaps): string[] {
  const found: string[] = [];
  const option = (rule: string): string => `--split ${shellText(rule)}`;
  if (alike !== undefined) {
    found.push(
      `Rows with the same ${alike} are alike, beyond what the other columns explain. If the rows to predict will have new values there, the result above is too good for them: add ${option(`group=${alike}`)}.`,
    );
  }
  if (shared) {
    found.push(
      `Rows with the same ${shared.column} also have the same ${someNames(shared.same, 'en')}, as rows of one event or place do. If the rows to predict will be of others, the result above may be too good for them: add ${option(`group=${shared.column}`)}.`,
    );
  }
  if (later !== undefined) {
    found.push(
      `Rows were held out at random, not by ${later}, and the target changes over time in a way that a line does not explain. If later rows are to be predicted, the result above may be too good for them: add ${option(`time=${later}`)}.`,
    );
  }
  return found;
}
