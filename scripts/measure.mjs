// How fast the Studio is on this machine: node scripts/measure.mjs. Needs the built Studio, Chromium, and Firefox for
// its line.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';
import { serve } from './serve.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const studio = here('../studio/dist/');
if (!existsSync(`${studio}index.html`)) {
  console.error('Build the Studio first: npm run build:studio');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-measure-'));
const { url, close } = await serve(studio);
const say = (what, figure) => {
  console.log(`${what.padEnd(64)} ${figure}`);
};
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const middle = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

say(
  'cores of this machine, and how many programs wanted one lately',
  `${availableParallelism()}, ${loadavg()[0].toFixed(1)}`,
);
const page = readFileSync(`${studio}index.html`, 'utf8');
const scripts = [...page.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, name]) => name);
say(
  'script that the bench loads first, zipped',
  `${Math.round(scripts.reduce((n, name) => n + gzipSync(readFileSync(studio + name), { level: 9 }).length, 0) / 1024)} KB`,
);

async function inBrowser(browser, executablePath, work) {
  if (!existsSync(executablePath)) return;
  const profile = mkdtempSync(join(folder, 'profile-'));
  const opened = await puppeteer.launch({
    browser,
    executablePath,
    headless: true,
    userDataDir: profile,
    args:
      browser === 'chrome'
        ? ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
        : [],
    env: { ...process.env, HOME: profile },
  });
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}
const fresh = async (browser, hash) => {
  const context = await browser.createBrowserContext();
  const p = await context.newPage();
  await p.setViewport({ width: 1440, height: 900 });
  await p.goto(`${url}${hash}`);
  return p;
};
/** From the address to the first block. */
async function firstLook(browser) {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const context = await browser.createBrowserContext();
    const p = await context.newPage();
    await p.goto(`${url}icon.svg`);
    const began = performance.now();
    await p.goto(`${url}#bench/4`, { waitUntil: 'domcontentloaded' });
    await p.waitForSelector('[data-panel]');
    times.push(performance.now() - began);
    await context.close();
  }
  return middle(times);
}
const press = (p, selector) => p.waitForSelector(selector).then(() => p.$eval(selector, (e) => e.click()));
const until = (p, holds, timeout = 120_000) => p.waitForFunction(holds, { timeout, polling: 20 });

try {
  await inBrowser('chrome', process.env.GRADSHEET_CHROMIUM ?? '/usr/bin/chromium', async (browser) => {
    say('from the address to the first block, Chromium (median of 5)', seconds(await firstLook(browser)));

    const bench = await fresh(browser, '#bench/5?epoch=50');
    await until(bench, "document.querySelector('.read b')?.textContent.startsWith('50')");
    await new Promise((r) => setTimeout(r, 1500));
    const jumps = await bench.evaluate(`(async () => {
      const out = [], frame = () => new Promise((r) => requestAnimationFrame(() => setTimeout(r))), slider = document.querySelector('[role=slider]');
      slider.focus();
      for (const key of ['Home', 'PageUp', 'PageUp', 'End', 'PageDown', 'PageDown', 'ArrowLeft', 'Home', 'End', 'PageDown']) { const t = performance.now(); slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); await frame(); out.push(performance.now() - t); }
      return out;
    })()`);
    say('a jump in time, 5-5-1, 80 rows, 50 epochs, drawn (median of 10)', `${Math.round(middle(jumps))} ms`);

    const file = join(folder, 'large.csv');
    let state = 1;
    const random = () => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state / 2147483648;
    };
    writeFileSync(
      file,
      `${Array.from({ length: 19 }, (_, i) => `x${i + 1}`).join(',')},y\n${Array.from({ length: 100_000 }, () => {
        const row = Array.from({ length: 19 }, () => random().toFixed(4));
        return `${row.join(',')},${(Number(row[0]) * 2 - Number(row[1]) + 0.1 * random()).toFixed(4)}`;
      }).join('\n')}\n`,
    );
    const data = await fresh(browser, '#data');
    const input = await data.waitForSelector('input[type=file]');
    let began = performance.now();
    await input.uploadFile(file);
    await data.waitForSelector('.two li', { timeout: 60_000 });
    say('own data: 100,000 rows × 20 columns read and shown', seconds(performance.now() - began));
    await press(data, 'main .segments button:last-child'); // trained as told
    await data.waitForSelector('thead th b');
    for (const next of ['input[type=radio]', '.layers']) {
      await press(data, '.bottom .primary');
      await data.waitForSelector(next);
    }
    await data.evaluate(
      'window.frames0 = []; (function tick() { window.frames0.push(performance.now()); requestAnimationFrame(tick); })()',
    );
    began = performance.now();
    await press(data, '.bottom .primary');
    await until(data, "document.querySelector('.verdict h2') !== null", 400_000);
    const took = performance.now() - began;
    const frames = await data.evaluate(
      'window.frames0.slice(1).map((t, i) => t - window.frames0[i]).sort((a, b) => a - b)',
    );
    say('own data: 20 epochs of 80,000 rows, in the Worker', seconds(took));
    say(
      '  frames of the page meanwhile: median, 99th percentile',
      `${frames[frames.length >> 1].toFixed(0)} ms, ${frames[Math.floor(frames.length * 0.99)].toFixed(0)} ms`,
    );

    const doctor = await fresh(browser, '#doctor');
    await doctor.waitForSelector('.zone');
    began = performance.now();
    await press(doctor, '.zone .button:nth-child(2)');
    await until(doctor, "document.querySelector('.cell.wrong') !== null");
    say('doctor: the misaligned sheet read, audited, drawn', seconds(performance.now() - began));
    const moves = await doctor.evaluate(
      `(async () => { const out = [], s = document.querySelector('[role=grid]'), frame = () => new Promise((r) => requestAnimationFrame(() => setTimeout(r))); for (let i = 0; i < 20; i++) { const t = performance.now(); s.scrollTop = (i * 137) % 900; await frame(); out.push(performance.now() - t); } return out; })()`,
    );
    say('doctor: one scroll of the sheet, drawn (median of 20)', `${Math.round(middle(moves))} ms`);
  });
  await inBrowser('firefox', process.env.GRADSHEET_FIREFOX ?? '/usr/bin/firefox-esr', async (browser) => {
    say('from the address to the first block, Firefox (median of 5)', seconds(await firstLook(browser)));
  });
} finally {
  await close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
