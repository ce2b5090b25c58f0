import { describe, expect, test } from 'vitest';
import type { Callback, Control, Logs } from '../../../src/train/callbacks/callback.ts';
import { callbacks } from '../../../src/train/callbacks/callbacks.ts';
import { csvLogger } from '../../../src/train/callbacks/csv-logger.ts';
import { earlyStopping, type EarlyStoppingOptions } from '../../../src/train/callbacks/early-stopping.ts';
import { historyCallback } from '../../../src/train/callbacks/history.ts';
import {
  learningRateScheduler,
  reduceLROnPlateau,
  type ReduceOptions,
} from '../../../src/train/callbacks/learning-rate.ts';
import { filled, modelCheckpoint } from '../../../src/train/callbacks/model-checkpoint.ts';
import { terminateOnNaN } from '../../../src/train/callbacks/terminate-on-nan.ts';
import golden from '../../vectors/keras-functions.json' with { type: 'json' };

// Keras 3.15.1's own callbacks driven by the same logs: see test/vectors/make/keras-functions.py.

/** A training of which only the logs are real; the weights of an epoch are its number. */
async function drive(
  list: readonly Callback[],
  logs: readonly Readonly<Logs>[],
): Promise<{ control: Control; stopped: string | null; seen: Logs[]; weights: number }> {
  let stopped: string | null = null;
  let weights = NaN;
  const control: Control = {
    epochs: logs.length,
    learningRate: 1,
    stop: (reason) => {
      stopped ??= reason;
    },
    weights: async () => ({ w: Float64Array.of(weights) }),
    setWeights: async ({ w }) => {
      weights = w?.[0] ?? NaN;
    },
    snapshot: async () => ({ engine: 'test', bytes: new Uint8Array() }),
    restore: async () => {},
  };
  const seen: Logs[] = [];
  for (const c of list) await c.onTrainBegin?.(control);
  for (const [epoch, log] of logs.entries()) {
    for (const c of list) await c.onEpochBegin?.(epoch, control);
    weights = epoch;
    const own = { ...log };
    for (const c of list) await c.onEpochEnd?.(epoch, own, control);
    seen.push(own);
    if (stopped !== null) break;
  }
  for (const c of list) await c.onTrainEnd?.(seen.at(-1) ?? {}, control);
  return { control, stopped, seen, weights };
}
const known = golden.callbacks;

describe('earlyStopping stops where Keras does, and restores the same weights', () => {
  for (const c of known.early) {
    test(JSON.stringify(c.options), async () => {
      const options = c.options as EarlyStoppingOptions; // the file's rows are options
      const run = await drive(
        [earlyStopping(options)],
        c.values.map((v) => ({ [options.monitor ?? '']: v ?? NaN })),
      );
      expect([run.seen.length, run.stopped !== null, run.weights]).toEqual([c.epochs, c.stopped, c.weights]);
    });
  }
  test('it says why, and starts anew in each training', async () => {
    const stop = earlyStopping({ monitor: 'loss', patience: 2 });
    const logs = [{ loss: 1 }, { loss: 2 }, { loss: 3 }, { loss: 4 }];
    for (let i = 0; i < 2; i++) {
      const run = await drive([stop], logs);
      expect([run.stopped, run.seen.length]).toEqual(['loss has not improved for 2 epochs', 3]);
    }
  });
  test('a name that is not logged is an error with its remedy', async () => {
    await expect(drive([earlyStopping()], [{ loss: 1 }])).rejects.toMatchObject({
      code: 'unknown-name',
      fields: { received: '"val_loss"', hint: expect.stringContaining('validation') },
    });
    await expect(
      drive([earlyStopping({ monitor: 'acuracy', mode: 'max' })], [{ loss: 1, accuracy: 1 }]),
    ).rejects.toMatchObject({ fields: { hint: 'Did you mean "accuracy"?' } });
    expect(() => earlyStopping({ monitor: 'profit' })).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        fields: expect.objectContaining({ where: 'earlyStopping, mode' }),
      }),
    );
  });
  test('the better direction of our own names is known', async () => {
    for (const [monitor, values, epochs] of [
      ['val_auc', [0.5, 0.6, 0.7], 3],
      ['r2', [0.5, 0.4], 2],
      ['mae', [2, 1, 0.5], 3],
      ['val_mse', [1, 2], 2],
    ] as const) {
      expect(
        (
          await drive(
            [earlyStopping({ monitor })],
            values.map((v) => ({ [monitor]: v })),
          )
        ).seen.length,
      ).toBe(epochs);
    }
  });
});

