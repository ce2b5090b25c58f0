/**
 * What a spreadsheet takes for a formula when it opens a CSV file: `=`, `+`, `-`, `@`, also in full width and behind
 * blanks,
 * and texts led by a tab or a line break. With an apostrophe before it, it is a text; so is one that has its own.
 *
 * @see OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^'*(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@\uff0b\uff0d\uff1d\uff20])./su;

/** The text with an apostrophe, if a spreadsheet would compute it. */
export const disarmed = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text that `disarmed` was given. */
export const rearmed = (text: string): string => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);
