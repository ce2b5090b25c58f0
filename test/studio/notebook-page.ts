// What the notebook's tests do on its page.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { chosen } from './built.ts';

export interface Hand {
  /** @param hash and what follows: `#notebook` */
  readonly open: (hash?: string) => Promise<void>;
  /** A notebook of these cells of code, in the place of the one that is open. */
  readonly cells: (...sources: string[]) => Promise<void>;
  /** A file for the notebook to open. */
  readonly file: (name: string, text: string) => Promise<void>;
  /** Into a cell's editor. */
  readonly focus: (n: number) => Promise<void>;
  /** In place of a cell's code, key by key. */
  readonly type: (n: number, source: string) => Promise<void>;
  readonly run: (n: number) => Promise<void>;
  readonly press: (selector: string) => Promise<void>;
  readonly menu: (item: string) => Promise<void>;
  /** Until no cell runs or waits. */
  readonly done: () => Promise<void>;
  readonly states: () => Promise<string[]>;
  /** What stands under a cell, line by line. */
  readonly output: (n: number) => Promise<string>;
  readonly holds: (what: string) => Promise<void>;
}

export function notebookHand(
  page: Page,
  address: string,
  language: 'en' | 'zh-TW' = 'en',
  theme: 'light' | 'dark' = 'light',
): Hand {
  let first = true;
  const holds: Hand['holds'] = async (what) => {
    await page.waitForFunction(what);
  };
  const press: Hand['press'] = async (selector) => {
    await page.waitForSelector(selector);
    await page.$eval(selector, (e) => {
      (e as unknown as { click(): void }).click();
    });
  };
  const hand: Hand = {
    holds,
    press,
    open: async (hash = '#notebook') => {
      if (first) await chosen({ page, address }, language, theme);
      first = false;
      await page.goto('about:blank');
      await page.goto(`${address}/${hash}`);
      await holds("document.querySelector('main[data-ready=true] .cell') !== null");
    },
    cells: async (...sources) => {
      await hand.file(
        'cells.ipynb',
        JSON.stringify({
          cells: sources.map((source) => ({
            cell_type: 'code',
            execution_count: null,
            metadata: {},
            outputs: [],
            source,
          })),
          metadata: {},
          nbformat: 4,
          nbformat_minor: 4,
        }),
      );
      await holds(
        `document.querySelectorAll('.cell').length === ${sources.length} && document.querySelector('.notice') !== null`,
      );
    },
    file: async (name, text) => {
      const folder = mkdtempSync(join(tmpdir(), 'gradsheet-file-'));
      const path = join(folder, name);
      writeFileSync(path, text);
      const input = (await page.$('main input[type=file]')) as ElementHandle<HTMLInputElement> | null;
      await input?.uploadFile(path);
      await new Promise((r) => {
        setTimeout(r, 150);
      });
      rmSync(folder, { recursive: true });
    },
    focus: async (n) => {
      await page.focus(`.cell:nth-of-type(${n}) .editor >>> .cm-content`);
    },
    type: async (n, source) => {
      await hand.focus(n);
      await page.keyboard.down('Control');
      await page.keyboard.press('a');
      await page.keyboard.up('Control');
      await page.keyboard.press('Backspace');
      await page.keyboard.type(source);
    },
    run: async (n) => {
      await press(`.cell:nth-of-type(${n}) .gutter .button`);
    },
    menu: async (item) => {
      await press('.file > .button');
      await press(`.file [data-item="${item}"]`);
    },
    done: async () => {
      await holds(
        "[...document.querySelectorAll('[data-state]')].every((c) => c.dataset.state !== 'running' && c.dataset.state !== 'queued')",
      );
    },
    states: () => page.$$eval('[data-state]', (list) => list.map((e) => e.getAttribute('data-state') ?? '')),
    output: (n) =>
      page.evaluate(
        `[...document.querySelectorAll('.cell')][${n - 1}].querySelector('.outputs')?.innerText.trim() ?? ''`,
      ) as Promise<string>,
  };
  return hand;
}
