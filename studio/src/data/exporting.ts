import type { WorkError } from '../worker/client.ts';
import {
  exportFormats,
  takenFormats,
  type BookSize,
  type Exported,
  type ExportFormat,
  type TakenFormat,
} from '../worker/protocol.ts';
import type { Choosing } from './choosing.svelte.ts';
import type { ChoosingWords } from './choosing-messages.en.ts';
import { columnLines } from './column-note.ts';
import type { DataWords } from './messages.en.ts';
import type { OwnData } from './own-data.svelte.ts';

/** What a person says of the file. */
export interface ExportAsked {
  readonly language: 'en' | 'zh-TW';
  /** Of a workbook: epochs, or rows of the table, as `Exporting.span` says. */
  readonly span: number;
  readonly blank: boolean;
}
export interface ExportSize extends BookSize {
  readonly span: number;
  /** Why there is no such workbook; null: the page knows. */
  readonly refused: WorkError['text'] | null;
}

/** What can be taken away, and who makes it. */
export interface Exporting<Format extends string> {
  readonly formats: readonly Format[];
  readonly names: Readonly<Record<Format, string>>;
  readonly about: Readonly<Record<Format, string>>;
  /** Of these the text is shown. */
  readonly programs: readonly Format[];
  /** What a person chooses how much of a workbook holds by, up to `most`. */
  readonly span: { readonly label: string; readonly most: number };
  file(format: Format, asked: ExportAsked): Promise<Exported>;
  /** Null: of as much as is usual. */
  size(span: number | null): Promise<ExportSize>;
}

/** Of a training as told, of so many epochs. */
export const trainingExports = (own: OwnData, most: number, w: DataWords): Exporting<ExportFormat> => ({
  formats: exportFormats,
  names: w.formats,
  about: w.about,
  programs: ['typescript', 'keras', 'pytorch'],
  span: { label: w.bookEpochs, most },
  file: (format, { language, span, blank }) => own.file(format, language, { epochs: span, blank }),
  size: async (span) => {
    const epochs = span ?? Math.min(5, most);
    return { ...(await own.sizeOf(epochs)), span: epochs, refused: null };
  },
});

/** Of a chosen model, and a table of so many rows. */
export const choiceExports = (choosing: Choosing, most: number, c: ChoosingWords): Exporting<TakenFormat> => ({
  formats: takenFormats,
  names: c.take.formats,
  about: c.take.about,
  programs: ['keras', 'pytorch'],
  span: { label: c.take.rows(most), most },
  file: (what, { language, span, blank }) =>
    choosing.file({ what, language, rows: span, blank, columns: choosing.seen ? columnLines(choosing.seen) : [] }),
  size: async (span) => {
    const { size, rows, refused } = await choosing.sizeOf(span);
    return { size, span: rows, refused };
  },
});
