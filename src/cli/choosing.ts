import { chooseModel, type Chosen } from '../choose/choose.ts';
import type { Trial } from '../choose/choice.ts';
import type { Call } from './call.ts';
import { threads } from './crew/threads.ts';
import type { TableFile } from './table-file.ts';

/** Options that say how to train: with one of them what was said is what runs, and nothing is chosen. */
const TOLD = [
  'hidden',
  'loss',
  'optimizer',
  'learning-rate',
  'epochs',
  'batch-size',
  'kernel-initializer',
  'validation-split',
  'early-stopping',
  'on',
] as const;

/** Is the training told, or is it to be chosen? The chooser always scales; another scaling is told. */
export const isTold = ({ options }: Pick<Call<'train'>, 'options'>): boolean =>
  TOLD.some((name) => options[name] !== undefined) || (options.scale !== undefined && options.scale !== 'standard');

/** Chooses a model for the table, with a line for each candidate while it is tried. */
export async function choosing(
  { options, io }: Call<'train'>,
  file: TableFile,
  onTrial: (trial: Trial) => void,
): Promise<Chosen> {
  const crew = threads();
  const end = options.time === undefined ? Infinity : io.now() + options.time * 1000;
  try {
    return await chooseModel(
      file.table,
      {
        target: options.target ?? '',
        ...(options.features ? { features: options.features } : {}),
        ...(options['test-size'] === undefined ? {} : { testSize: options['test-size'] }),
        ...(options['split-seed'] === undefined ? {} : { splitSeed: options['split-seed'] }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      },
      {
        crew,
        watch: {
          onTrial,
          stop: () => (io.signal.aborted ? 'asked' : io.now() > end ? 'time' : null),
        },
      },
    );
  } finally {
    crew.dispose();
  }
}
