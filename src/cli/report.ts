import { dateText } from '../data/columns/date-text.ts';
import { encodedNames } from '../data/columns/feature.ts';
import { isClock } from '../data/columns/parse-date.ts';
import type { EncodingNote } from '../data/encode.ts';
import { isNote, type CsvWarning } from '../data/csv-warnings.ts';
import type { Feature, Preprocessing } from '../data/preprocessing.ts';
import type { LargeTable } from '../data/large-table.ts';
import type { Table } from '../data/table.ts';
import type { SummaryRow } from '../nn/graph.ts';
import { boxes, columns } from './boxes.ts';
import type { Call } from './call.ts';
import type { CommandName } from './commands.ts';
import type { Verdict } from '../model/judge.ts';
import { bytes, count, metric, plain } from './numbers.ts';
import { trainedRows, type LargeTrainingPlan, type TrainingPlan } from './training-plan.ts';
import type { TableFile } from './table-file.ts';

type Page = Pick<Call<CommandName>, 'print' | 'say' | 'style'>;

export function printTable({ print, say, style }: Page, file: TableFile<Table | LargeTable>): void {
  print(say.table.read(file));
  if (file.emptyRows > 0) print(say.table.emptyRows(file.emptyRows));
  for (const code of new Set(file.warnings.map((warning) => warning.code))) {
    const warnings = file.warnings.filter((warning) => warning.code === code);
    const head = style.bold(warnings.some(isNote) ? say.table.note : say.errors.warning);
    const option = overruling[code];
    const end = option === undefined ? '' : say.table.overrule(option);
    for (const text of grouped(warnings, say.table.sentence, say.table.sentences)) print(head + text + end);
  }
}

/** The option that overrules what was recognized. */
const overruling: { readonly [Code in CsvWarning['code']]?: string } = {
  'decimal-comma': '--decimal-comma, --thousands ","',
  'decimal-comma-found': '--thousands ","',
  'dressed-numbers': '--decimal-comma, --thousands',
  'encoding-guessed': '--encoding',
  'skipped-lines': '--skip-rows',
  'no-header': '--header',
  'number-header': '--no-header',
};

/** What in a table did not fit the rows that a model was trained on, and what was made of it. */
export function printNotes({ print, say, style }: Page, notes: readonly EncodingNote[], { origin }: Table): void {
  const row = (index: number): number => origin.rowNumbers?.[index] ?? index + 1;
  const sentences = grouped(notes, (note) => say.data.note(note, row), say.data.notes);
  for (const text of sentences) print(`${style.alert(say.errors.warning)}${text}`);
}

/** A sentence each; of three columns or more of which the same is to be said, one. */
function grouped<Kind extends string, Item extends { readonly code: Kind }>(
  items: readonly Item[],
  each: (item: Item) => string,
  all: (code: Kind, columns: readonly string[]) => string | null,
): string[] {
  return [...new Set(items.map(({ code }) => code))].flatMap((code) => {
    const own = items.filter((item) => item.code === code);
    const names = own.flatMap((item) => ('column' in item && typeof item.column === 'string' ? [item.column] : []));
    const together = names.length >= MANY ? all(code, names) : null;
    return together === null ? own.map(each) : [together];
  });
}
const MANY = 3; // columns

/** What was made of the columns. */
export function printWarnings({ print, say, style }: Page, { warnings }: Preprocessing): void {
  const alert = style.alert(say.errors.warning);
  for (const text of grouped(warnings, say.data.warning, say.data.warnings)) print(`${alert}${text}`);
}

/** What is learned from what, and how the table becomes numbers. */
export function printPlan(
  { print, say, style }: Page,
  plan: TrainingPlan | LargeTrainingPlan,
  splitSeed: number,
): void {
  const { preprocessing, model, loss, test, fit } = plan;
  const trained = trainedRows(plan);
  const last = model.graph.nodes.at(-1)?.layer.options as { activation?: unknown } | undefined; // a dense layer
  const activation = typeof last?.activation === 'string' ? last.activation : 'linear';
  const dropped = plan.settings['rows'] as { all: number; train: number; test: number } | undefined; // made in plan.ts
  print(
    columns([
      [
        style.bold(say.data.target),
        `${targetText(say, preprocessing)} ${say.data.follows(activation, loss, model.compiled.metrics.map((m) => m.name).join(', '))}`,
      ],
      [
        style.bold(say.data.split),
        test ? say.data.splitRows(trained, test.x.shape[0], splitSeed) : say.data.allRows(trained),
      ],
      [style.bold(say.data.features), ''],
    ]),
  );
  printFeatures({ print, say, style }, preprocessing);
  printWarnings({ print, say, style }, preprocessing);
  const notes: string[] = [];
  if (dropped && dropped.all > dropped.train + dropped.test) {
    const { missing } = preprocessing;
    const said = missing === 'drop' ? say.data.droppedRows : say.data.withoutTarget;
    notes.push(said(dropped.all - dropped.train - dropped.test));
  }
  if (fit.batchSize > trained) notes.push(say.data.batchTooLarge(fit.batchSize, trained));
  for (const note of notes) print(`${style.alert(say.errors.warning)}${note}`);
  // rare texts and cells that cannot be read were told of already; some test rows lie beyond the others by chance
  const odd = (test?.notes ?? []).filter(
    (note) =>
      !['outside-range', 'unreadable-value'].includes(note.code) && (note.code !== 'unseen-value' || !note.other),
  );
  const table = 'table' in plan ? plan.table : plan.test?.table;
  if (table) printNotes({ print, say, style }, odd, table);
}

