import fc from 'fast-check';
import { expect, test } from 'vitest';
import { back, forward, samePlace, stepSizes, whole, type Place, type Steps } from '../../studio/src/bench/place.ts';

// batches of 4, 4 and 2 rows
const steps: Steps = { perEpoch: 3, rowsOf: (step) => (step % 3 === 2 ? 2 : 4), last: 12 };

test('a batch row by row, then what is made of all rows, then the next', () => {
  const seen: string[] = [];
  let p: Place = whole(1);
  for (let i = 0; i < 6; i++) {
    p = forward(p, 'sample', steps);
    seen.push(`${p.step}/${p.act}/${p.rows}`);
  }
  expect(seen).toEqual(['2/0/1', '2/0/2', '2/3/null', '3/0/1', '3/0/2', '3/0/3']);
});

test('act by act', () => {
  let p: Place = { step: 0, act: 1, rows: null };
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    p = forward(p, 'phase', steps);
    seen.push(`${p.step}/${p.act}`);
  }
  expect(seen).toEqual(['0/2', '0/3', '1/0', '1/1']);
});

test('epochs begin where their first batch does', () => {
  expect(forward(whole(4), 'epoch', steps)).toEqual(whole(6));
  expect(back(whole(4), 'epoch', steps)).toEqual(whole(3));
  expect(back(whole(3), 'epoch', steps)).toEqual(whole(0));
});

test('nothing leads past the ends', () => {
  for (const size of stepSizes) {
    expect(forward(whole(12), size, steps)).toEqual(
      size === 'sample' || size === 'phase' || size === 'batch' || size === 'epoch' ? whole(12) : null,
    );
    let p: Place = whole(1);
    for (let i = 0; i < 40; i++) p = back(p, size, steps);
    expect(p.step).toBe(0);
  }
});

test('N steps forward and N back, of a batch, a phase or a row, end where they began', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('sample', 'phase', 'batch'),
      (from, n, size) => {
        let p: Place = whole(from);
        const way: Place[] = [];
        for (let i = 0; i < n; i++) {
          const next = forward(p, size, steps);
          if (samePlace(next, p)) break;
          way.push(p);
          p = next;
        }
        for (const before of way.toReversed()) {
          p = back(p, size, steps);
          if (!samePlace(p, before)) return false;
        }
        return true;
      },
    ),
  );
});
