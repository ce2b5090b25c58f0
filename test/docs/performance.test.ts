// The figures of docs/performance.md: when a goal counts as reached, and where the page takes its parts.
import { expect, test } from 'vitest';
import { rows } from './measured.ts';
import { missed, withPerformance } from './performance.ts';

test('a goal is missed below its least and above its most, and by which share', () => {
  expect(missed(1.5, { least: 2 })).toBe(0.75);
  expect(missed(9, { most: 6 })).toBe(1.5);
  expect(missed(2, { least: 2 })).toBeNull();
  expect(missed(6, { most: 6 })).toBeNull();
  expect(missed(0.95, { least: 0.9, most: 1.1 })).toBeNull();
  expect(missed(1.21, { least: 0.9, most: 1.1 })).toBeCloseTo(1.1, 12);
});

test('what was left out, or is another task, has no ratio', () => {
  const peers = rows.filter(({ task, by }) => task !== undefined && by !== 'Gradsheet');
  expect(peers.length).toBeGreaterThan(10);
  for (const { what, value, ratio, void: why } of peers) {
    const counts = typeof value === 'number' && why === undefined;
    expect(ratio !== undefined, what).toBe(counts);
  }
});

test('only what stands between the marks is written', () => {
  const mark = '<!-- peers: from bench/results/latest.json, written by npm test -- test/docs.test.ts -u -->';
  const page = withPerformance(`before\n${mark}\nold\n<!-- end of peers -->\nafter`, 'en');
  expect(page).toMatch(/^before\n<!-- peers: /);
  expect(page).toMatch(/\| W1 \| [\d.]+ µs \| .* \([\d,.]+ ×\) \|/);
  expect(page).not.toContain('old');
  expect(page.endsWith('<!-- end of peers -->\nafter')).toBe(true);
  expect(withPerformance('no marks', 'en')).toBe('no marks');
});
