// examples/rents.csv: 600 flats that nobody rented, made from a seed. Usage: node scripts/example-rents.mjs (after npm
// run build); a test compares the file with what this makes.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NumpyRandom, Table } from '../dist/index.js';
import { writeCsv } from '../dist/csv.js';

const ROWS = 600;
const districts = { Daan: 1.35, Zhongshan: 1.1, Wenshan: 0.85, Beitou: 0.8 };

/** Rent per square metre falls with the distance to a station, first fast and then slowly: no straight line. */
export function rents() {
  const random = new NumpyRandom(7);
  const district = random.choice(Object.keys(districts), ROWS);
  const area = random.uniform(18, 90, ROWS).map((v) => Math.round(v));
  const age = random.uniform(0, 45, ROWS).map((v) => Math.round(v));
  const metres = random.uniform(50, 2500, ROWS).map((v) => Math.round(v / 10) * 10);
  const lift = random.choice(['yes', 'no'], ROWS);
  const noise = random.normal(0, 1, ROWS);
  const rent = district.map((name, i) => {
    const near = 1 + 0.9 * Math.exp(-metres[i] / 300);
    const worn = 1 - 0.008 * age[i] - (lift[i] === 'no' && age[i] > 20 ? 0.08 : 0);
    const fair = 3000 + 420 * area[i] * districts[name] * near * worn;
    return Math.round((fair * (1 + 0.05 * noise[i])) / 100) * 100;
  });
  const gap = (values, every) => values.map((v, i) => (i % every === 4 ? null : v));
  return writeCsv(Table.of({ district, area, age: gap(age, 23), metres, lift: gap(lift, 31), rent }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(fileURLToPath(new URL('../examples/rents.csv', import.meta.url)), rents());
}