/** A number, or which classes. */
const targetText = (say: Page['say'], { target }: Preprocessing): string =>
  target.kind === 'number'
    ? say.data.targetNumber(target.name)
    : say.data.targetClasses(target.name, target.values.map(String));

export const printTarget = ({ print, say, style }: Page, preprocessing: Preprocessing): void => {
  print(`${style.bold(say.data.target)}  ${targetText(say, preprocessing)}`);
};

export function printFeatures({ print, say, style }: Page, preprocessing: Preprocessing): void {
  const { features } = preprocessing;
  const long = features.length > SHOWN;
  const gets = getsOf(say, preprocessing);
  const rows = features
    .slice(0, long ? SHOWN - 1 : SHOWN)
    .map((feature) => [feature.name, kindOf(say, feature), ...statisticsOf(feature), gets(feature)]);
  const shown = long ? [...rows, [say.choice.importance.more(features.length - SHOWN + 1)]] : rows;
  print(
    columns(
      [say.data.heads.map(style.faint), ...shown].map((row) => ['', ...row]),
      ['left', 'left', 'left', 'right', 'right', 'right', 'left'],
    ),
  );
}
const SHOWN = 30;

/** What each column was taken for, each in a line: `number, 3 … 61; (x − 24) / 8; 35 missing, marked`. */
export function columnLines(say: Page['say'], preprocessing: Preprocessing): string[] {
  const gets = getsOf(say, preprocessing);
  return preprocessing.features.map((feature) => {
    const [, , range] = statisticsOf(feature);
    return say.data.listed([kindOf(say, feature), ...(range === '' ? [] : [range]), gets(feature)]);
  });
}

const kindOf = (say: Page['say'], feature: Feature): string =>
  feature.kind === 'date' && isClock(feature.rule) ? say.data.kinds.time : say.data.kinds[feature.kind];

/** What the network gets of a feature. */
function getsOf(say: Page['say'], { scaling, scale, columns: encoded }: Preprocessing): (feature: Feature) => string {
  const places = new Map(encoded.map((name, i) => [name, i]));
  const scaled = (feature: Feature): string => {
    const place = places.get(encodedNames(feature)[0] ?? '') ?? -1;
    return scale === 'none' ? say.data.asIs : say.data.scaled(scaling.offset[place] ?? 0, scaling.divisor[place] ?? 1);
  };
  return (feature) => {
    const gaps = feature.gaps === undefined ? [] : [say.data.gaps(feature.gaps, feature.mark ?? false)];
    return say.data.listed([...seenAs(say, feature, scaled(feature)), ...gaps]);
  };
}

/** Mean, standard deviation and range, of what has them. */
function statisticsOf(feature: Feature): readonly [string, string, string] {
  if (feature.kind === 'number') {
    return [plain(feature.mean), plain(feature.std), `${plain(feature.min)} … ${plain(feature.max)}`];
  }
  if (feature.kind !== 'date') return ['', '', ''];
  const text = (value: number): string => dateText(feature.first + value, feature.rule);
  return ['', '', `${text(feature.min)} … ${text(feature.max)}`];
}

function seenAs(say: Page['say'], feature: Feature, scaled: string): string[] {
  switch (feature.kind) {
    case 'number':
      return [scaled, ...(feature.limits ? [say.data.limits(...feature.limits)] : [])];
    case 'date':
      if (isClock(feature.rule)) return [say.data.hours];
      return [
        say.data.days(dateText(feature.first, feature.rule)),
        ...feature.parts.map((part) => say.data.parts[part]),
      ];
    case 'text':
      return [say.data.words(feature.width)];
    case 'category':
      return [
        ...(feature.values.length > 0 ? [say.data.oneHot(feature.values)] : []),
        ...(feature.other === undefined ? [] : [say.data.grouped(feature.other)]),
      ];
    default:
      return feature satisfies never;
  }
}

