import type { Net } from './net.ts';

/**
 * Several networks side by side as one that gives their mean: hidden units of all, and outgoing weights divided by
 * their number. What one network learned by chance, the others mostly did not.
 */
export function joined(all: readonly Net[]): Net {
  const nets = all.filter((net) => net.length > 0); // one that grew without bound has no layers
  const [first = []] = nets;
  if (nets.length === 1) return first;
  return first.map((layer, depth) => {
    const layers = nets.flatMap((net) => net[depth] ?? []);
    const last = depth === first.length - 1;
    return {
      activation: layer.activation,
      bias: last ? meanOf(layers.map(({ bias }) => bias)) : concatenated(layers.map(({ bias }) => bias)),
      kernel: kernelOf(layers, { first: depth === 0, last }),
      ...(depth > 0 && !last ? { groups: nets.length } : {}),
    };
  });
}

/** The kernels beside each other for the first layer, below each other for the last, else in blocks. */
function kernelOf(layers: Net, { first, last }: { first: boolean; last: boolean }): Float64Array {
  const sizes = layers.map(({ kernel, bias }) => ({ inputs: kernel.length / bias.length, units: bias.length }));
  const [size = { inputs: 0, units: 0 }] = sizes;
  const count = layers.length;
  const width = last ? size.units : count * size.units;
  const joinedKernel = new Float64Array((first ? size.inputs : count * size.inputs) * width);
  layers.forEach(({ kernel }, block) => {
    for (let i = 0; i < size.inputs; i++) {
      const row = first ? i : block * size.inputs + i;
      const column = last ? 0 : block * size.units;
      for (let unit = 0; unit < size.units; unit++) {
        const value = kernel[i * size.units + unit] as number;
        (joinedKernel[row * width + column + unit] as number) += last ? value / count : value;
      }
    }
  });
  return joinedKernel;
}

function concatenated(lists: readonly Float64Array[]): Float64Array {
  return Float64Array.from(lists.flatMap((list) => Array.from(list)));
}

function meanOf(lists: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = lists;
  return first.map((_, i) => lists.reduce((sum, list) => sum + (list[i] as number), 0) / lists.length);
}
