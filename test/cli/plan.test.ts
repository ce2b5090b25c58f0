import { describe, expect, test } from 'vitest';
import { gradsheet, likedCsv, workplace, type Result } from './cli.ts';

const here = workplace();
const cli = (...args: string[]): Promise<Result> => gradsheet(args, { cwd: here.folder() });

describe('plan', () => {
  const trained = async (): Promise<void> => {
    here.put('liked.csv', likedCsv);
    await cli('train', 'liked.csv', '--target', 'liked', '--hidden', '5:relu', '--batch-size', '10', '--epochs', '1');
  };

  test('shows the stages of the step that the model was trained with', async () => {
    await trained();
    const { exit, out } = await cli('plan', 'liked-model');
    expect(exit).toBe(0);
    expect(out).toMatchSnapshot();
  });

  test('in Chinese too', async () => {
    await trained();
    const { out } = await cli('plan', 'liked-model', '--lang', 'zh-TW');
    expect(out).toMatchSnapshot();
  });

  test('as JSON: the same kernels, with sizes as numbers and values by number', async () => {
    await trained();
    const { json } = await cli('plan', 'liked-model', '--batch-size', '1000', '--json');
    const { command, batchSize, stages, labels } = json() as unknown as {
      command: string;
      batchSize: number;
      stages: { kind: string; loops: number[]; outer: number; writes: { value: string; output?: string }[] }[][];
      labels: Record<string, string>;
    };
    expect([command, batchSize]).toEqual(['plan', 80]); // no more than there are rows
    const product = stages.flat().find(({ kind }) => kind === 'product');
    expect(product).toMatchObject({ loops: [80, 5, 5], outer: 80 });
    const written = stages.flat().flatMap(({ writes }) => writes.flatMap(({ output }) => output ?? []));
    expect(written).toEqual(expect.arrayContaining(['dense/kernel', 'dense_1/bias', 'adam/dense/kernel/m', 'loss']));
    expect(Object.values(labels)).toContain('weighted sum dense');
  });

  test('of a folder without a model says what is missing', async () => {
    const { exit, err } = await cli('plan', 'nothing');
    expect(exit).toBe(1);
    expect(err).toContain('nothing');
  });
});
