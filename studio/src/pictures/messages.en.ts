export const en = {
  surface: (what: string): string => `What the network says: ${what}`, unit: (name: string): string => `Unit ${name}`, output: 'output', x: 'Across', y: 'Up',
  surfaceLabel: (x: string, y: string): string => `Surface over ${x} and ${y}, with the points`, point: 'row', side: 'target', said: 'says',
  activation: 'Activation function', activationLabel: (name: string, n: number): string => `${name}, its slope, and ${n} weighted sums of this step`, ofLayer: 'Layer', functionName: 'Function', slope: 'slope', sum: 'z', value: 'a',
  histogram: 'How the numbers are spread', block: 'Block', from: 'from', to: 'to', number: 'numbers', histogramLabel: (block: string, n: number): string => `Histogram of ${n} numbers: ${block}`,
  softmaxNote: 'Softmax of z beside a unit at 0.',
};
export type PictureWords = typeof en;
