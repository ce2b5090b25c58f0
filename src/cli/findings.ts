import type { Audit, Finding, RoleCells, Severity } from '../audit/report.ts';
import {
  cellsText,
  comparedFormulas,
  glyphs,
  roleName,
  severityName,
  tell,
  tellSummary,
  type Marked,
  type Surroundings,
} from '../audit/sentences/index.ts';
import { columns, wrapped } from './boxes.ts';
import type { Call } from './call.ts';
import type { Style } from './style.ts';
import { visibleWidth } from './terminal.ts';

type Page = Pick<Call<'audit'>, 'print' | 'say' | 'style' | 'page' | 'language'>;
const SHOWN = 20;
const INDENT = '    ';

/** An audit for a terminal: what it found in a line, then each finding, causes first. */
export function printAudit(call: Page, path: string, audit: Audit, around: Surroundings): void {
  const { print, style, language, say } = call;
  const { headline, looked } = tellSummary(audit, language);
  print(`${style.bold(`${path}${language === 'en' ? ': ' : '：'}${headline}`)}`);
  print(style.faint(looked));
  printRoles(call, audit.roles, around);
  audit.findings.slice(0, SHOWN).forEach((f, i) => {
    print();
    printFinding(call, f, i + 1, around);
  });
  if (audit.findings.length > SHOWN) {
    print();
    print(say.audit.more(audit.findings.length - SHOWN));
  }
}

function printFinding(
  { print, style, page, language, say }: Page,
  finding: Finding,
  number: number,
  around: Surroundings,
): void {
  const { title, message, cost, why, repair } = tell(finding, language, around);
  const paint = paints(style)[finding.severity];
  const width = Math.min(page.columns, 100);
  const lines = (text: string): void => {
    if (text !== '') print(balanced(text, width, INDENT));
  };
  print(
    balanced(
      `${paint(`${glyphs[finding.severity]} ${number} ${severityName(finding.severity, language)}`)}${language === 'en' ? ': ' : '：'}${style.bold(title)}`,
      width,
      '',
    ),
  );
  const compared =
    finding.severity === 'error' && finding.formula !== null && finding.expected !== null
      ? comparedFormulas(finding.formula, finding.expected)
      : undefined;
  lines(message);
  if (compared) {
    const heads = say.audit.formulas;
    const left = Math.max(...heads.map(visibleWidth)) + 2;
    for (const [i, marked] of [compared.before, compared.after].entries()) {
      const shown = shortened(marked);
      const head = heads[i] ?? '';
      print(
        `${INDENT}${head}${' '.repeat(left - visibleWidth(head))}${shown.map((m) => (m.changed ? (i === 0 ? style.alert : (t: string) => style.role('update', t))(m.text) : m.text)).join('')}`,
      );
      if (shown.some((m) => m.changed)) {
        print(
          `${INDENT}${' '.repeat(left)}${shown
            .map((m) => (m.changed ? '^' : ' ').repeat(visibleWidth(m.text)))
            .join('')
            .trimEnd()}`,
        );
      }
    }
  }
  for (const text of cost) lines(text);
  lines(why);
  if (repair !== '') lines(`→ ${repair}`);
}

/** Broken into lines of which the last is not a word or two alone. */
function balanced(told: string, width: number, indent: string): string {
  const text = told.replaceAll('\n', '\\n'); // of a sheet's name
  for (let w = width; w > width - 12; w -= 2) {
    const lines = wrapped(text, w, indent);
    const last = lines.slice(lines.lastIndexOf('\n') + 1);
    if (last === lines || visibleWidth(last) - indent.length > 12) return lines;
  }
  return wrapped(text, width, indent);
}

/** Long pieces that are equal in both are cut in the middle. */
const shortened = (marked: readonly Marked[]): Marked[] =>
  marked.map((m) =>
    m.changed || m.text.length <= 48 ? m : { ...m, text: `${m.text.slice(0, 22)} … ${m.text.slice(-22)}` },
  );

const paints = (style: Style): Readonly<Record<Severity, (text: string) => string>> => ({
  error: style.alert,
  warning: (t) => style.role('gradient', t),
  note: style.faint,
});

/** What the cells of the first step are for; later steps are alike. */
function printRoles({ print, style, language, page }: Page, roles: readonly RoleCells[], { book }: Surroundings): void {
  const known = book?.sheets.length === 1 ? book.sheets[0]?.name : undefined;
  const byRole = new Map<string, string[]>();
  for (const { role, ranges, run = 0, step = 0 } of roles) {
    if (run === 0 && step === 0) {
      byRole.set(roleName(role, language), [...(byRole.get(roleName(role, language)) ?? []), ...ranges]);
    }
  }
  if (byRole.size === 0) return;
  print(
    columns(
      [...byRole].map(([name, ranges]) => [
        '',
        style.faint(name),
        cellsText(ranges, language, { known, most: page.columns < 60 ? 2 : 4 }),
      ]),
    ),
  );
}