/** A model's layers as Keras shows them. */
export function printSummary(
  { print, say, style }: Page,
  name: string,
  rows: readonly SummaryRow[],
  optimizerNumbers: number,
): void {
  const layers = rows.filter(({ className }) => className !== 'InputLayer');
  const branched = layers.some(
    ({ inbound }, i) => i > 0 && (inbound.length !== 1 || inbound[0] !== layers[i - 1]?.name),
  );
  const shape = (sizes: readonly number[]): string => `(None, ${sizes.join(', ')})`;
  print(style.bold(say.summary.title(name)));
  print(
    boxes({
      head: [...say.summary.heads, ...(branched ? [say.summary.connected] : [])],
      rows: layers.map((layer) => [
        `${layer.name} (${layer.className})`,
        shape(layer.outputShape),
        count(layer.parameters),
        ...(branched ? [layer.inbound.join(', ')] : []),
      ]),
      align: ['left', 'left', 'right', 'left'],
    }),
  );
  const total = layers.reduce((n, layer) => n + layer.parameters, 0);
  const trained = layers.reduce((n, layer) => n + layer.trained, 0);
  const line = (title: string, n: number): readonly string[] => [` ${title}`, say.summary.count(n, bytes(n * 4))];
  print(
    columns([
      line(say.summary.total, total),
      ...(trained < total ? [line(say.summary.trained, trained), line(say.summary.fixed, total - trained)] : []),
      ...(optimizerNumbers > 0 ? [line(say.summary.optimizer, optimizerNumbers)] : []),
    ]),
  );
}

/** The test beside the baseline, and what it means in plain words. */
export function printVerdict(
  page: Page,
  verdict: Verdict,
  logs: Readonly<Record<string, number>>,
  target: string,
  title = page.say.test.title,
): void {
  const { print, say, style } = page;
  print(style.bold(title(verdict.rows)));
  const others = Object.entries(logs)
    .filter(([name]) => name !== 'accuracy' && name !== 'binaryAccuracy')
    .map(([name, value]) => ['', say.test.metric(name), metric(value), '', '']);
  print(
    columns(
      [['', ...say.test.heads], ...verdictRows(page, verdict), ...others],
      ['left', 'left', 'right', 'left', 'left'],
    ),
  );
  if (verdict.kind === 'classification') printConfusion(page, verdict, target);
  print();
  print(style.bold(verdictText(page, verdict)));
}

/** What was predicted of each class; of many it would fill the page. */
export function printConfusion(
  { print, say }: Page,
  { classes, confusion }: Verdict & { readonly kind: 'classification' },
  target: string,
): void {
  if (classes.length > 10) return;
  print();
  print(`  ${say.test.confusion(target)}`);
  print(
    columns(
      [['', '', ...classes], ...confusion.map((row, i) => ['', classes[i] ?? '', ...row.map(String)])],
      ['left', 'right', ...classes.map(() => 'right' as const)],
    ),
  );
}

function verdictRows({ say }: Page, v: Verdict): string[][] {
  if (v.kind === 'classification') {
    const always = say.test.always(say.data.class(v.classes[v.bestGuess.class] ?? ''));
    return [
      [
        '',
        say.test.metric('accuracy'),
        metric(v.accuracy),
        say.test.guess(metric(v.bestGuess.accuracy), always),
        say.test.interval(metric(v.interval.low), metric(v.interval.high)),
      ],
    ];
  }
  const always = say.test.always(
    `${v.guess.from === 'mean' ? say.test.mean : say.test.median} ${plain(v.guess.number)}`,
  );
  return [
    [
      '',
      v.measure,
      metric(v.value),
      say.test.guess(metric(v.guess.value), always),
      v.interval ? say.test.interval(metric(v.interval.low), metric(v.interval.high)) : '',
    ],
  ];
}

/** One sentence: better, not better, or too few rows to tell. */
export function verdictText({ say }: Pick<Page, 'say'>, v: Verdict): string {
  if (v.kind === 'classification') {
    const guess = Math.round(v.bestGuess.accuracy * v.rows);
    if (v.better) return say.test.better(v.correct, v.rows, guess);
    return v.correct <= guess
      ? say.test.notBetter(v.correct, guess)
      : say.test.unsure(v.correct, v.rows, guess, v.interval.low, v.interval.high);
  }
  const measure = v.measure.toUpperCase();
  if (v.better) return say.test.betterNumber(measure, v.value, v.guess.value);
  if (v.improvement <= 0) return say.test.notBetterNumber(measure, v.value, v.guess.value);
  const gain = v.improvementInterval
    ? say.test.interval(plain(v.improvementInterval.low), plain(v.improvementInterval.high))
    : '';
  return say.test.unsureNumber(measure, v.value, v.guess.value, v.rows, gain);
}
