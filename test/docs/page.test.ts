// The tools that check documents, on documents that are wrong.
import { describe, expect, test } from 'vitest';
import { slugs } from './links.ts';
import { blocksOf, commandsOf, deadLinks, upToDate, withBodies } from './page.ts';

const page = '# Title\n\n```sh\nls # all\n```\n\n```text\nold\n```\n';

test('blocks are found and filled', () => {
  const blocks = blocksOf(page);
  const [, output] = blocks;
  expect(blocks.map(({ language, body }) => [language, body])).toEqual([
    ['sh', 'ls # all'],
    ['text', 'old'],
  ]);
  if (output) expect(withBodies(page, new Map([[output, 'new\nlines']]))).toBe(page.replace('old', 'new\nlines'));
  expect(() => blocksOf('```sh\nls')).toThrow('not closed');
});

test('commands are cut into words', () => {
  expect(commandsOf('a "b c" --d \\\n  e=1 # not this\n\n# nor this\nf')).toEqual([['a', 'b c', '--d', 'e=1'], ['f']]);
});

describe('an output', () => {
  test('that is the same but for durations and sizes stays as it is', () => {
    for (const [shown, printed] of [
      ['a\nb', 'a\nb\n'],
      ['1/1 0s 21us/step - loss: 1', '1/1 12s 3ms/step - loss: 1'],
      ['0.05 s\nok', '1.20 s\nok'],
      ['x.xlsx (23.78 KB)', 'x.xlsx (9.10 KB)'],
      ['…\nc', 'a\nb\nc'],
      ['a\n…', 'a\nb\nc'],
      ['a\n…\nc\n…\ne', 'a\nb\nc\nd\ne'],
    ] as const) {
      expect(upToDate(shown, printed)).toBe(shown);
    }
  });
  test('that differs is written anew, with the same parts left out', () => {
    for (const [shown, printed, wanted] of [
      ['a\nb', 'a\nc\n', 'a\nc'],
      ['a', 'a\nb', 'a\nb'],
      ['a\nb', 'a', 'a'],
      ['loss: 1', 'loss: 2', 'loss: 2'],
      ['a\n…\nold', 'a\nb\nc', 'a\n…\nc'],
      ['a\n…\nc\nold\n…\ne', 'a\nb\nc\nd\nd\ne', 'a\n…\nc\nd\n…\ne'],
      ['0.05 s later', '0.06 s later', '0.06 s later'],
      ['b\n…', 'a\nb', 'a\n…'],
    ] as const) {
      expect(upToDate(shown, printed)).toBe(wanted);
    }
  });
});

test('links that lead nowhere', () => {
  const exists = (path: string): boolean => path === 'there.md';
  const read = (): string => '## A heading, *with* marks\n';
  expect(
    deadLinks(
      '[a](there.md) [b](there.md#a-heading-with-marks) [c](#here) `[no](link.md)`\n# Here\n```text\n[no](x.md)\n```\n[d](https://example.org)',
      exists,
      read,
    ),
  ).toEqual([]);
  expect(deadLinks('[a](gone.md) ![b](gone.png) [c](there.md#gone) [d](#gone)', exists, read)).toEqual([
    'gone.md',
    'gone.png',
    'there.md#gone',
    '#gone',
  ]);
  expect(slugs('# 當函式庫用\n## `sheet` and more')).toEqual(['當函式庫用', 'sheet-and-more']);
});
