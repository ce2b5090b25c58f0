// What holds for every view: accessibility, widths, offline, size, words.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { axe, builtStudio, closeBrowsers, hands, visit, type Files } from './built.ts';

let files: Files;
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(closeBrowsers);
const [chromium] = browsers;
const here = test.runIf(isInstalled(chromium));

const places = [
  '#bench/1?epoch=1&cell=z.0',
  '#bench/2-xor-net?epoch=20&cell=a1.1.0',
  '#bench/3-deep?epoch=1',
  '#bench/4?epoch=3&cell=m.1',
  '#bench/5?epoch=1&cell=w1.0.1',
  '#bench/6',
] as const;
const widths = [1440, 768, 360] as const;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}
const violations = (rules?: readonly string[]): string =>
  `axe.run(document, { resultTypes: ['violations']${rules ? `, runOnly: ${JSON.stringify(rules)}` : ''} }).then((r) => r.violations.map((v) => ({ id: v.id, nodes: v.nodes.slice(0, 3).map((n) => ({ html: n.html.slice(0, 160), failureSummary: n.failureSummary })) })))`;

describe.each(['en', 'zh-TW'] as const)('accessibility, %s', (language) => {
  here.each(['light', 'dark'] as const)(`axe finds nothing on any bench, %s (needs ${chromium.path})`, (theme) =>
    visit(files, chromium, async (v) => {
      const h = hands(v, language, theme);
      const found: Record<string, readonly Violation[]> = {};
      await v.page.setBypassCSP(true); // axe is put into the page by the test
      for (const place of places) {
        await h.open(place, { width: 1440 });
        await v.page.evaluate(axe);
        for (const width of theme === 'light' ? widths : ([1440] as const)) {
          await v.page.setViewport({ width, height: 900 });
          await new Promise((r) => {
            setTimeout(r, 250);
          });
          const here = (await v.page.evaluate(
            violations(theme === 'dark' ? ['color-contrast'] : undefined),
          )) as readonly Violation[];
          if (here.length > 0) found[`${place} at ${width}`] = here;
        }
      }
      for (const dialog of ['share', 'wide']) {
        await h.open('#bench/4?epoch=3', { width: 1440 });
        await v.page.evaluate(axe);
        await h.press(`.app .${dialog}`);
        await new Promise((r) => {
          setTimeout(r, 400);
        });
        const here = (await v.page.evaluate(violations())) as readonly Violation[];
        if (here.length > 0) found[dialog] = here;
      }
      expect(found).toEqual({});
      expect(v.problems).toEqual([]);
    }),
  );

  here('no page is wider than its window, and no number is cut or wraps', () =>
    visit(files, chromium, async (v) => {
      const h = hands(v, language);
      const wrong: string[] = [];
      for (const place of places) {
        for (const [width, what] of [
          ...widths.map((w) => [w, `at ${w}`] as const),
          [720, 'at 200 % zoom of 1440'] as const,
        ]) {
          await h.open(place, { width, height: width === 720 ? 450 : 900 });
          await new Promise((r) => {
            setTimeout(r, 250);
          });
          const seen = (await v.page.evaluate(
            `({ wide: document.documentElement.scrollWidth - innerWidth, cut: [...document.querySelectorAll('td .num, .stack b, .reads b, .button')].filter((e) => e.checkVisibility() && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible' || e.matches('td .num, .stack b, .reads b') && e.getClientRects().length > 1)).map((e) => e.textContent) })`,
          )) as { wide: number; cut: string[] };
          if (seen.wide > 0) wrong.push(`${place} ${what}: ${seen.wide} px too wide`);
          if (seen.cut.length > 0) wrong.push(`${place} ${what}: cut ${seen.cut.slice(0, 4).join(', ')}`);
        }
      }
      expect(wrong).toEqual([]);
    }),
  );
});

describe('keyboard and touch', () => {
  here('targets are at least 24 px, at 360 px at least 44 px high', () =>
    visit(files, chromium, async (v) => {
      const h = hands(v);
      const small: string[] = [];
      for (const [width, least] of [
        [1440, 24],
        [360, 44],
      ] as const) {
        await h.open('#bench/4?epoch=3&cell=m.1', { width });
        await new Promise((r) => {
          setTimeout(r, 300);
        });
        const found = (await v.page.evaluate(
          `[...document.querySelectorAll('button, select, a, input')].filter((e) => e.checkVisibility() && !e.closest('.unseen') && !e.matches('.skip')).map((e) => [e.getBoundingClientRect(), e]).filter(([r, e]) => r.height > 0 && (r.height < ${least} || r.width < 24)).map(([r, e]) => (e.textContent.trim() || e.getAttribute('aria-label')) + ' ' + Math.round(r.width) + '×' + Math.round(r.height))`,
        )) as string[];
        small.push(...found.map((f) => `${width}: ${f}`));
      }
      // In running text a target may be as high as its line (WCAG 2.5.8); captions of charts and the languages stay
      // at 32 px and more.
      expect(
        small.filter(
          (s) => !/^360: (Table|Linear|Log|SVG|PNG|中文|EN) \d+×3\d$|^360: (MSE|learning rate) \d+×2[4-9]$/.test(s),
        ),
      ).toEqual([]);
    }),
  );

  here('reduced motion: nothing moves', () =>
    visit(files, chromium, async (v) => {
      await v.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
      const h = hands(v);
      await h.open('#bench/4?epoch=3&cell=m.1');
      expect(
        await v.page.evaluate(
          `[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0 || parseFloat(getComputedStyle(e).animationDuration) > 0).length`,
        ),
      ).toBe(0);
    }),
  );
});

