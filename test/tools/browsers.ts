import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

/** Browsers as Debian installs them; others by GRADSHEET_CHROMIUM and GRADSHEET_FIREFOX. */
export const browsers = [
  { name: 'Chromium', browser: 'chrome', path: process.env['GRADSHEET_CHROMIUM'] ?? '/usr/bin/chromium' },
  { name: 'Firefox', browser: 'firefox', path: process.env['GRADSHEET_FIREFOX'] ?? '/usr/bin/firefox-esr' },
] as const;
export type BrowserChoice = (typeof browsers)[number];
export const isInstalled = ({ path }: BrowserChoice): boolean => existsSync(path);

const chromeArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless browser with a profile of its own, closed and removed after `work`. */
export async function withBrowser<T>(choice: BrowserChoice, work: (browser: Browser) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'gradsheet-browser-'));
  const browser = await puppeteer.launch({
    browser: choice.browser,
    executablePath: choice.path,
    headless: true,
    userDataDir: profile,
    args: choice.browser === 'chrome' ? chromeArgs : [],
    env: { ...process.env, HOME: profile },
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** With these headers a page is cross-origin isolated: it may share memory among its threads. */
export const isolating = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** Serves files from memory on localhost while `work` runs. */
export async function withServer<T>(
  files: Readonly<Record<string, { readonly type: string; readonly body: string | Uint8Array }>>,
  work: (address: string) => Promise<T>,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? '/', 'http://localhost').pathname];
    response.writeHead(file ? 200 : 404, { ...headers, 'content-type': file?.type ?? 'text/plain' });
    response.end(file?.body ?? '');
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}
