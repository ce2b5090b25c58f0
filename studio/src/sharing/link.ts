import type { Session } from '../bench/session.svelte.ts';
import { parse, plain } from '../numbers/format.ts';

/** Controls that a teacher may take away by a link. */
export const hideable = ['play', 'sizes', 'time', 'rate', 'lesson', 'findings', 'pictures', 'chart', 'export'] as const;
export type Hideable = (typeof hideable)[number];

/** What a link may hold beside the lesson. */
export interface LinkParts {
  readonly place: boolean;
  readonly settings: boolean;
  readonly weights: boolean;
  readonly data: boolean;
  readonly hide: readonly Hideable[];
}

/** Tables of more numbers are a file's business. */
export const LONGEST_DATA = 400;

const slotsOf = (session: Session, kind: 'weights' | 'data'): string[] =>
  session.panels
    .filter((p) => p.kind === kind)
    .flatMap((p) => p.lines.flatMap((l) => l.slots.flatMap((s) => (s && session.editable(s.id) ? [s.id] : []))));

/**
 * What stands in the address: `rate=0.5&w=0.33,0.33,0.33,0`. Weights are those of the step that is looked at; there the
 * receiver begins.
 */
export function linkQuery(session: Session, parts: LinkParts): Map<string, string> {
  const query = new Map<string, string>();
  const numbers = (kind: 'weights' | 'data'): string =>
    slotsOf(session, kind)
      .map((id) => plain(session.typed(id)))
      .join(',');
  if (parts.settings) {
    if (session.editable('lr')) query.set('rate', plain(session.typed('lr')));
    for (const [name, value] of Object.entries(session.branch.options)) query.set(name, value);
  }
  if (parts.weights) query.set('w', numbers('weights'));
  if (parts.data) query.set('x', numbers('data'));
  if (parts.place && !parts.weights) {
    query.set('epoch', String(session.epoch));
    if (session.place.step % session.perEpoch > 0) {
      query.set('batch', String((session.place.step % session.perEpoch) + 1));
    }
  }
  if (parts.place && session.pin !== null) query.set('cell', session.pin);
  if (parts.hide.length > 0) query.set('hide', parts.hide.join(','));
  return query;
}

/** Does an address say how the bench begins, and not only where it is? */
export const saysHow = (query: ReadonlyMap<string, string>, session: Session): boolean =>
  ['rate', 'w', 'x', ...Object.keys(session.scenario.options)].some((name) => query.has(name));

/** Sets a bench that nothing was done with up as a link says. What does not fit is left as it was. */
export function setUp(session: Session, query: ReadonlyMap<string, string>): void {
  const options = Object.fromEntries(
    session.scenario.choices.flatMap(({ name, values }) => {
      const v = query.get(name);
      return v !== undefined && values.some((o) => o.value === v) ? [[name, v]] : [];
    }),
  );
  if (Object.entries(options).some(([name, v]) => session.branch.options[name] !== v)) session.vary(options);
  const typed = (name: string, ids: readonly string[]): { id: string; value: number }[] => {
    const values = (query.get(name) ?? '').split(',').map(parse);
    return values.length === ids.length && values.every((v) => v !== null)
      ? ids.map((id, i) => ({ id, value: values[i] ?? 0 }))
      : [];
  };
  const all = [
    ...typed('rate', ['lr']),
    ...typed('w', slotsOf(session, 'weights')),
    ...typed('x', slotsOf(session, 'data')),
  ];
  const changes = all.flatMap(({ id, value }) => {
    const at = session.editable(id);
    return at && session.typed(id) !== value ? [{ ...at, value, slot: id }] : [];
  });
  if (changes.length > 0) session.change(changes);
}
export const hiddenIn = (query: ReadonlyMap<string, string>): readonly Hideable[] =>
  hideable.filter((h) => query.get('hide')?.split(',').includes(h));