for (const choice of browsers) {
  test.runIf(isInstalled(choice))(
    `works offline after the first visit, in ${choice.name} (needs ${choice.path})`,
    () => {
      const served = { ...files };
      return visit(served, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=3');
        await h.until(
          'service worker',
          async () =>
            (await v.page.evaluate('navigator.serviceWorker.getRegistration().then((r) => r?.active?.state)')) ===
            'activated',
        );
        for (const name of Object.keys(served)) delete served[name]; // nothing is there any more
        expect(await v.page.evaluate(`fetch('./no-such-file').then((r) => r.status)`)).toBe(404);
        await v.page.goto('about:blank');
        await v.page.goto(`${v.address}/#bench/2-xor-net?epoch=3`);
        await v.page.waitForSelector('[data-panel=a1]');
        await v.page.keyboard.press(']');
        expect(await h.text('.read b')).toBe('4 / 100');
      });
    },
  );
}

test('what the bench loads first is at most 204 KB of script, zipped', () => {
  const page = Buffer.from(files['/']?.body ?? []).toString();
  const scripts = [...page.matchAll(/src="\.(\/[^"]+\.js)"/g)].map((m) => m[1] ?? '');
  const preloaded = [...page.matchAll(/modulepreload[^>]*href="\.(\/[^"]+\.js)"/g)].map((m) => m[1] ?? '');
  const bytes = [...new Set([...scripts, ...preloaded])].reduce(
    (n, name) => n + gzipSync(files[name]?.body ?? new Uint8Array(), { level: 9 }).length,
    0,
  );
  expect(scripts.length).toBeGreaterThan(0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(204 * 1024);
});

test('the page allows no script from elsewhere and no evaluation but WebAssembly', () => {
  const policy =
    /Content-Security-Policy" content="([^"]+)"/.exec(Buffer.from(files['/']?.body ?? []).toString())?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).not.toMatch(/unsafe-eval'(?<!wasm-unsafe-eval')|unsafe-inline|https?:/);
});

describe('sources', () => {
  const root = fileURLToPath(new URL('../../studio/src/', import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.(ts|svelte)$/.test(f))
    .map((file) => ({ file, text: readFileSync(`${root}${file}`, 'utf8') }));

  test('the Studio uses public entry points only', () => {
    const wrong = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/from '([^']+)'|import\('([^']+)'\)/g)]
        .map((m) => m[1] ?? m[2] ?? '')
        .filter(
          (to) =>
            to.includes('../../src') ||
            /^gradsheet\/(?!ir$|layers$|explain$|sheet$|separable$|table$|csv$|parquet$|statistics$|save$|messages$|audit$|code$)/.test(
              to,
            ),
        )
        .map((to) => `${file}: ${to}`),
    );
    expect(wrong).toEqual([]);
    expect(sources.length).toBeGreaterThan(50);
  });

  test('Chinese uses the words of the glossary, full-width marks, and no translated passives', () => {
    const wrong: string[] = [];
    for (const { file, text } of sources.filter((s) => s.file.endsWith('zh-TW.ts'))) {
      for (const [i, line] of text.split('\n').entries()) {
        for (const said of line.matchAll(/['`]([^'`]*[一-鿿][^'`]*)['`]/g)) {
          const words = (said[1] ?? '').replace(/\$\{[^}]*\}/g, '');
          if (/偏置|均方誤差|优|學習速率|矩阵|進行|透過|被(?!喜歡)|行數|單元格|數據|默認|！|\?$/.test(words)) {
            wrong.push(`${file}:${i + 1} ${words}`);
          }
          if (/[一-鿿][,;:()]|[,;:()][一-鿿]/.test(words)) wrong.push(`${file}:${i + 1} half-width mark: ${words}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('English is calm: no exclamation marks, no praise', () => {
    const wrong: string[] = [];
    for (const { file, text } of sources.filter((s) => s.file.endsWith('messages.en.ts'))) {
      for (const [i, line] of text.split('\n').entries()) {
        for (const said of line.matchAll(/: '([^']+)'|=> [`']([^`']+)[`']/g)) {
          if (/\w!|[Oo]ops|Great|Awesome|Congrat|Well done/.test(said[1] ?? said[2] ?? '')) {
            wrong.push(`${file}:${i + 1}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
