// The measured table in docs/numbers*.md: the trainings that Keras did too, done again on every engine.
import vectors from '../vectors/keras-training.json' with { type: 'json' };
import { reference, wasm } from '../../src/index.ts';
import { difference, train, worst } from '../agreement/training.ts';

let measured: Promise<string[][]> | undefined;

async function measure(): Promise<string[][]> {
  const rows: string[][] = [];
  for (const t of vectors.trainings) {
    const table = vectors.tables[t.table as keyof typeof vectors.tables];
    const [exact, f64, f32] = await Promise.all(
      [reference, wasm({ precision: 'f64' }), wasm()].map((engine) => train(t, table, engine)),
    );
    if (!exact || !f64 || !f32) throw new Error('three engines');
    rows.push([
      t.name,
      /crossentropy/i.test(t.loss) ? t.form : '–',
      short(worst(exact.model, t).relative),
      short(difference(f64.model, exact.model)),
      short(worst(f32.model, t).absolute),
    ]);
  }
  return rows;
}

/** 5 × 10⁻¹⁶: one digit, upwards, so that the table is a bound. */
function short(v: number): string {
  if (v === 0) return '0';
  let exponent = -20;
  while (v > 9 * 10 ** exponent) exponent++;
  const digit = Math.ceil(v / 10 ** exponent);
  return `${digit} × 10${[...String(exponent)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('')}`;
}

const heads = {
  en: [
    'training',
    'crossentropy',
    'reference − Keras, relative',
    'WebAssembly f64 − reference',
    'WebAssembly f32 − Keras',
  ],
  'zh-TW': [
    '訓練',
    '交叉熵的算法',
    'reference − Keras（相對）',
    'WebAssembly f64 − reference',
    'WebAssembly f32 − Keras',
  ],
};
const BEGIN = '<!-- trainings: measured and written by npm test -- test/docs.test.ts -u -->';
const END = '<!-- end of trainings -->';

export async function withTrainings(page: string, language: keyof typeof heads): Promise<string> {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < 0) return page;
  const head = heads[language];
  const rows = [head, head.map((_, i) => (i < 2 ? '---' : '--:')), ...(await (measured ??= measure()))];
  return `${page.slice(0, from + BEGIN.length)}\n\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n\n${page.slice(to)}`;
}
