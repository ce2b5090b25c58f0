// What the product says of which rows belong together, for each table that prepare.py wrote: the latest rows, or whole
// groups, are to be predicted there. deal.py deals the test rows so, for the product and for its peers.
//   node bench/tables/demands.mjs
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseCsv } from '../../dist/csv.js';
import { splitDemand, understand } from '../../dist/table.js';

const folder = process.env.GRADSHEET_TABLES ?? '.cache/tables';
const { tables } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
const demands = Object.fromEntries(tables.map(({ id, target }) => [id, demandOf(id, target)]));
writeFileSync(`${folder}/demands.json.new`, JSON.stringify(demands, null, 1));
renameSync(`${folder}/demands.json.new`, `${folder}/demands.json`);
const told = Object.values(demands).map(({ by, failed }) => (failed ? 'not read' : by));
const kinds = [...new Set(told)].sort();
console.log(kinds.map((kind) => `${kind} ${told.filter((one) => one === kind).length}`).join(', '));

/** A table that the product does not read is dealt at random; run.py says why it could not be read. */
function demandOf(id, target) {
  try {
    const { table } = parseCsv(readFileSync(`${folder}/tables/${id}/table.csv`), { name: id });
    return splitDemand(table, understand(table, { target }), []);
  } catch (error) {
    return { by: 'random', failed: error.message };
  }
}
