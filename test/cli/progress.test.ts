import { expect, test } from 'vitest';
import type { Call } from '../../src/cli/call.ts';
import { en } from '../../src/cli/messages.en.ts';
import { chinese } from '../../src/cli/messages.zh-TW.ts';
import { progress } from '../../src/cli/progress.ts';
import { styleOf } from '../../src/cli/style.ts';
import { cleaned } from '../../src/cli/terminal.ts';
import type { Control } from '../../src/train/callbacks/callback.ts';

const ROWS = 500_000;
const BATCH = 5000;
const logs = { loss: 0.5, accuracy: 0.75 };

/** What is drawn in the third of four epochs of 20 s each, 5 s after it began. */
async function drawn(epochs: number, columns = 200, say: Call<'train'>['say'] = en): Promise<string> {
  let clock = 0;
  const lines: string[] = [];
  const page = { write: (text: string) => void lines.push(cleaned(text)), isTTY: true, columns };
  const io = { now: () => clock } as Call<'train'>['io'];
  const bar = progress({ page, io, say, style: styleOf(page, { NO_COLOR: '1' }) }, epochs, ROWS, BATCH);
  const control = {} as Control; // it asks for nothing
  await bar.onTrainBegin?.(control);
  for (let before = 0; before < Math.min(2, epochs - 1); before++) {
    await bar.onEpochBegin?.(before, control);
    clock += 20_000;
    await bar.onEpochEnd?.(before, logs, control);
  }
  const epoch = Math.min(2, epochs - 1);
  await bar.onEpochBegin?.(epoch, control);
  clock += 5000;
  const steps = { epoch, done: 125_000, rows: ROWS, batchSize: BATCH, logs: () => Promise.resolve(logs) };
  await bar.onSteps?.(steps, control);
  return lines.at(-1)?.replace(/\u001b\[K|\r/g, '') ?? '';
}

test('the bar says rows per second and the time left of all epochs', async () => {
  // 45 s for 1,125,000 of 2,000,000 rows: 35 s more
  expect(await drawn(4)).toBe(
    `Epoch 3/4 ${'━'.repeat(20)}  25/100 15s 200ms/step - 25,000 rows/s, 35s left - accuracy: 0.7500 - loss: 0.5000`,
  );
  expect(await drawn(4, 200, chinese)).toBe(
    `第 3/4 回 ${'━'.repeat(20)}  25/100 15s 200ms/step - 每秒 25,000 列，還要 35s - accuracy: 0.7500 - loss: 0.5000`,
  );
});

test('of one epoch the time left stands there already', async () => {
  expect(await drawn(1)).toMatch(/ 25\/100 15s 200ms\/step - 25,000 rows\/s - accuracy/);
});

test('a narrow terminal keeps the numbers rather than the pace', async () => {
  expect(await drawn(4, 80)).toBe(
    `Epoch 3/4 ${'━'.repeat(10)}  25/100 15s 200ms/step - accuracy: 0.7500 - loss: 0.5000`,
  );
});
