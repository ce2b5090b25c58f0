import { join, resolve } from 'node:path';
import type { Language } from '../../messages/language.ts';
import { readBytes } from '../../node/read.ts';
import { writeWhole } from '../../node/write.ts';
import { columns, wrapped } from '../boxes.ts';
import type { Call } from '../call.ts';
import { atPath } from '../paths.ts';
import type { Style } from '../style.ts';
import { english, type TutorialText } from './text.en.ts';
import { chinese } from './text.zh-TW.ts';

/** What a part of the tutorial is timeline with. */
export interface Tour {
  readonly text: TutorialText;
  readonly language: Language;
  readonly style: Style;
  readonly title: (text: string) => void;
  readonly say: (text: string) => void;
  readonly table: (rows: readonly (readonly string[])[], align?: readonly ('left' | 'right')[]) => void;
  readonly lines: (text: string) => void;
  /** Puts a workbook into the tutorial's folder. One that is there and differs is the person's: it stays. */
  readonly put: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly files: readonly { readonly name: string; readonly state: 'written' | 'unchanged' | 'kept' }[];
}

export function tourOf({ io, language, style, print, options }: Call<'tutorial'>): Tour {
  const text = language === 'en' ? english : chinese;
  const folder = options.out ?? 'gradsheet-tutorial';
  const files: { name: string; state: 'written' | 'unchanged' | 'kept' }[] = [];
  const indent = '  ';
  return {
    text,
    language,
    style,
    files,
    title: (title) => {
      print();
      print(style.bold(title));
      print(style.faint('─'.repeat(72)));
    },
    say: (prose) => {
      print(wrapped(prose, 76));
      print();
    },
    table: (rows, align) => {
      print(
        columns(
          rows.map((row) => ['', ...row]),
          ['left', ...(align ?? [])],
        ),
      );
      print();
    },
    lines: (block) => {
      print(
        block
          .split('\n')
          .map((line) => (line === '' ? '' : indent + line))
          .join('\n'),
      );
      print();
    },
    put: async (name, bytes) => {
      const path = join(folder, name);
      const before = await readBytes(resolve(io.cwd, path)).catch(() => null);
      if (before && Buffer.compare(before, bytes) === 0) files.push({ name: path, state: 'unchanged' });
      else if (before && !options.force) files.push({ name: path, state: 'kept' });
      else {
        await atPath(path, io.cwd, (place) => writeWhole(place, bytes, { replace: options.force ?? false }));
        files.push({ name: path, state: 'written' });
      }
    },
  };
}

/** A number with its sign (a true zero has none), a fixed number of decimals, and a true minus. */
export const signed = (value: number, decimals = 4): string =>
  `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(decimals)}`;
/** The same without a plus. */
export const fixed = (value: number, decimals = 4): string =>
  `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(decimals)}`;
