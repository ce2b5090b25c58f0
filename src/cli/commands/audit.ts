import { GradsheetError } from '../../errors.ts';
import { quoted } from '../../words.ts';
import { changesOf, repairedBook } from '../../audit/fix.ts';
import type { Finding } from '../../audit/report.ts';
import {
  audit as auditBook,
  cellName,
  fixBook,
  getCell,
  placesOf,
  readXlsx,
  reportPage,
  rolesFrom,
  rolesText,
  tell,
  tellSummary,
  type Workbook,
} from '../../sheet.ts';
import { readBytes } from '../../node/read.ts';
import { writeWhole } from '../../node/write.ts';
import type { Call, Outcome } from '../call.ts';
import { printAudit } from '../findings.ts';
import { atPath, notTaken } from '../paths.ts';
import { words } from '../error-words.ts';

/** `gradsheet audit BOOK.xlsx [--loss CELL] [--roles roles.json] [--fix FIXED.xlsx] [--report report.html]` */
export async function audit(call: Call<'audit'>): Promise<Outcome> {
  const { io, say, print, options, language } = call;
  const [path = ''] = call.operands;
  const replace = options.force ?? false;
  const targets = [options.fix, options.report, options['roles-out']].filter((t) => t !== undefined);
  for (const target of targets) await notTaken(target, io.cwd, replace);

  const bytes = await atPath(path, io.cwd, (place) => readBytes(place));
  const book = readXlsx(bytes, path);
  const loss = options.loss === undefined ? undefined : lossOf(book, options.loss);
  const given =
    options.roles === undefined
      ? undefined
      : rolesFrom(
          new TextDecoder().decode(await atPath(options.roles, io.cwd, (place) => readBytes(place))),
          book,
          options.roles,
        );
  const asked = { ...(loss === undefined ? {} : { loss }), ...(given === undefined ? {} : { roles: given }) };
  const found = auditBook(book, asked);
  const around = { roles: found.roles, book };
  printAudit(call, path, found, around);

  const write = (target: string, content: string | Uint8Array): Promise<void> =>
    atPath(target, io.cwd, (place) => writeWhole(place, content, { replace }));
  const changes = changesOf(found);
  const left =
    options.fix === undefined || changes.length === 0
      ? undefined
      : auditBook(repairedBook(book, changes), asked).findings.filter((f) => f.severity === 'error').length;
  const last: string[] = [];
  if (options.fix !== undefined && left === undefined) last.push(say.audit.nothingToFix(options.fix));
  if (options.fix !== undefined && left !== undefined) {
    await write(options.fix, fixBook(bytes, found, path));
    last.push(say.audit.fixed(options.fix, changes.length, left));
  }
  if (options.report !== undefined) {
    await write(options.report, reportPage(found, book, { name: path.split(/[\\/]/).at(-1) ?? path, language }));
    last.push(say.audit.reported(options.report));
  }
  if (options['roles-out'] !== undefined) {
    await write(options['roles-out'], rolesText(found.roles));
    last.push(say.audit.rolesWritten(options['roles-out'], path));
  }
  if (options.fix === undefined && changes.length > 0) last.push(say.audit.next(path));
  if (last.length > 0) print(`\n${last.join('\n')}`);

  const words = (f: Finding): object => {
    const { title, message, why, repair } = tell(f, language, around);
    return { title, message, why, advice: repair };
  };
  return {
    exit: found.summary.errors > 0 ? 1 : 0,
    json: {
      command: 'audit',
      book: path,
      roles: found.roles,
      findings: found.findings.map(({ severity, class: of, cells, ...rest }) => ({
        severity,
        class: of,
        cells,
        ...words({ severity, class: of, cells, ...rest }),
        ...rest,
      })),
      summary: { ...found.summary, text: tellSummary(found, language) },
      ...(left === undefined ? {} : { fixed: { file: options.fix, cells: changes.length, errorsLeft: left } }),
      ...(options.report === undefined ? {} : { report: options.report }),
    },
  };
}

function lossOf(book: Workbook, text: string): string {
  const [place, ...more] = placesOf(book, text);
  const sheet = place && book.sheets[place.sheet];
  if (!place || !sheet || more.length > 0) {
    throw new GradsheetError('invalid-option', {
      where: '--loss',
      problem: words('{} must look like {}, not "{}".', '--loss', 'Sheet1!H9', text),
      received: quoted(text),
    });
  }
  const cell = getCell(sheet, place.row, place.column);
  const name = cellName(sheet.name, place.row, place.column);
  if (cell?.formula === undefined) {
    throw new GradsheetError('invalid-option', {
      where: '--loss',
      problem:
        cell?.value === undefined
          ? words('--loss: {} is blank.', name)
          : words(
              '--loss: {} holds {}, not a formula.',
              name,
              typeof cell.value === 'object'
                ? cell.value.error
                : typeof cell.value === 'string'
                  ? words('the text "{}"', cell.value)
                  : String(cell.value),
            ),
      hint: words('Name the cell that computes the loss.'),
    });
  }
  return name;
}
