// Transfer: a part of a trained network with a new head, first alone, then all of it.
import { layers, model, sequential } from 'gradsheet';

// Two classes of points by their distance from the middle; later three.
const points = Array.from({ length: 120 }, (_, i) => [Math.sin(i) * ((i % 3) + 1), Math.cos(i) * ((i % 3) + 1)]);
const far = points.map((_, i) => [i % 3 === 2 ? 1 : 0]);
const ring = points.map((_, i) => i % 3);

/** Accuracy of the first network, of a new head on its frozen layers, and after fine-tuning all of it. */
export async function accuracies(): Promise<readonly number[]> {
  const first = sequential([
    layers.dense({ units: 16, activation: 'tanh', name: 'hidden', inputShape: [2] }),
    layers.dense({ units: 16, activation: 'tanh', name: 'features' }),
    layers.dense({ units: 1, activation: 'sigmoid', name: 'far' }),
  ]);
  first.compile({ optimizer: { name: 'adam', learningRate: 0.02 }, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  await first.fit(points, far, { epochs: 60, seed: 1 });
  const { accuracy: before = 0 } = await first.evaluate(points, far);

  const trunk = first.part('features');
  const head = layers.dense({ units: 3, activation: 'softmax', name: 'ring' });
  const second = model({ inputs: trunk.inputs, outputs: head.apply(trunk.output) });
  const compile = (learningRate: number): void => {
    const optimizer = { name: 'adam', learningRate };
    second.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  };
  compile(0.02);
  second.copyWeights(first);
  second.setTrainable({ hidden: false, features: false }); // only the head learns
  await second.fit(points, ring, { epochs: 30, seed: 1 });
  const { accuracy: headOnly = 0 } = await second.evaluate(points, ring);

  second.setTrainable({ hidden: true, features: true }); // now all of it, in smaller steps
  compile(0.005);
  await second.fit(points, ring, { epochs: 60, seed: 1 });
  const { accuracy: tuned = 0 } = await second.evaluate(points, ring);
  return [before, headOnly, tuned];
}

const [before, headOnly, tuned] = await accuracies();
console.log(
  `far or near: ${before?.toFixed(2)}; three rings, new head: ${headOnly?.toFixed(2)}, all: ${tuned?.toFixed(2)}`,
);
