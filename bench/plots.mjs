// The plots of docs/performance.md, from bench/results/latest.json: docs/performance/*.svg. `npm run bench` draws them
// when it is done; node bench/plots.mjs draws them again, and a test compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const words = {
  en: { step: 'time per step', parameters: 'parameters', memory: 'memory in use', steps: 'steps' },
  'zh-TW': { step: '每一步的時間', parameters: '參數', memory: '使用的記憶體', steps: '步' },
};
const [WIDTH, HEIGHT] = [480, 280];
const box = { left: 64, right: 436, top: 32, bottom: 236 };

/** @param results what `npm run bench` keeps @returns SVG by file name under docs/performance */
export function plots({ workloads: { growth = [] } }) {
  const points = growth.filter((r) => r.parameters);
  const samples = growth.find((r) => r.samples)?.samples;
  if (points.length === 0 || !samples) return {};
  return Object.fromEntries(
    Object.entries(words).flatMap(([language, t]) => [
      [`growth.${language}.svg`, growthPlot(points, t)],
      [`memory.${language}.svg`, memoryPlot(samples, t)],
    ]),
  );
}

/** Time against parameters, both by powers of ten; dashed, the line of as many times the time as parameters. */
function growthPlot(points, t) {
  const decades = (values) => [
    Math.floor(Math.log10(Math.min(...values)) + 1e-9),
    Math.ceil(Math.log10(Math.max(...values)) - 0.01),
  ];
  const [x0, x1] = decades(points.map((p) => p.parameters));
  const [y0, y1] = decades(points.flatMap((p) => p.spread));
  const x = (v) => across((Math.log10(v) - x0) / (x1 - x0));
  const y = (v) => up((Math.log10(v) - y0) / (y1 - y0));
  const middle = points[points.length >> 1];
  const straight = ({ parameters }) => (middle.value * parameters) / middle.parameters;
  const ends = [points[0], points.at(-1)];
  return svg(`${t.step} / ${t.parameters}`, [
    ...counted(x0, x1).map((p) => vertical(across((p - x0) / (x1 - x0)), power(p))),
    ...counted(y0, y1).map((p) => horizontal(up((p - y0) / (y1 - y0)), time(10 ** p))),
    `<path fill="none" stroke="#B08800" stroke-width="1.5" stroke-dasharray="4 3" d="${line(ends.map((p) => [x(p.parameters), y(straight(p))]))}"/>`,
    `<path fill="none" stroke="#14867F" stroke-width="2" d="${line(points.map((p) => [x(p.parameters), y(p.value)]))}"/>`,
    ...points.map((p) => `<circle fill="#14867F" cx="${one(x(p.parameters))}" cy="${one(y(p.value))}" r="3.5"/>`),
    label(t.step, t.parameters),
  ]);
}

/** Megabytes against steps, both from 0. */
function memoryPlot(samples, t) {
  const [last] = samples.at(-1);
  const most = Math.ceil(Math.max(...samples.map(([, mb]) => mb)) / 50) * 50;
  const at = ([steps, mb]) => [across(steps / last), up(mb / most)];
  const parts = [0, 1, 2, 3, 4];
  return svg(`${t.memory} / ${t.steps}`, [
    ...parts.map((i) => vertical(across(i / 4), ((i * last) / 4).toLocaleString('en'))),
    ...parts.filter((i) => i % 2 === 0).map((i) => horizontal(up(i / 4), `${(i * most) / 4} MB`)),
    `<path fill="none" stroke="#14867F" stroke-width="2" d="${line(samples.map(at))}"/>`,
    label(t.memory, t.steps),
  ]);
}

const across = (share) => box.left + share * (box.right - box.left);
const up = (share) => box.bottom - share * (box.bottom - box.top);
const one = (v) => Number(v.toFixed(1));
const counted = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const power = (p) => `10${[...String(p)].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]).join('')}`;
/** Of microseconds. */
const time = (µs) => (µs >= 1e6 ? `${µs / 1e6} s` : µs >= 1000 ? `${µs / 1000} ms` : `${µs} µs`);
const line = (points) => points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${one(x)} ${one(y)}`).join('');
const vertical = (x, text) =>
  `<path stroke="#7E8891" stroke-width="0.5" d="M${one(x)} ${box.top}V${box.bottom}"/><text x="${one(x)}" y="${box.bottom + 18}" text-anchor="middle">${text}</text>`;
const horizontal = (y, text) =>
  `<path stroke="#7E8891" stroke-width="0.5" d="M${box.left} ${one(y)}H${box.right}"/><text x="${box.left - 8}" y="${one(y + 4)}" text-anchor="end">${text}</text>`;
const label = (up, across) =>
  `<text x="8" y="18" font-weight="600">${up}</text><text x="${box.right}" y="${HEIGHT - 8}" text-anchor="end" font-weight="600">${across}</text>`;

/** Ink that reads on white and on black. */
const svg = (name, parts) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name}">
<g font-family="sans-serif" font-size="12" fill="#7E8891">
${parts.join('\n')}
</g>
</svg>
`;

export function drawPlots() {
  const from = (path) => new URL(path, import.meta.url);
  const drawn = plots(JSON.parse(readFileSync(from('results/latest.json'), 'utf8')));
  mkdirSync(from('../docs/performance'), { recursive: true });
  for (const [name, text] of Object.entries(drawn)) writeFileSync(from(`../docs/performance/${name}`), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) drawPlots();
