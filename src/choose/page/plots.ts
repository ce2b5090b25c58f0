import { html, type Markup } from '../../audit/page/markup.ts';
import { labelsOf } from '../../statistics/scores/judged.ts';
import { confusionOf } from '../../statistics/scores/labels.ts';
import { reliabilityOf } from '../../statistics/scores/probabilities.ts';
import { curvePoints, isClass } from '../../statistics/scores/ranking.ts';
import { log10 } from '../../util/libm.ts';
import { most } from '../../util/lists.ts';
import type { Choice } from '../choice.ts';
import { plot, type Axis } from './axes.ts';
import { card } from './bars.ts';
import type { ChoiceEvidence } from './evidence.ts';
import { inPicture, said } from './said.ts';

const MOST_POINTS = 1500;
const MOST_CLASSES = 12;
const share = (title: Axis['title']): Axis => ({ low: 0, high: 1, title });
/** With room for a dot at the edge. */
const wide = (title: Axis['title']): Axis => ({ low: -0.04, high: 1.04, title });
const path = (d: string, look: string): Markup => html`<path class="${look}" d="${d}" />`;

/** What is drawn of the rows that were judged: of numbers one picture, of classes several. */
export function plotCards(choice: Choice, of: ChoiceEvidence): readonly Markup[] {
  if (of.truth.length === 0 || of.predicted.length === 0) return [];
  if (choice.task === 'regression') return [scatterCard(choice, of)];
  const judged = { classes: of.classes.length, truth: of.truth, predicted: of.predicted };
  return [
    ...(of.classes.length <= MOST_CLASSES ? [confusionCard(of)] : []),
    ...(choice.task === 'binary' ? curveCards(of) : []),
    reliabilityCard(reliabilityOf(judged), of),
  ];
}

function scatterCard({ interval, logarithm }: Choice, evidence: ChoiceEvidence): Markup {
  const scaled = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values, (v) => (logarithm ? log10(v) : v));
  const [truth, predicted] = [scaled(evidence.truth), scaled(evidence.predicted)];
  const values = [...truth, ...predicted].filter(Number.isFinite);
  const [low, high] = [-most(values.map((v) => -v)), most(values)];
  const margin = (high - low) * 0.04 || 1;
  const axis = { low: low - margin, high: high + margin, powers: Boolean(logarithm) };
  const every = Math.ceil(truth.length / MOST_POINTS);
  const shown = Array.from({ length: Math.ceil(truth.length / every) }, (_, i) => i * every);
  const half = interval === null ? 0 : interval.factor === undefined ? interval.halfWidth : log10(interval.factor);
  return card(
    said((t) => t.page.scatter),
    html`${plot(
        { ...axis, title: inPicture((t) => t.page.actual) },
        { ...axis, title: inPicture((t) => t.page.predicted) },
        inPicture((t) => t.page.scatter),
        ({ x, y }) => [
          half > 0
            ? path(
                `M${x(axis.low)} ${y(axis.low - half)}L${x(axis.high)} ${y(axis.high - half)}V${y(axis.high + half)}L${x(axis.low)} ${y(axis.low + half)}Z`,
                'band',
              )
            : html``,
          path(`M${x(axis.low)} ${y(axis.low)}L${x(axis.high)} ${y(axis.high)}`, 'even'),
          html`<path
            class="dots"
            stroke-width="${shown.length > 300 ? 4 : 6}"
            d="${shown.map((row) => `M${x(truth[row] ?? NaN)} ${y(predicted[row] ?? NaN)}h0`).join('')}"
          />`,
        ],
      )}
      <p class="note">
        ${said((t) => t.page.scatterAbout(shown.length, truth.length))}
        ${interval ? said((t) => t.page.band(interval.level)) : ''}
      </p>`,
  );
}

function confusionCard(of: ChoiceEvidence): Markup {
  const { truth, classes } = of;
  const confusion = confusionOf(classes.length, truth, labelsOf({ ...of, classes: classes.length }));
  return card(
    said((t) => t.page.confusion),
    html`<div class="scroll">
      <table class="scores matrix">
        <thead>
          <tr>
            <th></th>
            ${classes.map((name) => html`<th>${name}</th>`)}
          </tr>
        </thead>
        ${confusion.map((row, k) => {
          const all = row.reduce((sum, n) => sum + n, 0);
          return html`<tr>
            <th>${classes[k] ?? ''}</th>
            ${row.map((n, label) => {
              const part = all > 0 ? Math.round((40 * n) / all) : 0;
              const tint = `background:color-mix(in srgb,var(${label === k ? '--pos' : '--alert'}) ${part}%,var(--sheet))`;
              return html`<td style="${tint}">${n}</td>`;
            })}
          </tr>`;
        })}
      </table>
    </div>`,
  );
}

/** ROC and precision-recall of the second of two classes; nothing without rows of both. */
function curveCards({ truth, predicted, classes }: ChoiceEvidence): Markup[] {
  const points = curvePoints(predicted, isClass(truth, 1));
  const end = points.at(-1) ?? { found: 0, others: 0 };
  if (end.found === 0 || end.others === 0) return [];
  const every = Math.ceil(points.length / 400);
  const kept = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  const about = html`<p class="note">${said((t) => t.page.curveOf(classes[1] ?? ''))}</p>`;
  const roc = plot(
    share(inPicture((t) => t.page.rocAxes[0] ?? '')),
    share(inPicture((t) => t.page.rocAxes[1] ?? '')),
    inPicture((t) => t.page.roc),
    ({ x, y }) => [
      path(`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`, 'even'),
      path(
        `M${x(0)} ${y(0)}${kept.map((p) => `L${x(p.others / end.others)} ${y(p.found / end.found)}`).join('')}`,
        'curve',
      ),
    ],
  );
  const base = end.found / (end.found + end.others);
  const pr = plot(
    share(inPicture((t) => t.page.prAxes[0] ?? '')),
    share(inPicture((t) => t.page.prAxes[1] ?? '')),
    inPicture((t) => t.page.pr),
    ({ x, y }) => [
      path(`M${x(0)} ${y(base)}L${x(1)} ${y(base)}`, 'even'),
      path(
        kept
          .map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.found / end.found)} ${y(p.found / (p.found + p.others))}`)
          .join(''),
        'curve',
      ),
    ],
  );
  return [
    card(
      said((t) => t.page.roc),
      html`${roc}${about}`,
    ),
    card(
      said((t) => t.page.pr),
      html`${pr}${about}`,
    ),
  ];
}

function reliabilityCard(bins: ReturnType<typeof reliabilityOf>, { classes }: ChoiceEvidence): Markup {
  const largest = most(
    bins.map(({ rows }) => rows),
    1,
  );
  const picture = plot(
    wide(inPicture((t) => t.page.reliabilityAxes[0] ?? '')),
    wide(inPicture((t) => t.page.reliabilityAxes[1] ?? '')),
    inPicture((t) => t.page.reliability),
    ({ x, y }) => [
      path(`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`, 'even'),
      ...bins.map(
        ({ rows, predicted, actual }) =>
          html`<circle
            class="dot"
            cx="${x(predicted)}"
            cy="${y(actual)}"
            r="${(2 + 6 * Math.sqrt(rows / largest)).toFixed(1)}"
          />`,
      ),
    ],
  );
  return card(
    said((t) => t.page.reliability),
    html`${picture}
      <p class="note">
        ${said((t) => t.page.reliabilityAbout)}
        ${classes.length === 2 ? said((t) => t.page.curveOf(classes[1] ?? '')) : ''}
      </p>`,
  );
}
