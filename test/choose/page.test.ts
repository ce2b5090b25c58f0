// The page about a chosen model: no script, nothing loaded, both languages, strangers' names as texts.
import { expect, test } from 'vitest';
import { choicePage, type ChoiceEvidence } from '../../src/choose/page/index.ts';
import { ticksOf } from '../../src/choose/page/axes.ts';
import { strangeNames } from '../security/names.ts';
import { coins, costly, fraud, iris, price, rent, type Fixture } from './fixtures.ts';

const evidence = ({ truth, predicted, classes }: Fixture, target = 'target', column = 'size'): ChoiceEvidence => ({
  target,
  truth,
  predicted,
  classes,
  columns: [{ name: column, en: 'number, 1 to 9', 'zh-TW': '數字，1 到 9' }],
});
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
const all = { rent, price, coins, fraud, costly, iris };

test('a page of its own: nothing from elsewhere, both languages', () => {
  for (const [name, fixture] of Object.entries(all)) {
    const page = choicePage(fixture.choice, evidence(fixture), { name: `${name}.csv` });
    expect(page).not.toMatch(/<script|https?:|url\(|src=|@import|<link|<img|<iframe| on[a-z]+=/i);
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(count(page, / lang="en"/g) - 1).toBe(count(page, / lang="zh-Hant-TW"/g)); // and the page's own
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(page.length).toBeLessThan(120_000);
  }
  expect(choicePage(rent.choice, evidence(rent), { language: 'zh-TW' })).toMatch(
    /^<!doctype html>\n<html lang="zh-Hant-TW">/,
  );
});

test('the picture of predicted and actual numbers has a dot for each row', () => {
  const page = choicePage(rent.choice, evidence(rent));
  const dots = /class="dots"[^>]*\bd="([^"]*)"/.exec(page)?.[1] ?? '';
  expect(count(dots, /M/g)).toBe(600);
  expect(page).toContain('On 600 test rows the network beats a line');
  expect(page).toContain('在 600 筆測試資料上，網路比一條線準');
});

test('of two classes: confusion, ROC, precision and recall, reliability; of more no curves', () => {
  const two = choicePage(fraud.choice, evidence(fraud));
  expect(count(two, /<svg class="plot"/g)).toBe(3);
  expect(count(two, /<td style=/g)).toBe(4);
  const three = choicePage(iris.choice, evidence(iris));
  expect(count(three, /<svg class="plot"/g)).toBe(1);
  expect(count(three, /<td style=/g)).toBe(9);
});

test('the answer that the table got is marked, and no other', () => {
  const marked = (fixture: Fixture): number[] =>
    [...choicePage(fixture.choice, evidence(fixture)).matchAll(/<li class="(on)?"/g)].flatMap(([, on], i) =>
      on ? [i] : [],
    );
  expect([coins, price, rent].map(marked)).toEqual([[0], [1], [2]]);
});

test('names change its texts, never its tags', () => {
  const tags = (page: string): string[] => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
  const made = (fixture: Fixture, name: string): string => {
    const choice = {
      ...fixture.choice,
      importance: [{ column: name, share: 1, interval: null }],
      line: { intercept: 1, slopes: [{ column: name, slope: 2 }] },
    };
    const classes = fixture.classes.map((_, k) => `${name}${k}`);
    return choicePage(choice, evidence({ ...fixture, classes }, name, name), { name });
  };
  const next = strangeNames(20261130);
  const evil = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;</title></style>";
  for (const fixture of [price, fraud]) {
    const plain = tags(made(fixture, 'name'));
    for (const name of [evil, ...Array.from({ length: 60 }, next)]) {
      const page = made(fixture, name);
      expect(tags(page), JSON.stringify(name)).toEqual(plain);
      expect(page).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\p{Cs}]/u);
    }
  }
});

test('rows that are all alike, and a choice without pictures, make a page too', () => {
  const flat = { ...price, truth: new Float64Array(20).fill(3), predicted: new Float64Array(20).fill(3) };
  expect(choicePage(flat.choice, evidence(flat))).not.toMatch(/NaN|Infinity/);
  const none = { ...coins, truth: new Float64Array(), predicted: new Float64Array() };
  expect(choicePage(none.choice, evidence(none))).not.toContain('class="plot"');
});

test('ticks are round numbers', () => {
  expect(ticksOf({ low: 0, high: 1 })).toEqual([0, 0.5, 1]);
  expect(ticksOf({ low: 7800, high: 38200 })).toEqual([10000, 20000, 30000]);
  expect(ticksOf({ low: -0.03, high: 0.07 })).toEqual([0, 0.05]);
  expect(ticksOf({ low: 3, high: 3 })).toEqual([]);
});
