// A choice as a page of its own.
export { choicePage, type ChoicePageOptions } from './page.ts';
export type { ChoiceEvidence, ColumnLine } from './evidence.ts';
