import { describe, expect, test } from 'vitest';
import { layers, NumpyRandom, reference, sequential, wasm, type Engine, type Model } from '../../src/index.ts';
import type { RowSource } from '../../src/model/row-source.ts';
import { orderedRows, type Order } from '../../src/run/order.ts';

const ROWS = 103;
const np = new NumpyRandom(5);
const x = np.rand(ROWS, 3);
const y = x.map(([a = 0, b = 0, c = 0]) => a + b * c);

const build = (): Model => {
  const m = sequential([layers.dense({ units: 4, activation: 'tanh', inputShape: [3] }), layers.dense({ units: 1 })]);
  m.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  return m;
};

/** The rows, given later; and which were asked for. */
function source(later = true): { rows: RowSource; asked: (readonly [number, number])[] } {
  const asked: (readonly [number, number])[] = [];
  const read = (begin: number, end: number): { x: number[][]; y: number[] } => {
    asked.push([begin, end]);
    return { x: x.slice(begin, end), y: y.slice(begin, end) };
  };
  return {
    rows: { rows: ROWS, read: later ? (b, e) => new Promise((done) => void setTimeout(done, 0, read(b, e))) : read },
    asked,
  };
}

/** In memory, in the order of blocks. */
async function inMemory(order: Order, engine: Engine, epochs: number): Promise<[object, object]> {
  const model = build();
  const lists = Array.from({ length: epochs }, (_, epoch) => orderedRows(order, ROWS, epoch));
  const { history } = await model.fit(x, y, { epochs, batchSize: 8, seed: 11, order: lists, engine });
  return [model.state(), history];
}

describe.each([reference, wasm()])('$name', (engine) => {
  test.each([
    ['16 rows in blocks of 4', 16, 4, 16],
    ['16 rows in blocks of 5: a filling begins within one', 16, 5, 16],
    ['20 rows are two batches of 8', 20, 4, 16],
    ['a batch is the least', 1, 1, 8],
  ])('%s: the bits of a training in memory in the same order', async (_, buffer, block, used) => {
    const model = build();
    const { rows, asked } = source();
    const { history } = await model.fitFrom(rows, { epochs: 3, batchSize: 8, seed: 11, buffer, block, engine });
    const order: Order = { kind: 'blocks', seed: 11, block, buffer: used };
    expect([model.state(), history]).toEqual(await inMemory(order, engine, 3));
    expect(Math.max(...asked.map(([begin, end]) => end - begin))).toBeLessThanOrEqual(block);
    expect(asked.slice(1).reduce((sum, [begin, end]) => sum + end - begin, 0)).toBe(3 * ROWS); // once an epoch
  });

  test('a buffer for all rows: the bits of fit', async () => {
    const [model, plain] = [build(), build()];
    const { rows, asked } = source(false);
    const options = { epochs: 3, batchSize: 8, seed: 11, engine };
    expect(await model.fitFrom(rows, options)).toEqual(await plain.fit(x, y, options));
    expect(model.state()).toEqual(plain.state());
    expect(asked.slice(1).reduce((sum, [begin, end]) => sum + end - begin, 0)).toBe(ROWS); // all in all
  });

  test('as they stand, without a shuffle', async () => {
    const [model, plain] = [build(), build()];
    const options = { epochs: 2, batchSize: 8, shuffle: false, engine };
    await model.fitFrom(source().rows, { ...options, buffer: 24, block: 7 });
    await plain.fit(x, y, options);
    expect(model.state()).toEqual(plain.state());
  });

  test('a training goes on where it was left, and rows held out are evaluated', async () => {
    const [one, two] = [build(), build()];
    const options = {
      batchSize: 8,
      seed: 11,
      buffer: 24,
      validationData: [x.slice(0, 9), y.slice(0, 9)] as const,
      engine,
    };
    const { history } = await one.fitFrom(source().rows, { ...options, epochs: 4 });
    await two.fitFrom(source().rows, { ...options, epochs: 2 });
    await two.fitFrom(source().rows, { ...options, epochs: 4, initialEpoch: 2 });
    expect(two.state()).toEqual(one.state());
    expect(history['val_loss']?.length).toBe(4);
  });
});

test('a loss that is not finite: the weights of before the step, and its rows', async () => {
  const model = build();
  const warned: string[] = [];
  const wild = x.map((row, i) => (i === 50 ? row.map(() => 1e30) : row));
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const far = y.map((v, i) => (i === 50 ? 1e30 : v));
  const rows: RowSource = { rows: ROWS, read: (b, e) => ({ x: wild.slice(b, e), y: far.slice(b, e) }) };
  const options = {
    batchSize: 8,
    buffer: 24,
    block: 4,
    seed: 3,
    warn: ({ message }: Error) => void warned.push(message),
  };
  const { stopped } = await model.fitFrom(rows, options);
  expect(stopped?.reason === 'not-finite' && [...stopped.rows]).toContain(50);
  expect(Object.values(model.weights()).every(({ data }) => data.every(Number.isFinite))).toBe(true);
  expect(warned.join()).toContain('the loss is infinite or undefined');
});

test('what a source gives is looked at as what fit is given', async () => {
  const read = (b: number, e: number): { x: number[][]; y: number[] } => ({ x: x.slice(b, e), y: y.slice(b, e) });
  const fit = (rows: unknown, options = {}): Promise<unknown> =>
    build().fitFrom(rows as RowSource, { batchSize: 8, buffer: 16, ...options });
  await expect(
    fit({ rows: ROWS, read: (b: number, e: number) => ({ ...read(b, e), y: b > 0 ? [NaN] : [1] }) }),
  ).rejects.toMatchObject({ code: 'not-finite' });
  await expect(fit({ rows: ROWS, read: (b: number) => read(b, b + 1) }, { block: 2 })).rejects.toMatchObject({
    code: 'shape-mismatch',
  });
  await expect(fit({ rows: 0, read })).rejects.toMatchObject({ code: 'invalid-option' });
  await expect(fit({ rows: 9 })).rejects.toMatchObject({ code: 'invalid-option' });
  await expect(fit({ rows: ROWS, read }, { order: [] })).rejects.toMatchObject({ code: 'invalid-option' });
  await expect(fit({ rows: ROWS, read }, { buffer: 0 })).rejects.toThrow('buffer');
});

test('a model of frozen layers only is refused, as by fit', async () => {
  const model = build();
  model.build([3], 1);
  model.setTrainable(Object.fromEntries(model.graph.nodes.map(({ name }) => [name, false])));
  await expect(model.fitFrom(source().rows)).rejects.toThrow('nothing would be trained');
});
