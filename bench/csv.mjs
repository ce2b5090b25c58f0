// Reading a table of 100,000 rows and 20 columns, 19 of numbers and one of texts, from the bytes of its file.
import { parseCsv } from '../dist/csv.js';
import { median, rounded, seconds } from './timing.mjs';

const row = (i) =>
  Array.from({ length: 20 }, (_, j) => (j === 19 ? `city ${i % 50}` : ((i * 31 + j * 17) % 9973) / 100)).join(',');
const bytes = new TextEncoder().encode(
  [Array.from({ length: 20 }, (_, j) => `c${j}`).join(','), ...Array.from({ length: 100_000 }, (_, i) => row(i))].join(
    '\n',
  ),
);
const times = await seconds(5, () => parseCsv(bytes));
console.log(
  JSON.stringify([
    {
      what: '100,000 rows × 20 columns, CSV to table',
      value: rounded(median(times)),
      unit: 's',
      note: `${(bytes.length / 2 ** 20).toFixed(1)} MB`,
    },
  ]),
);
