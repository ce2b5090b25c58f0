import { both, html, type Markup } from '../../audit/page/markup.ts';
import { most } from '../../util/lists.ts';
import type { Choice, Gain } from '../choice.ts';
import { learnedOf, rankedColumns, sizeOf, stepsOf } from '../outcome.ts';
import { choiceEn } from '../messages.en.ts';
import { choiceChinese } from '../messages.zh-TW.ts';
import { said } from './said.ts';

const MOST_BARS = 20;

/** The models that were compared, with their folds and standard errors. */
export function ladderCard(choice: Choice): Markup {
  const { task, trials, chosen, best } = choice;
  const steps = stepsOf(trials, chosen, best, { squared: task === 'regression' });
  const width = most(
    steps.flatMap(({ error, standardError, folds: each }) => [error + (standardError ?? 0), ...each]),
    1,
  );
  const limit = steps.find(({ best: isBest }) => isBest);
  const end = limit && limit.error + (limit.standardError ?? 0);
  const ticks = steps.some(({ folds: each }) => each.length > 0);
  return card(
    said((t) => t.ladder.title),
    html`<div class="bars">
        ${steps.map((step) => {
          const on = step.chosen ? ' on' : '';
          const name = said((t) => t.model(step.candidate, learnedOf(choice)));
          return html`<div class="name${on}">${step.chosen ? '✓ ' : ''}${name}</div>
            <div class="pic${on}">
              ${barOf(step.error / width, {
                ticks: step.folds.map((fold) => fold / width),
                range: step.standardError === null ? null : around(step.error, step.standardError, width),
                limit: end === undefined || limit?.standardError === null ? null : end / width,
              })}
            </div>
            <div class="n${on}">${(step.error * 100).toFixed(1)}%</div>`;
        })}
      </div>
      <p class="note">${said((t) => `${t.ladder.about(choice)} ${t.ladder.rule}`)}</p>
      ${ticks ? html`<p class="note">${said((t) => t.ladder.ticks)}</p>` : ''}`,
  );
}

const around = (value: number, by: number, width: number): readonly [number, number] => [
  (value - by) / width,
  (value + by) / width,
];

/** How much each column matters. */
export function importanceCard(choice: Choice): Markup {
  const sorted = rankedColumns(choice);
  if (choice.importance.length === 0) return html``;
  const title = said((t) => t.importance.title);
  if (sorted.length === 0) return card(title, html`<p class="note">${said((t) => t.importance.none)}</p>`);
  const shown = sorted.slice(0, MOST_BARS);
  const width = most(
    shown.map(({ share, interval }) => Math.max(share, interval?.high ?? 0)),
    1e-9,
  );
  return card(
    title,
    html`<div class="bars">
        ${shown.map(({ column, share, interval, seen }) => {
          const range = interval && ([interval.low / width, interval.high / width] as const);
          return html`<div class="name">${column}</div>
            <div class="pic">${barOf(seen ? share / width : 0, { range })}</div>
            <div class="n">${seen ? said((t) => t.importance.share(share)) : said((t) => t.importance.unseen)}</div>`;
        })}
      </div>
      ${sorted.length > shown.length ? html`<p class="note">${said((t) => t.importance.more(sorted.length - shown.length))}</p>` : ''}
      <p class="note">${said((t) => t.importance.about)}</p>`,
  );
}

/** The gains of the verdict with their intervals, on one scale with 0. */
export function gainsFigure(choice: Choice): Markup {
  const { verdict } = choice;
  const gains = [verdict.overConstant, verdict.overLine].filter((gain): gain is Gain => gain !== null);
  const sizes = gains.map((gain) => sizeOf(verdict, gain));
  const ends = sizes.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value, 0]);
  const [least, span] = [-most(ends.map((v) => -v)), most(ends) + most(ends.map((v) => -v))];
  if (!(span > 0)) return html``;
  const place = (value: number): number => (value - least) / span;
  const [first] = sizes;
  return html`<figure style="margin:16px 0 0">
    <figcaption class="faint">
      ${said((t) => t.page.gains)}${first ? both(` (${choiceEn.page.gainUnit[first.measure]})`, `（${choiceChinese.page.gainUnit[first.measure]}）`) : ''}
    </figcaption>
    <div class="bars">
      ${gains.map((gain, i) => {
        const { value = 0, low = null, high = null } = sizes[i] ?? {};
        const range = low === null || high === null ? null : ([place(low), place(high)] as const);
        return html`<div class="name">${said((t) => t.page.gain(gain.of, gain.over, learnedOf(choice)))}</div>
          <div class="pic">${pointOf(place(value), range, place(0))}</div>
          <div class="n">
            ${said((t) => t.page.gainValue(sizes[i] ?? { measure: 'rocAuc', unit: 'area', value, low, high }))}
          </div>`;
      })}
    </div>
  </figure>`;
}

export const card = (title: Markup, content: Markup, look = ''): Markup =>
  html`<section class="card ${look}">
    <h2>${title}</h2>
    ${content}
  </section>`;

interface BarMarks {
  readonly ticks?: readonly number[];
  readonly range?: readonly [number, number] | null;
  readonly limit?: number | null;
}
const at = (share: number): string => (100 * Math.max(0, Math.min(1, share))).toFixed(2);
const PLAIN = 'vector-effect="non-scaling-stroke"';
const line = (path: string, look: string): Markup => ({ markup: `<path d="${path}" ${PLAIN} ${look}/>` });

/** A bar from the left; 0 to 1 is the width. Only lines and rectangles, which may be stretched. */
function barOf(share: number, { ticks = [], range = null, limit = null }: BarMarks): Markup {
  return html`<svg viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar" x="0" y="8" width="${at(share)}" height="11" />
    ${range ? line(`M${at(range[0])} 13.5H${at(range[1])}`, 'stroke="var(--sheet)" stroke-width="4"') : ''}
    ${range ? line(`M${at(range[0])} 13.5H${at(range[1])}`, 'stroke="var(--ink)" stroke-width="1.5"') : ''}
    ${ticks.length > 0 ? line(ticks.map((tick) => `M${at(tick)} 22v6`).join(''), 'stroke="var(--ink2)" stroke-width="1.5"') : ''}
    ${limit === null ? '' : line(`M${at(limit)} 0v30`, 'stroke="var(--ink)" stroke-dasharray="2 3"')}
  </svg>`;
}

/** A value with its interval, beside a line at 0. */
const pointOf = (value: number, range: readonly [number, number] | null, zero: number): Markup =>
  html`<svg viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
    ${range ? line(`M${at(range[0])} 15H${at(range[1])}`, 'stroke="var(--band)" stroke-width="12"') : ''}
    ${line(`M${at(zero)} 0v30`, 'stroke="var(--ink)" stroke-width="1.5"')}
    ${line(`M${at(value)} 8v14`, 'stroke="var(--pos)" stroke-width="4"')}
  </svg>`;