describe('reduceLROnPlateau sets the rates that Keras sets', () => {
  for (const c of known.plateau) {
    test(JSON.stringify(c.options), async () => {
      const run = await drive(
        [reduceLROnPlateau(c.options as ReduceOptions)],
        c.values.map((loss) => ({ loss })),
      );
      expect(run.seen.map((log) => log['learning_rate'])).toEqual(c.rates);
      expect(run.control.learningRate).toBe(c.last);
    });
  }
});

describe('modelCheckpoint saves what Keras saves, under the same names', () => {
  for (const c of known.checkpoints) {
    test(JSON.stringify(c.options), async () => {
      const saved: string[] = [];
      await drive(
        [
          modelCheckpoint({
            ...c.options,
            save: ({ path }) => {
              saved.push(path);
            },
          }),
        ],
        c.values.map((loss) => ({ loss })),
      );
      expect(saved).toEqual(c.saved);
    });
  }
  test('templates follow Python', () => {
    expect(filled('{epoch:03d} {a:.2f} {a:7.1f} {a:07.2f} {b:.1e} {b}', { epoch: 7, a: 3.14159, b: 1e-12 })).toBe(
      '007 3.14     3.1 0003.14 1.0e-12 1e-12',
    );
    expect(() => filled('{acc}', { accuracy: 1 })).toThrow(expect.objectContaining({ code: 'unknown-name' }));
    expect(() => filled('{a:x}', { a: 1 })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });
});

describe('csvLogger writes the bytes that Keras writes', () => {
  for (const c of known.csv) {
    test(`${Object.keys(c.logs[0] ?? {}).join(' ')} by ${c.separator}`, async () => {
      let text = '';
      await drive(
        [
          csvLogger({
            separator: c.separator,
            write: (part) => {
              text += part;
            },
          }),
        ],
        c.logs as unknown as Logs[],
      ); // rows of different names
      expect(numbers(text)).toBe(numbers(c.text));
    });
  }
  /** Python writes 1e-07 and 1.0 where JavaScript has 1e-7 and 1. */
  const numbers = (text: string): string => text.replaceAll(/e-0(\d)/g, 'e-$1').replaceAll(/(\d)\.0(?=[,;\r])/g, '$1');
  test('behind earlier lines it writes no header; what is not finite is said', async () => {
    let text = '';
    await drive(
      [
        csvLogger({
          append: true,
          write: (part) => {
            text += part;
          },
        }),
      ],
      [{ loss: NaN, val_loss: Infinity }],
    );
    expect(text).toBe('0,nan,inf\r\n');
  });
});

test('learningRateScheduler sets the rate before an epoch and logs it', async () => {
  const run = await drive([learningRateScheduler((epoch, rate) => (epoch < 2 ? rate : rate / 2))], [{}, {}, {}, {}]);
  expect(run.seen.map((log) => log['learning_rate'])).toEqual([1, 1, 0.5, 0.25]);
  await expect(drive([learningRateScheduler(() => -1)], [{}])).rejects.toMatchObject({ code: 'invalid-option' });
});

test('terminateOnNaN stops at the first loss that is no number', async () => {
  expect((await drive([terminateOnNaN()], [{ loss: 1 }, { loss: Infinity }, { loss: 1 }])).stopped).toBe(
    'the loss of epoch 2 is Infinity',
  );
  expect((await drive([terminateOnNaN()], [{ loss: 1 }, { loss: 2 }])).stopped).toBeNull();
});

test('history keeps what all callbacks logged, with NaN where an epoch has no value', async () => {
  const history = historyCallback();
  await drive([learningRateScheduler(() => 0.1), history], [{ loss: 1 }, { loss: 0.5, accuracy: 1 }]);
  expect(history.epoch).toEqual([0, 1]);
  expect(history.history).toEqual({ loss: [1, 0.5], learning_rate: [0.1, 0.1], accuracy: [NaN, 1] });
});

test("a callback of one's own may change the weights and the rate", async () => {
  const own = callbacks.custom({
    onEpochEnd: async (epoch, logs, control) => {
      logs['twice'] = 2 * (logs['loss'] ?? 0);
      if (epoch === 1) {
        await control.setWeights({ w: Float64Array.of(42) });
        control.stop('enough');
      }
    },
  });
  const run = await drive([own], [{ loss: 1 }, { loss: 2 }, { loss: 3 }]);
  expect([run.stopped, run.weights, run.seen.map((log) => log['twice'])]).toEqual(['enough', 42, [2, 4]]);
});
