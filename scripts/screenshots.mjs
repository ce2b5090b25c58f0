// Pictures of every view, for the documentation: node scripts/screenshots.mjs [part of a name]. Needs the built Studio
// and Chromium.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { serve } from './serve.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here('../docs/pictures/studio/');
const chromium = process.env.GRADSHEET_CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(here('../studio/dist/index.html'))) {
  console.error('Build the Studio first: npm run build:studio');
  process.exit(1);
}
if (!existsSync(chromium)) {
  console.error(`No Chromium at ${chromium}; say where it is with GRADSHEET_CHROMIUM.`);
  process.exit(1);
}

const whole = (step) => ({ step, act: 3, rows: null });
const rate = (value) => ({ from: 'setting', name: 'learningRate', index: 0, value, slot: 'lr' });
const branch = (name, more) => ({
  name,
  parent: null,
  from: 0,
  changes: [],
  options: {},
  misaligned: false,
  reached: 8,
  ...more,
});
/** The five students at epoch 3 of three branches, as somebody left them in lesson 4. */
const students = {
  'gradsheet-progress': JSON.stringify({ 4: ['guess', 'step'] }),
  'gradsheet-bench-students': JSON.stringify({
    version: 1,
    branches: [branch('A'), branch('B', { parent: 'A', changes: [rate(0.5)] }), branch('C', { misaligned: true })],
    branch: 'A',
    place: whole(3),
    epochs: 8,
    size: 'epoch',
    pin: 'm.1',
    time: Date.UTC(2026, 10, 24, 10, 42),
  }),
};
const xor = { 'gradsheet-progress': JSON.stringify({ 2: ['guess', 'circle', 'proof'] }) };
const coins = { 'gradsheet-progress': JSON.stringify({ 5: ['guess'] }) };

const press = (page, selector) => page.waitForSelector(selector).then(() => page.$eval(selector, (e) => e.click()));
const until = (page, holds) => page.waitForFunction(holds, { timeout: 60_000 });
/** The table of rents, with the model that is chosen for it. */
async function chosen(page) {
  await press(page, '.sample');
  await until(page, "document.querySelector('.rungs') !== null && document.querySelector('.answer b') !== null");
}
const examined = (page) =>
  press(page, '.zone .button:nth-child(2)').then(() => until(page, "document.querySelector('.cell.wrong') !== null"));
async function ran(page) {
  await press(page, 'main .bar .primary');
  await until(
    page,
    "document.querySelectorAll('main .outputs').length >= 3 && document.querySelector('[data-state=running], [data-state=queued]') === null",
  );
}

const everywhere = [
  ['en', 'light', 1440],
  ['zh-TW', 'dark', 1440],
  ['zh-TW', 'light', 1440],
  ['en', 'light', 768],
  ['zh-TW', 'light', 360],
  ['en', 'light', 360],
];
/**
 * name, address, what the browser kept, for which languages, themes and widths, and what is done before the picture.
 */
const pictures = [
  ['bench', '#bench/4?epoch=3&cell=m.1', students, [...everywhere, ['zh-TW', 'light', 768]]],
  [
    'compare',
    '#bench/4?epoch=3',
    students,
    [['en', 'light', 1440]],
    async (page) => {
      await page.keyboard.press('c');
    },
  ],
  ['line', '#bench/1?epoch=2', {}, [['en', 'light', 1440]]],
  ['xor', '#bench/2-xor-net?epoch=100&cell=a1.1.0', xor, [['en', 'light', 1440]]],
  [
    'activations',
    '#bench/3-deep?epoch=0',
    { 'gradsheet-progress': JSON.stringify({ 3: ['look', 'slope'] }) },
    [['zh-TW', 'light', 1440]],
  ],
  ['liked', '#bench/5?epoch=50&cell=w1.0.1', coins, [['en', 'light', 1440]]],
  ['data', '#data', {}, everywhere, chosen],
  ['doctor', '#doctor', {}, everywhere, examined],
  ['notebook', '#notebook', {}, everywhere, ran],
  [
    'export',
    '#bench/4?epoch=3',
    students,
    [['en', 'light', 1440]],
    async (page) => {
      await page.click('.app .wide');
    },
  ],
];

const profile = mkdtempSync(join(tmpdir(), 'gradsheet-screenshots-'));
const { url, close } = await serve(here('../studio/dist/'));
const browser = await puppeteer.launch({
  executablePath: chromium,
  headless: true,
  userDataDir: profile,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
    '--lang=en',
    '--force-color-profile=srgb',
  ],
});
try {
  mkdirSync(out, { recursive: true });
  for (const [name, address, kept, shots, act] of pictures) {
    for (const [language, theme, width] of shots) {
      const file = `${name}-${width}-${language === 'en' ? 'en' : 'zh'}-${theme}.webp`;
      if (process.argv[2] && !file.includes(process.argv[2])) continue;
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.emulateTimezone('Asia/Taipei');
      await page.setViewport({ width, height: 900, isMobile: width < 600, hasTouch: width < 600 });
      await page.goto(`${url}icon.svg`);
      await page.evaluate(
        (all) => {
          for (const [key, value] of Object.entries(all)) localStorage.setItem(key, value);
        },
        { ...kept, 'gradsheet-language': language, 'gradsheet-theme': theme },
      );
      await page.goto(`${url}${address}`);
      await page.waitForSelector('[data-panel], main');
      await new Promise((r) => setTimeout(r, 700));
      await act?.(page);
      await new Promise((r) => setTimeout(r, 500));
      if (width < 600) {
        await page.setViewport({
          width,
          height: await page.evaluate(() => document.documentElement.scrollHeight),
          isMobile: true,
          hasTouch: true,
        });
      } // the bar at the bottom stands at the bottom of the picture
      await page.screenshot({ path: join(out, file), type: 'webp', quality: 88, fullPage: name !== 'export' });
      await context.close();
      console.log(file);
    }
  }
} finally {
  await browser.close();
  await close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
