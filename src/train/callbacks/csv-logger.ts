import { checkBoolean, checkNames, invalid } from '../../nn/options.ts';
import { byCodePoint } from '../../util/text.ts';
import type { Callback } from './callback.ts';
import { words } from '../error-words.ts';

export interface CsvLoggerOptions {
  /** Takes the next lines; the core has no files. */
  readonly write: (text: string) => void | Promise<void>;
  readonly separator?: string;
  /** The text goes behind lines that are there already: no header. */
  readonly append?: boolean;
}

/**
 * One line per epoch: `epoch` from 0, then the logs of the first epoch by name. Lines end in CRLF and a missing value
 * is
 * NA, as Keras 3.15.1 (whose header also promises `val_` columns if the first epoch had none).
 */
export function csvLogger(options: CsvLoggerOptions): Callback {
  checkNames('csvLogger', options, ['write', 'separator', 'append']);
  const { write, separator = ',' } = options;
  if (typeof write !== 'function') invalid('csvLogger, write', words('a function that takes text'), write);
  if (typeof separator !== 'string' || separator.length !== 1) {
    invalid('csvLogger, separator', words('one character'), separator);
  }
  const append = checkBoolean('csvLogger, append', options.append ?? false);
  let keys: readonly string[] | null = null;
  const field = (text: string): string =>
    text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const line = (cells: readonly string[]): string => `${cells.map(field).join(separator)}\r\n`;
  return {
    name: 'csvLogger',
    onTrainBegin: () => {
      keys = null;
    },
    onEpochEnd: async (epoch, logs) => {
      let header = '';
      if (!keys) {
        const names = Object.keys(logs).sort(byCodePoint);
        keys = names.some((name) => name.startsWith('val_'))
          ? names
          : [...names, ...names.map((name) => `val_${name}`)];
        header = append ? '' : line(['epoch', ...keys]);
      }
      await write(header + line([String(epoch), ...keys.map((key) => printed(logs[key]))]));
    },
  };
}

/** Python's words for what is not finite, so that the same readers understand both. */
const printed = (value: number | undefined): string =>
  value === undefined
    ? 'NA'
    : Number.isNaN(value)
      ? 'nan'
      : Number.isFinite(value)
        ? String(value)
        : value > 0
          ? 'inf'
          : '-inf';
