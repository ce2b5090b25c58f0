// docs/performance.md: the goals beside what `npm run bench` measured, and every task beside its peers.
import { busy, date, machine, measured, ratio, rows } from './measured.ts';
import { notes, words, type Language } from './performance-words.ts';

const TORCH = 'PyTorch, 1 thread';
const script = ['jax-js', 'TensorFlow.js, WebAssembly', 'TensorFlow.js, JavaScript', 'brain.js'];

interface Limits {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
}
/** A goal: what is measured, at least or at most how much of it, and what is shown. */
interface Goal extends Limits {
  readonly name: keyof (typeof words)['en']['goals'];
  readonly value: number | null;
  readonly unit: '×' | 'ms' | '%' | 'ns' | 'rows/s' | 'MB' | 'power' | 'KB';
}

const value = (what: string): number | null => measured(what)?.value ?? null;

/** The smallest factor by which peers in JavaScript are slower; of brain.js, whose task is another, by its time. */
function leastRatio(tasks: readonly string[]): number | null {
  const found = tasks.flatMap((task) =>
    script.flatMap((by) => {
      const theirs = measured(`${task}, ${by}`);
      const ours = measured(`${task}, Gradsheet`);
      return theirs && ours ? [theirs.ratio ?? theirs.value / ours.value] : [];
    }),
  );
  return found.length > 0 ? Math.min(...found) : null;
}
/** A product's speed as a share of what 128-bit multiplications and additions reach in the same run. */
function shareOfPeak(size: number): number | null {
  const peak = measured('f32, 128-bit mul + add in registers (C)');
  const product = measured(`f32 ${size} × ${size} × ${size}, a · b`);
  return peak && product ? (100 * product.value) / peak.value : null;
}
/** How many times as fast two threads are as one. */
function twoThreads(task: string): number | null {
  const two = ratio(task, 'Gradsheet, 2 threads');
  return two === null ? null : 1 / two;
}
/** What a million steps need, as a multiple of what a tenth of them need. */
function memoryGrowth(): number | null {
  const [early, late] = ['100,000', '1,000,000'].map((steps) => value(`memory after ${steps} steps`));
  return early && late ? late / early : null;
}
const largest = (values: readonly (number | null)[]): number | null =>
  values.some((v) => v === null) ? null : Math.max(...values.map(Number));

/** PyTorch's vectors are four times as wide as WebAssembly's where there is AVX-512, twice with AVX2. */
const wide = machine.vectors !== 'AVX2';

/** In the order of the page. */
const goals: readonly Goal[] = [
  { name: 'w1', value: ratio('W1', TORCH), least: 800, unit: '×' },
  { name: 'w2', value: ratio('W2', TORCH), least: 300, unit: '×' },
  { name: 'small', value: leastRatio(['W1', 'W2']), least: 10, unit: '×' },
  { name: 'fit', value: value('W2 fit, Gradsheet'), most: 6, unit: 'ms' },
  { name: 'fitTorch', value: ratio('W2 fit', TORCH), least: 20, unit: '×' },
  { name: 'b32', value: ratio('W3 b32', TORCH), least: wide ? 2 : 2.2, unit: '×' },
  { name: 'b128', value: ratio('W3 b128', TORCH), least: wide ? 0.85 : 1.15, unit: '×' },
  { name: 'b32Jax', value: ratio('W3 b32', 'jax-js'), least: 6, unit: '×' },
  { name: 'b128Jax', value: ratio('W3 b128', 'jax-js'), least: 6, unit: '×' },
  { name: 'p512', value: shareOfPeak(512), least: 75, unit: '%' },
  { name: 'p1024', value: shareOfPeak(1024), least: 75, unit: '%' },
  { name: 'p512Tf', value: ratio('W6 512', 'TensorFlow.js, WebAssembly'), least: 1.4, unit: '×' },
  { name: 'p1024Tf', value: ratio('W6 1024', 'TensorFlow.js, WebAssembly'), least: 1.4, unit: '×' },
  { name: 'threads128', value: twoThreads('W3 b128'), least: 1.4, unit: '×' },
  { name: 'threads1024', value: twoThreads('W6 1024'), least: 1.85, unit: '×' },
  { name: 'functions', value: largest(['exp', 'tanh', 'sigmoid'].map((f) => value(`${f}, f32`))), most: 3, unit: 'ns' },
  { name: 'logistic', value: ratio('logistic step', TORCH), least: 3, unit: '×' },
  { name: 'logisticFit', value: ratio('logistic fit', TORCH), least: 3, unit: '×' },
  { name: 'stream', value: value('training from a CSV file, rows per second'), least: 800_000, unit: 'rows/s' },
  { name: 'streamMemory', value: value('training on 5,000,000 rows, memory'), most: 600, unit: 'MB' },
  {
    name: 'growth',
    value: value('growth of the step: its time ∝ parameters to the power'),
    least: 0.9,
    most: 1.1,
    unit: 'power',
  },
  { name: 'memory', value: memoryGrowth(), most: 1.25, unit: '×' },
  { name: 'size', value: value('a dense network'), most: 64, unit: 'KB' },
];

