// The audit as a page of its own.
export { reportPage, type ReportOptions } from './page.ts';
