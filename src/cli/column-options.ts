import { roles, type Role } from '../data/columns/feature.ts';
import { GradsheetError } from '../errors.ts';
import { listedNames, quoted } from '../words.ts';
import { nearest } from '../util/text.ts';
import { words } from './error-words.ts';

/**
 * What `--as` says. A name may itself hold a `=`.
 *
 *   rolesAsked(['zip=category', 'a=b=date'])   // → { zip: 'category', 'a=b': 'date' }
 */
export function rolesAsked(asked: readonly string[]): Record<string, Role> {
  return Object.fromEntries(asked.map(roleAsked));
}

function roleAsked(text: string): [string, Role] {
  const at = text.lastIndexOf('=');
  const kind = text.slice(at + 1).toLowerCase();
  const role = roles.find((name) => name === kind);
  if (at > 0 && role !== undefined) return [text.slice(0, at), role];
  const near = nearest(kind, roles);
  throw new GradsheetError('invalid-option', {
    where: '--as',
    expected: words('COLUMN=KIND, where KIND is one of {}', listedNames(roles)),
    received: quoted(text),
    ...(near === undefined || at <= 0 ? {} : { hint: words('Did you mean "{}"?', near) }),
  });
}
