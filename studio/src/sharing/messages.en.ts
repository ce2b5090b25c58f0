import type { Hideable } from './link.ts';

export const en = {
  share: 'Share link', close: 'Close', holds: 'The link holds',
  lesson: 'the lesson', place: 'epoch and pinned cell', settings: 'settings', weights: 'weights of this step, as the beginning', data: 'the data',
  tooMuchData: (n: number): string => `the data (${n} numbers are too many for a link; send the file)`,
  hide: 'For teachers: hide', hidden: { play: 'Play', sizes: 'step sizes', time: 'the timeline', rate: 'settings in the bar', lesson: 'the lesson card', findings: 'diagnoses', pictures: 'pictures', chart: 'the loss chart', export: 'export and share' } satisfies Record<Hideable, string>,
  length: (n: number): string => `${n} characters`, long: 'Some programs cut links above 2,000 characters.',
  copy: 'Copy link', copied: (what: string): string => `Link copied. It holds ${what}. Nothing was uploaded.`, list: (parts: readonly string[]): string => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`),
  nothing: 'Nothing is uploaded: everything is in the link itself.', failed: 'The browser did not allow it. Select the link and copy it by hand.', link: 'Link',
  export: 'Export', format: 'Format',
  formats: { workbook: 'Workbook with live formulas (.xlsx)', losses: 'Losses of every branch (.csv)' },
  epochs: 'Epochs', layout: 'Layout', layouts: { block: 'a block per epoch', row: 'a line per step', matrix: 'matrices' },
  answers: 'Cells', filled: 'all filled in', blank: 'blank, with a sheet that checks them',
  size: (cells: string, rows: string, columns: string): string => `${cells} cells: ${rows} rows, ${columns} columns.`, tooLarge: 'Too large for a workbook; take fewer epochs.', computing: 'Computing …',
  save: 'Save', saved: (name: string): string => `Saved as ${name}.`, branch: (name: string): string => `Branch ${name}`, fromEpoch: (n: number): string => `beginning at epoch ${n}`,
};
export type SharingWords = typeof en;
