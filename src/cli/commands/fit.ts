import { GradsheetError } from '../../errors.ts';
import { quoted, type Words } from '../../words.ts';
import { problemText } from '../../messages/problems.ts';
import { readBytes } from '../../node/read.ts';
import { writeWhole } from '../../node/write.ts';
import { patchXlsx, placesOf, readXlsx, solve, type Bounds } from '../../sheet.ts';
import { columns } from '../boxes.ts';
import type { Call, Outcome } from '../call.ts';
import { plain } from '../numbers.ts';
import { atPath, notTaken } from '../paths.ts';
import { words } from '../error-words.ts';

/** `gradsheet fit BOOK.xlsx --loss CELL --params RANGES -o OUT.xlsx` */
export async function fit(call: Call<'fit'>): Promise<Outcome> {
  const { io, say, style, print, options, page } = call;
  const [path = ''] = call.operands;
  const { out } = options;
  const needed = (name: '--loss' | '--params' | '--out', value: string | undefined, hint: Words): string =>
    value ?? missing(name, hint);
  const goal = needed('--loss', options.loss, words('Name the cell to make small: --loss Sheet1!H9.'));
  const params = needed('--params', options.params, words('Name the cells that may change: --params B2:B4.'));
  const target = needed('--out', out, words('Name the workbook to write: -o fitted.xlsx.'));
  await notTaken(target, io.cwd, options.force);
  const bytes = await atPath(path, io.cwd, (place) => readBytes(place));
  const book = readXlsx(bytes, path);
  const formulas = book.sheets.reduce((n, s) => n + [...s.cells.values()].filter((c) => c.formula).length, 0);
  print(say.fit.reads(goal, formulas, params.split(',').flatMap((range) => placesOf(book, range)).length));
  let shown = -Infinity;
  let breathed = -Infinity;
  const found = await solve(book, {
    goal,
    params,
    sense: senseOf(options.goal),
    ...(options.optimizer === undefined ? {} : { optimizer: options.optimizer }),
    ...(options['learning-rate'] === undefined ? {} : { learningRate: options['learning-rate'] }),
    ...(options.steps === undefined ? {} : { steps: options.steps }),
    ...(options.bounds ? { bounds: options.bounds.map(boundsOf) } : {}),
    stop: () => io.signal.aborted,
    onStep: async ({ step, goal: value }) => {
      if (io.now() - breathed < 20) return;
      await new Promise((then) => {
        setImmediate(then);
      }); // so that Ctrl-C is heard
      breathed = io.now();
      if (breathed - shown < 500) return;
      shown = breathed;
      page.write(`${style.faint(say.fit.step(step, value))}\n`);
    },
  });
  await atPath(target, io.cwd, (place) =>
    writeWhole(place, patchXlsx(bytes, found.patch, path), { replace: options.force ?? false }),
  );
  print();
  print(style.bold(say.fit.result(found.goal.cell, found.goal.before, found.goal.after)));
  print(say.fit.ended[found.ended](found.steps));
  print(
    columns(
      [
        ['', ...say.fit.heads],
        ...found.params.map((p) => ['', p.cell, plain(p.before, 8), plain(p.after, 8), plain(p.slope, 4)]),
      ],
      ['left', 'left', 'right', 'right', 'right'],
    ),
  );
  for (const p of found.problems) print(problemText(p, call.language));
  print(say.fit.written(target));
  return {
    ...(found.ended === 'stopped' ? { exit: 130 } : {}),
    json: {
      command: 'fit',
      book: path,
      out: target,
      goal: found.goal,
      params: found.params.map(({ place: _, ...p }) => p),
      steps: found.steps,
      ended: found.ended,
      converged: found.converged,
      problems: found.problems,
    },
  };
}

const missing = (where: string, hint: Words): never => {
  throw new GradsheetError('invalid-option', { where, problem: words('{} is missing.', where), hint });
};

function senseOf(goal: string | undefined): 'min' | 'max' | number {
  if (goal === undefined || goal === 'min' || goal === 'max') return goal ?? 'min';
  const value = Number(goal);
  if (goal.trim() === '' || !Number.isFinite(value)) {
    throw new GradsheetError('invalid-option', {
      where: '--goal',
      problem: words('{} must be {}, not "{}".', '--goal', words('min, max or a number'), goal),
      received: quoted(goal),
    });
  }
  return value;
}

function boundsOf(text: string): Bounds {
  const [low = '', high = ''] = text.split(':');
  const number = (t: string, otherwise: number): number => (t.trim() === '' ? otherwise : Number(t));
  const bounds = { low: number(low, -Infinity), high: number(high, Infinity) };
  if (!text.includes(':') || Number.isNaN(bounds.low) || Number.isNaN(bounds.high)) {
    throw new GradsheetError('invalid-option', {
      where: '--bounds',
      problem: words('{} must look like {}, not "{}".', '--bounds', 'LOW:HIGH', text),
      received: quoted(text),
      hint: words('Either side may be left out.'),
    });
  }
  return bounds;
}
