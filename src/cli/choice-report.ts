import type { Choice, Rung } from '../choose/choice.ts';
import { chosenRows } from '../choose/chosen-rows.ts';
import { chosenTrial, learnedOf, lineText, rankedColumns, rungs, scoresTold, stepsOf } from '../choose/outcome.ts';
import { most } from '../util/lists.ts';
import { padded } from '../util/text.ts';
import { columns, wrapped } from './boxes.ts';
import type { Call } from './call.ts';
import type { CommandName } from './commands.ts';
import { visibleWidth } from './terminal.ts';

type Page = Pick<Call<CommandName>, 'print' | 'say' | 'style' | 'page'>;

/** The column that is predicted, and its classes, if it has any. */
export interface ChoiceTarget {
  readonly name: string;
  readonly classes: readonly string[];
}

/** How a model came to be and what it is worth: what was compared, the result, what to expect, what to overrule. */
export function printChoice(page: Page, choice: Choice, target: ChoiceTarget): void {
  const { print } = page;
  printLadder(page, choice);
  print();
  printResult(page, choice, target);
  print();
  printScores(page, choice);
  if (choice.importance.length > 0) {
    print();
    printImportance(page, choice);
  }
  if (choice.interval) {
    print();
    tell(page, page.say.choice.interval.about(choice));
  }
  print();
  printChosen(page, choice);
}

/** A paragraph that is not wider than the terminal. */
const tell = ({ print, page }: Page, text: string, paint: (line: string) => string = (line) => line): void =>
  print(paint(wrapped(text.replaceAll('\n', '\\n'), Math.min(page.columns, 100))));

export function printLadder(page: Page, choice: Choice): void {
  const { print, say, style } = page;
  const { task, trials, chosen, best } = choice;
  const steps = stepsOf(trials, chosen, best, { squared: task === 'regression' });
  const longest = most(
    steps.map(({ error }) => error),
    0,
  );
  const rows = steps.map((step) => ({
    name: `${step.chosen ? '✓' : ' '} ${say.choice.model(step.candidate, learnedOf(choice))}`,
    value: `${(step.error * 100).toFixed(1)}%`,
    share: step.error / longest,
    paint: step.chosen ? style.bold : (text: string) => text,
  }));
  print(style.bold(say.choice.ladder.title));
  printBars(page, rows);
  tell(page, say.choice.ladder.about(choice), style.faint);
  tell(page, say.choice.ladder.rule, style.faint);
}

interface Bar {
  readonly name: string;
  readonly value: string;
  /** Of the longest bar. */
  readonly share: number;
  readonly note?: string;
  readonly paint: (text: string) => string;
}

function printBars({ print, page, style }: Page, bars: readonly Bar[]): void {
  const widest = (text: (of: Bar) => string): number =>
    most(
      bars.map((of) => visibleWidth(text(of))),
      0,
    );
  const others = widest(({ name }) => name) + widest(({ value }) => value) + widest(({ note = '' }) => note);
  const width = Math.max(4, Math.min(40, Math.min(page.columns, 100) - others - 8));
  print(
    columns(
      bars.map(({ name, value, share, note = '', paint }) => [
        '',
        paint(name),
        bar(share, width),
        paint(value),
        style.faint(note),
      ]),
      ['left', 'left', 'left', 'right', 'left'],
    ),
  );
}

/** A bar as long as its share of the width, to an eighth of a character. */
function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0)) * width * 8);
  return '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? '');
}
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']; // Unicode, "Block Elements"

/** One sentence, what it leaves open, and the line itself. */
function printResult(page: Page, choice: Choice, { name, classes }: ChoiceTarget): void {
  const { print, say, style } = page;
  tell(page, say.choice.headline(choice), style.bold);
  for (const detail of say.choice.details(choice)) tell(page, detail);
  if (!choice.line) return;
  const left = say.choice.line.of(learnedOf(choice), name, classes[1] ?? '');
  print();
  tell(page, `  ${left} = ${lineText(choice.line)}`);
}

function printScores({ print, say, style }: Page, { verdict }: Choice): void {
  const judged = verdict.rungs.toSorted((a, b) => place(a.rung) - place(b.rung));
  const names = scoresTold(
    verdict.measure,
    verdict.rungs.map(({ scores }) => scores),
  );
  print(style.bold(say.choice.scores.title(verdict)));
  print(
    columns(
      [
        ['', '', ...judged.map(({ rung }) => style.faint(say.choice.scores.of(rung)))],
        ...names.map((name) => [
          '',
          say.choice.scores.name(name),
          ...judged.map(({ scores: { [name]: value } }) =>
            value === undefined ? '' : say.choice.scores.value(name, value),
          ),
        ]),
      ],
      ['left', 'left', ...judged.map(() => 'right' as const)],
    ),
  );
}
const place = (rung: Rung): number => rungs.indexOf(rung);

const SHOWN = 15;
function printImportance(page: Page, choice: Choice): void {
  const { print, say, style } = page;
  const sorted = rankedColumns(choice);
  if (sorted.length === 0) {
    tell(page, say.choice.importance.none, style.faint);
    return;
  }
  const longest = sorted[0]?.share ?? 0;
  print(style.bold(say.choice.importance.title));
  printBars(
    page,
    sorted.slice(0, SHOWN).map(({ column, share, interval, seen }) => ({
      name: column.length > 40 ? `${column.slice(0, 39)}…` : column,
      value: seen ? say.choice.importance.share(share) : say.choice.importance.unseen,
      share: seen ? share / longest : 0,
      note: seen && interval ? say.choice.importance.range(interval.low, interval.high) : '',
      paint: (text) => text,
    })),
  );
  if (sorted.length > SHOWN) print(`  ${say.choice.importance.more(sorted.length - SHOWN)}`);
  tell(page, say.choice.importance.about, style.faint);
}

/** What was chosen, with the option that decides otherwise; and what is not finished. */
function printChosen(page: Page, choice: Choice): void {
  const { print, say, style } = page;
  const texts = say.choice.chosen;
  const trial = chosenTrial(choice);
  const rows = chosenRows(choice, say.choice);
  const left =
    most(
      rows.map(({ what }) => visibleWidth(what)),
      0,
    ) + 4;
  print(style.bold(texts.title) + style.faint(texts.overrule));
  for (const { what, how, options } of rows) {
    const told = wrapped(
      `${how}${options.length === 0 ? '' : texts.options(options)}`,
      Math.min(page.page.columns, 100),
      ' '.repeat(left),
    );
    print(`${padded(`  ${what}`, left)}${told.slice(left)}`);
  }
  const warn = (text: string): void => tell(page, `${style.alert(say.errors.warning)}${text}`);
  if (trial?.unfinished) warn(say.choice.unfinished(trial));
  if (choice.cut) warn(say.choice.cut(choice.cut));
}
