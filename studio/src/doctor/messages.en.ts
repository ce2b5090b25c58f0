import type { Stage } from '../worker/doctor-protocol.ts';
import type { Mark } from './marks.ts';

const n = (v: number): string => (v < 10_000 ? String(v) : v.toLocaleString('en-US'));
const s = (k: number, one: string, many = `${one}s`): string => `${n(k)} ${k === 1 ? one : many}`;
const size = (bytes: number): string => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`);
export const en = {
  title: 'Check a training workbook',
  facts: (name: string, bytes: number): string => `${name} · ${size(bytes)} · it has not left this computer`,
  drop: 'Drop a training workbook anywhere on this page', or: 'An .xlsx file with a training in it, by hand or by a program. It is read on this computer and stays as it is.',
  choose: 'Choose a workbook', example: 'Try the misaligned sheet', exampleName: 'students-misaligned.xlsx', another: 'Another file',
  reading: 'Reading and checking every formula', examining: 'Checking again', repairing: 'Repairing', stages: { read: 'Comparing every update with the derivative', judged: 'Looking for the causes', repaired: 'Measuring what they cost', told: 'Drawing the sheet' } satisfies Record<Stage, string>, reporting: 'Writing the report', cancel: 'Cancel',
  download: 'Download the fixed copy', report: 'Report', saved: (name: string): string => `Saved as ${name}.`,
  sheet: (name: string): string => `Sheet ${name}`, sheets: 'Sheets', empty: 'blank', formulaBar: 'Selected cell',
  row: (r: number): string => `Row ${r}`, column: (c: string): string => `Column ${c}`,
  legend: { wrong: 'wrong formula', reads: 'read by mistake', should: 'should be read', affected: 'numbers affected' } satisfies Record<Exclude<Mark, 'noted'>, string>,
  marked: { wrong: 'wrong formula', reads: 'read by mistake', should: 'should be read', affected: 'affected', noted: 'see the finding' } satisfies Record<Mark, string>,
  findings: 'Findings', one: (severity: string, cells: number): string => `${severity}${cells > 0 ? ` · ${s(cells, 'cell')}` : ''}${cells > 1 ? ', one cause' : ''}`,
  others: 'Other findings', nothing: 'Nothing else was found.', clean: 'No mistake found.', now: 'now', should: 'should be', number: 'a number typed over it', blank: 'blank',
  more: (k: number): string => `and ${s(k, 'more block')}`, next: 'Next cell',
  consequences: (k: number): string => `${s(k, 'more number is', 'more numbers are')} wrong only because of this.`,
  fix: (k: number): string => `Fix ${s(k, 'cell')}`, fixed: (k: number): string => `${s(k, 'cell')} repaired in the copy shown here; your file is unchanged.`, undo: 'Undo',
  roles: 'What the cells are for', rolesNote: 'Read from labels and formulas. Where it is wrong, select cells in the sheet and say what they are.', given: 'told by you', forget: 'Forget', forgetAll: 'Forget all',
  correct: 'Correct', selected: 'Selected', roleOf: 'What they are for', set: 'Set and check again', saveRoles: 'Save roles', loadRoles: 'Load roles', noRoles: 'No cell of a training was recognized.', moreRanges: (k: number): string => `and ${n(k)} more`,
  looked: (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`, took: (ms: number): string => `Checked in ${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s.`,
  live: (headline: string): string => `Checked. ${headline}.`,
};
export type DoctorWords = typeof en;
