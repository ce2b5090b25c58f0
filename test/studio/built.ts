import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { build } from 'vite';
import { withBrowser, withServer, type BrowserChoice } from '../tools/browsers.ts';

/** How long a page may take to reach a state, in milliseconds: far longer than on any machine that only is slow. */
export const PATIENCE = 300_000;

export type Files = Readonly<Record<string, { readonly type: string; readonly body: Uint8Array }>>;
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** The Studio as it is shipped, built into a folder that is gone afterwards. */
export async function builtStudio(): Promise<Files> {
  const folder = mkdtempSync(join(tmpdir(), 'gradsheet-studio-'));
  try {
    await build({
      configFile: fileURLToPath(new URL('../../studio/vite.config.ts', import.meta.url)),
      logLevel: 'silent',
      build: { outDir: folder, emptyOutDir: true },
    });
    return Object.fromEntries(
      readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((f) => f.isFile())
        .map((f) => {
          const path = join(f.parentPath, f.name);
          const name = `/${path.slice(folder.length + 1).replaceAll('\\', '/')}`;
          return [
            name === '/index.html' ? '/' : name,
            { type: types[extname(name)] ?? 'application/octet-stream', body: readFileSync(path) },
          ];
        }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  readonly address: string;
  readonly problems: string[];
  readonly context: BrowserContext;
}

// One browser of a kind for all tests of a file: starting it takes longer than most tests.
const running = new Map<string, { readonly browser: Promise<Browser>; readonly end: () => Promise<void> }>();
function browserOf(choice: BrowserChoice): Promise<Browser> {
  const known = running.get(choice.name);
  if (known) return known.browser;
  let release = (): void => undefined;
  let started = (_: Browser): void => undefined;
  let failed = (_: unknown): void => undefined;
  const browser = new Promise<Browser>((yes, no) => {
    started = yes;
    failed = no;
  });
  const released = new Promise<void>((done) => {
    release = done;
  });
  const closed = withBrowser(choice, async (b) => {
    started(b);
    await released;
  }).catch((e: unknown) => {
    failed(e);
  });
  running.set(choice.name, {
    browser,
    end: async () => {
      release();
      await closed;
    },
  });
  return browser;
}
/** For `afterAll`. */
export const closeBrowsers = async (): Promise<void> => {
  for (const { end } of running.values()) await end();
};

/** Opens the Studio with a storage of its own; whatever it writes to the console as an error is a problem. */
export const visit = <T>(files: Files, choice: BrowserChoice, work: (v: Visit) => Promise<T>): Promise<T> =>
  withServer(files, async (address) => {
    const context = await (await browserOf(choice)).createBrowserContext();
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const problems: string[] = [];
      page.on('pageerror', (e) => {
        // Firefox says so of what still loads as its page is left.
        const left = /^Error: Failed to load .*A ServiceWorker intercepted the request/;
        if (choice.browser !== 'firefox' || !left.test(String(e))) problems.push(String(e));
      });
      page.on('console', (m) => {
        if (m.type() === 'error' && !m.location().url?.includes('favicon')) {
          problems.push(`${m.text()} ${m.location().url ?? ''}`);
        }
      });
      await page.setViewport({ width: 1440, height: 900 });
      return await work({ page, address, problems, context });
    } finally {
      await context.close();
    }
  });

/** Language and theme as if chosen before: set in the Studio's storage without starting its scripts. */
export async function chosen(
  { page, address }: Pick<Visit, 'page' | 'address'>,
  language: 'en' | 'zh-TW',
  theme: 'light' | 'dark' = 'light',
): Promise<void> {
  await page.goto(`${address}/icon.svg`); // the same origin
  await page.evaluate(
    `localStorage.setItem('gradsheet-language', '${language}'); localStorage.setItem('gradsheet-theme', '${theme}')`,
  );
}

/** Files that the page saves come into this folder. */
export async function downloadsTo({ page, context }: Pick<Visit, 'page' | 'context'>, folder: string): Promise<void> {
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: folder,
    ...(context.id === undefined ? {} : { browserContextId: context.id }),
  });
}

/** The content of a file that a page saves, once it is there and whole: a browser keeps the name by an empty file. */
export async function downloaded(path: string): Promise<Buffer> {
  for (const end = Date.now() + PATIENCE; !isWhole(path) && Date.now() < end;) await pause(50);
  return readFileSync(path);
}
const isWhole = (path: string): boolean =>
  existsSync(path) && statSync(path).size > 0 && !['.crdownload', '.part'].some((end) => existsSync(path + end));
const pause = (ms: number): Promise<void> =>
  new Promise((r) => {
    setTimeout(r, ms);
  });

/** What is on a page, as tests name it. */
export interface Hands {
  readonly open: (hash: string, size?: { readonly width: number; readonly height?: number }) => Promise<void>;
  readonly press: (selector: string) => Promise<void>;
  /** A button by its text, inside a part of the page. */
  readonly button: (text: string, inside?: string) => Promise<void>;
  readonly cell: (id: string) => Promise<void>;
  readonly number: (id: string) => Promise<string>;
  readonly text: (selector: string) => Promise<string>;
  readonly type: (selector: string, text: string) => Promise<void>;
  readonly until: (what: string, holds: () => boolean | Promise<boolean>) => Promise<void>;
}

/** @param language and theme are set before the page is opened */
export function hands(
  { page, address }: Visit,
  language: 'en' | 'zh-TW' = 'en',
  theme: 'light' | 'dark' = 'light',
): Hands {
  const click = async (selector: string): Promise<void> => {
    await page.waitForSelector(selector);
    await page.$eval(selector, (e) => {
      (e as unknown as { click(): void }).click();
    });
  };
  let first = true;
  return {
    open: async (hash, size) => {
      if (size) await page.setViewport({ width: size.width, height: size.height ?? 900 });
      if (first) await chosen({ page, address }, language, theme);
      first = false;
      await page.goto('about:blank');
      await page.goto(`${address}/${hash}`);
      await page.waitForSelector('[data-panel]');
      await pause(60);
    },
    press: click,
    button: async (text, inside = 'body') => {
      const find = `[...document.querySelectorAll('${inside} button, ${inside} a')].find((e) => e.textContent.trim().startsWith(${JSON.stringify(text)}))`;
      for (const end = Date.now() + PATIENCE; Date.now() < end;) {
        if (await page.evaluate(`(() => { const b = ${find}; b?.click(); return b !== undefined; })()`)) {
          await pause(40);
          return;
        }
        await pause(50);
      }
      throw new Error(
        `no button "${text}" in ${inside}: ${String(await page.evaluate(`[...document.querySelectorAll('${inside} button')].map((b) => b.textContent.trim()).join(' | ')`))}`,
      );
    },
    cell: (id) => click(`[data-cell="${id}"]`),
    number: (id) => page.$eval(`[data-cell="${id}"] .num`, (e) => e.textContent ?? ''),
    text: (selector) => page.$eval(selector, (e) => (e.textContent ?? '').replace(/\s+/g, ' ').trim()),
    type: async (selector, text) => {
      await page.waitForSelector(selector);
      await page.focus(selector);
      await page.$eval(selector, (e) => {
        (e as unknown as { value: string; select(): void }).select();
      });
      await page.keyboard.type(text);
    },
    until: async (what, holds) => {
      for (const end = Date.now() + PATIENCE; Date.now() < end;) {
        if (await holds()) return;
        await pause(50);
      }
      throw new Error(`waited in vain: ${what}`);
    },
  };
}
