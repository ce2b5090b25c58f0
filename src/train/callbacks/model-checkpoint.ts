import { GradsheetError } from '../../errors.ts';
import { verbatim, listedNames } from '../../words.ts';
import { checkBoolean, checkNames, checkNumber, invalid } from '../../nn/options.ts';
import type { Callback, Control, Logs } from './callback.ts';
import { monitorOf, type MonitorOptions } from './monitor.ts';
import { words } from '../error-words.ts';

/** What a checkpoint is saved with. */
export interface Checkpoint {
  readonly path: string;
  readonly epoch: number;
  readonly logs: Readonly<Logs>;
  readonly control: Control;
}

export interface ModelCheckpointOptions extends Omit<MonitorOptions, 'minDelta'> {
  /** A template: `{epoch:02d}` counts from 1, other names are those of the logs: `best-{epoch:02d}-{val_loss:.3f}`. */
  readonly path: string;
  /** Writes it; the core has no files. */
  readonly save: (checkpoint: Checkpoint) => void | Promise<void>;
  /** Save only what is better than all before; default false. */
  readonly saveBestOnly?: boolean;
  /** With `saveBestOnly`: what the first must beat. */
  readonly initialValueThreshold?: number;
}

/**
 * Saves after each epoch, or after each best one. Rules of Keras 3.15.1: the best is kept over several calls of fit.
 */
export function modelCheckpoint(options: ModelCheckpointOptions): Callback {
  const where = 'modelCheckpoint';
  checkNames(where, options, ['monitor', 'mode', 'path', 'save', 'saveBestOnly', 'initialValueThreshold']);
  if (typeof options.path !== 'string' || options.path === '') {
    invalid(words('{}, {}', where, 'path'), words('a file or folder name'), options.path);
  }
  if (typeof options.save !== 'function') {
    invalid(words('{}, {}', where, 'save'), words('a function that writes the model'), options.save);
  }
  const bestOnly = checkBoolean(words('{}, {}', where, 'saveBestOnly'), options.saveBestOnly ?? false);
  const monitor = bestOnly ? monitorOf(where, options) : null;
  let best: number | null =
    options.initialValueThreshold === undefined
      ? null
      : checkNumber(words('{}, {}', where, 'initialValueThreshold'), options.initialValueThreshold);
  return {
    name: where,
    onEpochEnd: async (epoch, logs, control) => {
      if (monitor) {
        const value = monitor.read(logs);
        if (!monitor.improves(value, best)) return;
        best = value;
      }
      await options.save({
        path: filled(options.path, { ...logs, epoch: epoch + 1 }),
        epoch,
        logs: { ...logs },
        control,
      });
    },
  };
}

/** A template with its values, by Python's rules for `{name}`, `{name:02d}`, `{name:.3f}`, `{name:.3e}`. */
export function filled(template: string, values: Readonly<Record<string, number>>): string {
  return template.replaceAll(/\{([^{}:]+)(?::([^{}]*))?\}/g, (whole, name: string, format = '') => {
    const value = values[name];
    if (value === undefined) {
      throw new GradsheetError('unknown-name', {
        where: words('modelCheckpoint, path "{}"', template),
        expected: words('names among {}', listedNames(Object.keys(values))),
        received: verbatim(`{${name}}`),
      });
    }
    const [, zero = '', width = '', digits, letter] =
      /^(0?)(\d*)(?:\.(\d+))?([dfe]?)$/.exec(format) ??
      invalid('modelCheckpoint, path', words('a format such as :02d or :.3f'), whole);
    const places = Number(digits ?? 6);
    const text =
      letter === 'f'
        ? value.toFixed(places)
        : letter === 'e'
          ? value.toExponential(places).replace(/e([+-])(\d)$/, 'e$10$2') // Python writes two digits
          : letter === 'd' && !Number.isInteger(value)
            ? invalid('modelCheckpoint, path', words('a format such as :.3f for {}', name), whole)
            : String(value);
    return text.padStart(Number(width), zero === '' ? ' ' : '0');
  });
}
