// What the doctor's tests do on its page.
import type { Page } from 'puppeteer-core';
import { chosen, type Visit } from './built.ts';
import { text, until } from './page.ts';

/** Presses a button of the view by its words, once it can be pressed. */
export const button = async (page: Page, words: string): Promise<void> => {
  const find = `[...document.querySelectorAll('main button')].find((b) => b.textContent.includes(${JSON.stringify(words)}) && !b.disabled)`;
  await until(page, `${find} !== undefined`);
  await page.evaluate(`${find}.click()`);
};
export const give = async (page: Page, path: string): Promise<void> => {
  await (await page.waitForSelector('main > input[type=file]'))?.uploadFile(path);
};
/** The cell that is selected, as the bar says it. */
export const at = (page: Page): Promise<string> => text(page, '.bar .at');

/** The misaligned example, examined; or the workbook that was open before, which comes back by itself. */
export async function opened({ page, address }: Visit, language: 'en' | 'zh-TW' = 'en', width = 1440): Promise<void> {
  await page.setViewport({ width, height: 900 });
  await chosen({ page, address }, language);
  await page.goto(`${address}/#doctor`);
  await page.waitForSelector('.zone, .finding');
  await page.evaluate("document.querySelector('.zone .button:nth-child(2)')?.click()");
  await page.waitForSelector('.finding');
}
