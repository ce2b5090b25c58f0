import { describe, expect, test } from 'vitest';
import type { Choice } from '../../src/choose/choice.ts';
import { printChoice, type ChoiceTarget } from '../../src/cli/choice-report.ts';
import { en } from '../../src/cli/messages.en.ts';
import { chinese } from '../../src/cli/messages.zh-TW.ts';
import { styleOf } from '../../src/cli/style.ts';
import { cleaned, onOneLine, visibleWidth } from '../../src/cli/terminal.ts';
import { coins, costly, fraud, iris, price, rent, type Fixture } from '../choose/fixtures.ts';

const fixtures = { rent, price, coins, fraud, costly, iris };

/** What a person sees on a terminal so wide. */
function shown(choice: Choice, target: ChoiceTarget, { say = en, columns = 80, isTTY = false } = {}): string {
  const lines: string[] = [];
  const sink = { write: () => {}, isTTY, columns };
  printChoice(
    { print: (text = '') => lines.push(text), say: onOneLine(say), style: styleOf(sink, {}), page: sink },
    choice,
    target,
  );
  return cleaned(lines.join('\n'));
}
const of = ({ choice, classes }: Fixture, name: string): [Choice, ChoiceTarget] => [choice, { name, classes }];

test.each([en, chinese])('what scaling does has one sign ($errors.warning)', ({ data }) => {
  expect(data.scaled(24, 8)).toBe('(x − 24) / 8');
  expect(data.scaled(-0.2152, 1.5)).toBe('(x + 0.2152) / 1.5');
});

describe('what is printed', () => {
  for (const [name, fixture] of Object.entries(fixtures)) {
    test(`${name}, in English and in Chinese`, () => {
      expect(`${shown(...of(fixture, name))}\n`).toMatchSnapshot();
      expect(`${shown(...of(fixture, name), { say: chinese })}\n`).toMatchSnapshot();
    });
  }
  test('no line is wider than the terminal', () => {
    for (const [name, fixture] of Object.entries(fixtures)) {
      for (const say of [en, chinese]) {
        for (const columns of [60, 80, 200]) {
          for (const line of shown(...of(fixture, name), { say, columns }).split('\n')) {
            expect(visibleWidth(line), line).toBeLessThanOrEqual(columns);
          }
        }
      }
    }
  });
  test('plain where it is no terminal, bold where it is', () => {
    expect(shown(...of(rent, 'rent'))).not.toContain('\u001b');
    expect(shown(...of(rent, 'rent'), { isTTY: true })).toContain('\u001b[1m');
  });
  test('unfinished training is called so, with the option that goes on', () => {
    const trials = rent.choice.trials.map((trial) => ({ ...trial, unfinished: trial.candidate.rung === 'network' }));
    const text = shown({ ...rent.choice, trials }, { name: 'rent', classes: [] }, { columns: 200 });
    expect(text).toContain('Training is unfinished');
    expect(text).toContain('add --most-epochs 256.');
  });
  test('one epoch is an epoch, and an R² next to 0 is 0', () => {
    const trials = rent.choice.trials.map((trial) => ({ ...trial, epochs: 1, unfinished: true }));
    const rungs = rent.choice.verdict.rungs.map((rung) => ({ ...rung, scores: { ...rung.scores, r2: -2.2204e-16 } }));
    const choice: Choice = { ...rent.choice, trials, verdict: { ...rent.choice.verdict, rungs } };
    const text = shown(choice, { name: 'rent', classes: [] }, { columns: 200 });
    expect(text).toMatch(/, 1 epoch\s+\(--hidden/);
    expect(text).toContain('after 1 epoch the error');
    for (const say of [en, chinese]) {
      expect(shown(choice, { name: 'rent', classes: [] }, { say })).toMatch(/R² +0\.0000 +0\.0000 +0\.0000\n/);
    }
  });
  test('names of columns cannot act upon a terminal or begin a line', () => {
    const hostile = '\u001b[2J\nError: all is lost\u202e';
    const choice: Choice = {
      ...price.choice,
      importance: [{ column: hostile, share: 1, interval: null }],
      line: { intercept: 1, slopes: [{ column: hostile, slope: 2 }] },
    };
    const text = shown(choice, { name: hostile, classes: [] });
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text).not.toMatch(/^Error: all is lost/m);
  });
});
