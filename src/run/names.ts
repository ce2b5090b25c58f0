// The names of a run's inputs and outputs are paths, made here only.
export const names = {
  /** `x/<input>`, `y/<output>`: tables in a step, feeds in evaluate and predict. */
  table: (kind: 'x' | 'y', port: string): string => `${kind}/${port}`,
  scaling: (port: string, part: 'offset' | 'divisor'): string => `scaling/${port}/${part}`,
  rowWeight: 'weight',
  /** `dense_1/kernel` */
  variable: (layer: string, variable: string): string => `${layer}/${variable}`,
  /** `adam/dense_1/kernel/m` */
  slot: (optimizer: string, variable: string, slot: string): string => `${optimizer}/${variable}/${slot}`,
  /** `sums/loss`, `sums/accuracy/correct` */
  sum: (of: string, part?: string): string => (part === undefined ? `sums/${of}` : `sums/${of}/${part}`),
  isSum: (name: string): boolean => name.startsWith('sums/'),
  prediction: (output: string): string => `prediction/${output}`,
  value: (label: number): string => `value/${label}`,
} as const;
