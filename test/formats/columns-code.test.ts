// Programs for columns of our own making: TypeScript does the same, pandas is not made to.
import { expect, test } from 'vitest';
import { Table } from '../../src/data/table.ts';
import { kerasCode } from '../../src/formats/code/keras.ts';
import { pytorchCode } from '../../src/formats/code/pytorch.ts';
import { typescriptCode } from '../../src/formats/code/typescript.ts';
import { toSaved } from '../../src/model/saved.ts';
import { planTable, type TablePlanOptions } from '../../src/model/table-plan.ts';

const training = { file: { name: 't.csv' }, testSize: 0, splitSeed: 42, epochs: 1, batchSize: 8, seed: 0 };
const table = Table.of({
  when: Array.from({ length: 24 }, (_, i) => `2020-0${(i % 9) + 1}-11`),
  gap: Array.from({ length: 24 }, (_, i) => (i % 5 === 0 ? null : i * i)),
  city: Array.from({ length: 24 }, (_, i) => (i < 2 ? `rare${i}` : ['a', 'b'][i % 2])) as string[],
  note: Array.from({ length: 24 }, (_, i) => `near the park ${i}`),
  y: Array.from({ length: 24 }, (_, i) => (i * 7) % 11),
});
const saved = (features: readonly string[], more: Partial<TablePlanOptions> = {}): ReturnType<typeof toSaved> => {
  const { model, preprocessing } = planTable(table, { target: 'y', features, testSize: 0, ...more });
  return toSaved(model, { preprocessing });
};

test.each<[string, readonly string[], Partial<TablePlanOptions>, RegExp]>([
  ['a date', ['when'], {}, /column "when": needs plain numbers or texts; got a date/],
  ['marked gaps', ['gap'], {}, /column "gap": needs plain numbers or texts; got marked missing values/],
  ['grouped texts', ['city'], { rare: 2 }, /column "city": needs plain numbers or texts; got grouped rare texts/],
  ['free text', ['note'], { as: { note: 'text' } }, /column "note": needs plain numbers or texts; got free text/],
])('Python programs refuse %s by name', (_, features, more, message) => {
  for (const write of [kerasCode, pytorchCode]) expect(() => write(saved(features, more), training)).toThrow(message);
});

test('the TypeScript program repeats what was said of the columns', () => {
  const code = typescriptCode(saved(['when', 'city', 'note'], { as: { note: 'text' }, rare: 2 }), training);
  expect(code).toContain("as: { note: 'text' },");
  expect(code).toContain('rare: 2,');
  expect(code).toContain("missing: 'mark'");
  expect(code).toContain("when: ['2020-09-11']");
});