/** Of a figure that misses its goal: as a share of it. Null if it does not. */
export function missed(value: number, { least = -Infinity, most = Infinity }: Limits): number | null {
  if (value < least) return value / least;
  return value > most ? value / most : null;
}

/** Three digits, or all of those before the point. */
const short = (v: number): string =>
  v >= 1000 ? Math.round(v).toLocaleString('en') : String(Number(v.toPrecision(3)));

function goalTable(language: Language): string {
  const t = words[language];
  const amount = (v: number, unit: Goal['unit']): string => t.units[unit](short(v));
  const body = goals.map(({ name, value: v, least, most, unit }) => {
    const aim = [
      ...(least === undefined ? [] : [`≥ ${amount(least, unit)}`]),
      ...(most === undefined ? [] : [`≤ ${amount(most, unit)}`]),
    ].join(t.and);
    if (v === null) return [t.goals[name], aim, '–', t.notMeasured];
    const by = missed(v, { least, most });
    const note = notes[language][name];
    const result = by === null ? t.reached : t.notReached(short(100 * by)) + (note ? `${t.because}${note}` : '');
    return [t.goals[name], aim, amount(v, unit), result];
  });
  return table([t.goalHead, ['---', '--:', '--:', '---'], ...body]);
}

function peerTable(language: Language): string {
  const t = words[language];
  const mine = rows.filter((r) => r.task !== undefined);
  const tasks = [...new Set(mine.map((r) => r.task ?? ''))];
  const by = [...new Set(mine.map((r) => r.by ?? ''))];
  const cell = (task: string, who: string): string => {
    const row = mine.find((r) => r.task === task && r.by === who);
    if (!row || typeof row.value !== 'number') return '–';
    const amount = `${short(row.value)} ${row.unit}`;
    if (row.void) return `${amount} ${row.void.startsWith('another task') ? '¹' : t.void}`;
    return row.ratio === undefined ? amount : `${amount} (${short(row.ratio)} ×)`;
  };
  const head = ['', ...by.map((who) => t.threads(withVersion(who, mine.find((r) => r.by === who)?.version)))];
  const body = tasks.map((task) => [t.tasks[task] ?? task, ...by.map((who) => cell(task, who))]);
  return table([head, ['---', ...by.map(() => '--:')], ...body]);
}

/** "PyTorch, 1 thread", "2.13.0+cpu" → "PyTorch 2.13.0, 1 thread" */
function withVersion(who: string, version = ''): string {
  const [name, ...more] = who.split(', ');
  return [`${name} ${version.split('+')[0]}`.trim(), ...more].join(', ');
}

/** How far the rounds of ours lay apart, task by task. */
function spreads(language: Language): string {
  const t = words[language];
  const found = rows
    .filter(({ by, spread }) => by === 'Gradsheet' && spread)
    .map(({ task = '', spread: [low = 0, high = 0] = [], unit }) => {
      const name = t.tasks[task] ?? task;
      return `${name}${t.colon}${short(low)}–${short(high)} ${unit}`;
    });
  return t.spread(found.join(t.comma));
}

const warning = (language: Language): string[] =>
  busy ? [words[language].busy(machine.load ?? 0, machine.cores)] : [];

const table = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const parts: Readonly<Record<string, (language: Language) => string>> = {
  goals: (language) => [goalTable(language), words[language].machine(machine, date), ...warning(language)].join('\n\n'),
  peers: (language) => `${peerTable(language)}\n\n${spreads(language)}`,
};

/** The page with what stands between `<!-- NAME: …` and `<!-- end of NAME -->` written from the figures. */
export function withPerformance(page: string, language: Language): string {
  return Object.entries(parts).reduce((text, [name, write]) => {
    const mark = `<!-- ${name}: from bench/results/latest.json, written by npm test -- test/docs.test.ts -u -->`;
    const from = text.indexOf(mark);
    const to = text.indexOf(`<!-- end of ${name} -->`);
    if (from < 0 || to < 0) return text;
    return `${text.slice(0, from + mark.length)}\n\n${write(language)}\n\n${text.slice(to)}`;
  }, page);
}
