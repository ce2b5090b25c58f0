// The workbook doctor on large books: a 2-2-1 sigmoid network, a row per step, 20,000 formulas and more; without
// mistakes, and
// with the slope of the wrong neuron in one column. Each audit runs in a process of its own, so that its memory is its
// own.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from '../scripts/setup.mjs';
import { rounded } from './timing.mjs';

const columns = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** The row's formulas by the name of the quantity; `$A$1` is the learning rate, `$A$2:$C$2` the sample. */
const quantities = [
  'w1',
  'w2',
  'w3',
  'w4',
  'w5',
  'w6',
  'z1',
  'a1',
  'z2',
  'a2',
  'z3',
  'y',
  'e',
  'E',
  'd3',
  'd1',
  'd2',
  'g1',
  'g2',
  'g3',
  'g4',
  'g5',
  'g6',
];
function formulas(wrong) {
  const slope = wrong ? 'a2*(1-a2)' : 'a1*(1-a1)';
  const sigmoid = (z) => `1/(1+EXP(-${z}))`;
  return {
    z1: 'w1*$A$2+w2*$B$2',
    a1: sigmoid('z1'),
    z2: 'w3*$A$2+w4*$B$2',
    a2: sigmoid('z2'),
    z3: 'w5*a1+w6*a2',
    y: sigmoid('z3'),
    e: 'y-$C$2',
    E: '0.5*e^2',
    d3: 'e*y*(1-y)',
    d1: `d3*w5*${slope}`,
    d2: 'd3*w6*a2*(1-a2)',
    g1: 'd1*$A$2',
    g2: 'd1*$B$2',
    g3: 'd2*$A$2',
    g4: 'd2*$B$2',
    g5: 'd3*a1',
    g6: 'd3*a2',
  };
}
function book({ emptySheet, setCell }, steps, wrong) {
  const sheet = emptySheet('Sheet1');
  const at = (name, row) => `${columns[quantities.indexOf(name)]}${row}`;
  const forms = formulas(wrong);
  setCell(sheet, 0, 0, { value: 0.5 });
  [0.35, 0.9, 0.2].forEach((value, i) => setCell(sheet, 1, i, { value }));
  quantities.forEach((q, i) => setCell(sheet, 2, i, { value: q }));
  for (let step = 0; step < steps; step++) {
    quantities.forEach((q, i) => {
      const row = step + 4;
      const weight = /^w(\d)$/.exec(q);
      const formula = weight
        ? `${at(q, row - 1)}-$A$1*${at(`g${weight[1]}`, row - 1)}`
        : forms[q].replace(/\b[a-zE]\d?\b/g, (name) => (quantities.includes(name) ? at(name, row) : name));
      setCell(sheet, row - 1, i, weight && step === 0 ? { value: 0.1 * (i + 1) } : { formula: `=${formula}` });
    });
  }
  return { sheets: [sheet], names: [] };
}

const [, , steps, kind] = process.argv;
if (kind === 'lift') {
  // every cell as a function of the six first weights
  const library = await import('../dist/sheet.js');
  const workbook = book(library, Number(steps), false);
  const start = performance.now();
  const lifted = library.lift(workbook, { inputs: library.placesOf(workbook, 'A4:F4') });
  let formulas = 0;
  for (const [key, { formula }] of workbook.sheets[0].cells) {
    if (formula) {
      formulas++;
      if (typeof lifted.value({ sheet: 0, row: library.keyRow(key), column: library.keyColumn(key) }) !== 'object') {
        throw new Error('a number where a program should be');
      }
    }
  }
  console.log(
    JSON.stringify({
      formulas,
      seconds: (performance.now() - start) / 1000,
      mb: process.resourceUsage().maxRSS / 1024,
    }),
  );
} else if (steps) {
  const library = await import('../dist/sheet.js');
  const workbook = book(library, Number(steps), kind === 'wrong');
  const { findings, summary } = library.audit(workbook);
  console.log(
    JSON.stringify({
      formulas: summary.formulas,
      seconds: summary.took / 1000,
      mb: process.resourceUsage().maxRSS / 1024,
      errors: summary.errors,
      first: findings.find((f) => f.severity === 'error')?.class ?? null,
      cells: findings.find((f) => f.severity === 'error')?.cells.length ?? 0,
    }),
  );
} else {
  const measure = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  };
  const rows = [];
  for (const [n, kind] of [
    ['900', 'right'],
    ['900', 'wrong'],
  ]) {
    const r = measure(n, kind);
    const what = `audit of ${r.formulas} formulas, ${kind === 'right' ? `${r.errors} mistakes` : `${r.first} in ${r.cells} cells`}`;
    rows.push(
      { what, value: rounded(r.seconds), unit: 's' },
      { what: `${what}: memory`, value: Math.round(r.mb), unit: 'MB' },
    );
  }
  const lifted = measure('8700', 'lift');
  rows.push({
    what: `${lifted.formulas} formulas lifted to one program`,
    value: rounded(lifted.seconds),
    unit: 's',
    note: `${Math.round(lifted.mb)} MB`,
  });
  console.log(JSON.stringify(rows));
}
