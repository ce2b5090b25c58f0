// What tests do on any page of the Studio.
import type { Page } from 'puppeteer-core';
import type { KeptWork } from '../../studio/src/data/store.ts';
import { axe, PATIENCE } from './built.ts';
import { storageOf } from './storage.ts';

/** Presses what is there, or will be: also what lies below the fold. */
export const press = async (page: Page, selector: string): Promise<void> => {
  await page.waitForSelector(selector);
  await page.$eval(selector, (e) => {
    (e as unknown as { click(): void }).click();
  });
};
export const text = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (e) => (e.textContent ?? '').replace(/\s+/g, ' ').trim());
export const until = (page: Page, holds: string): Promise<unknown> => page.waitForFunction(holds);
/** Into a field, as its page hears of it. */
export const put = (page: Page, selector: string, value: string, event = 'change'): Promise<void> =>
  page.$eval(
    selector,
    (e, v, type) => {
      const field = e as unknown as { value: string; dispatchEvent(e: Event): void };
      field.value = v;
      field.dispatchEvent(new Event(type, { bubbles: true }));
    },
    value,
    event,
  );
/** What axe finds. */
export const accessible = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  return (await page.evaluate(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join(", ")))',
  )) as string[];
};

/** Until the browser keeps what was done with the table. */
export async function keptUntil(page: Page, holds: (work: KeptWork) => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    const work = (await storageOf(page)).databases['gradsheet-own-data']?.['work'] as KeptWork | undefined;
    if (work && holds(work)) return;
  }
  throw new Error(`never kept: ${String(holds)}`);
}
