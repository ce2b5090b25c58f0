// Runs in Node and in browsers: a few trainings, and the bits they end with.
import { layers, NumpyRandom, optimizers, reference, sequential, wasm, type Engine } from '../../src/index.ts';

/** Per training, a hash of all state and of the losses. */
export type Bits = Readonly<Record<string, string>>;

/** FNV-1a over the bytes of 64-bit numbers; there are no NaNs among them. */
function hash(arrays: readonly Float64Array[]): string {
  let h = 0x811c9dc5;
  for (const a of arrays) {
    for (const byte of new Uint8Array(a.buffer, a.byteOffset, a.byteLength)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  }
  return h.toString(16).padStart(8, '0');
}

/** Every activation, dropout, normalization and optimizer of the core has its part in one of these. */
export async function trainings(): Promise<Bits> {
  const np = new NumpyRandom(7);
  const x = np.randn(60, 6);
  const y = x.map((row) => [row.reduce((s, v, i) => s + v * (i - 2), 0) / 3]);
  const engines: readonly Engine[] = [reference, wasm({ precision: 'f64' }), wasm()];
  const bits: Record<string, string> = {};
  for (const engine of engines) {
    for (const [name, activation, optimizer] of [
      ['adam', 'tanh', optimizers.adam()],
      ['rmsprop', 'gelu', optimizers.rmsprop({ momentum: 0.5 })],
      ['adamw', 'softplus', optimizers.adamw({ learningRate: 0.01 })],
      ['nadam', 'swish', optimizers.nadam({ learningRate: 0.01 })],
      ['adamax', 'selu', optimizers.adamax({ learningRate: 0.01 })],
      ['sgd', 'elu', optimizers.sgd({ momentum: 0.9, learningRate: 0.01 })],
    ] as const) {
      const model = sequential([
        layers.dense({ units: 9, activation }),
        layers.dropout({ rate: 0.2 }),
        layers.batchNormalization(),
        layers.dense({ units: 5, activation: 'sigmoid' }),
        layers.dense({ units: 1 }),
      ]);
      model.compile({ optimizer, loss: 'meanSquaredError' });
      const { history } = await model.fit(x, y, {
        epochs: engine === reference ? 3 : 20,
        batchSize: 8,
        seed: 3,
        engine,
      });
      const state = model.state();
      const losses = Float64Array.from(history['loss'] ?? []);
      bits[`${engine.name} ${name}`] = hash([
        losses,
        ...Object.keys(state)
          .sort()
          .map((k) => state[k] ?? new Float64Array(0)),
      ]);
    }
  }
  return bits;
}
