// Every address gives a page: what a link says that is none is left out.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRoute, routeText } from '../../studio/src/app/route.ts';
import { placeIn, type Steps } from '../../studio/src/bench/place.ts';
import { isView } from '../../studio/src/app/views.ts';
import { rounds } from './rounds.ts';

const seed = 14;
const numRuns = rounds(2000, 200_000);
/** As a browser hands an address over: what is no address is encoded. */
const inBrowser = (text: string): string => new URL(`http://localhost/#${text}`).hash;

const pieces = ['#', '/', '?', '&', '=', '%', '%2', '%E0%A4%A', '%00', '+', ',', 'bench', 'data', 'doctor', 'notebook'];
const names = [
  '__proto__',
  'constructor',
  'epoch',
  'batch',
  'phase',
  'forward',
  'sample',
  'n',
  'w',
  '-1',
  '1e9',
  'NaN',
  '0.5',
];
const address = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces, ...names), { maxLength: 12 }).map((parts) => parts.join('')),
);

test('any text is the address of a view, and its own text leads to the same place', () => {
  fc.assert(
    fc.property(address, (text) => {
      for (const hash of [text, inBrowser(text)]) expect(isView(parseRoute(hash).view)).toBe(true);
      const route = parseRoute(inBrowser(text));
      expect(parseRoute(inBrowser(routeText(route).slice(1)))).toEqual(route);
    }),
    { seed, numRuns },
  );
});

test.each(['#%', '#%E0%A4%A', '#constructor', '#__proto__', '#students?cell=50%', '#/%/%', '#'])(
  '%s is the bench',
  (hash) => {
    expect(parseRoute(hash)).toMatchObject({ view: 'bench', part: '' });
  },
);

test('any numbers in an address are a place of the training, or none', () => {
  const steps: Steps = { perEpoch: 3, rowsOf: (step) => (step % 3 === 2 ? 2 : 4), last: 12 };
  const value = fc.oneof(fc.constantFrom(...names, '0', '1', '3', '99', '', 'loss', 'update'), fc.string());
  const query = fc.dictionary(fc.constantFrom('epoch', 'batch', 'phase', 'sample'), value);
  fc.assert(
    fc.property(query, (said) => {
      const place = placeIn(new Map(Object.entries(said)), steps);
      if (place === null) return;
      expect(place.step).toBeOneOf(Array.from({ length: 13 }, (_, i) => i));
      expect(place.act).toBeOneOf([0, 1, 2, 3]);
      expect(place.rows).toBeOneOf([null, ...Array.from({ length: steps.rowsOf(place.step) }, (_, i) => i + 1)]);
    }),
    { seed, numRuns },
  );
});
