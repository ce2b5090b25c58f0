import { framedPage } from '../../audit/page/frame.ts';
import { both, html, type Markup } from '../../audit/page/markup.ts';
import type { Language } from '../../messages/language.ts';
import type { Choice } from '../choice.ts';
import { choiceEn } from '../messages.en.ts';
import { choiceChinese } from '../messages.zh-TW.ts';
import { chosenRows } from '../chosen-rows.ts';
import { chosenTrial, learnedOf, lineText, rungs, scoresTold, trueRung } from '../outcome.ts';
import { card, gainsFigure, importanceCard, ladderCard } from './bars.ts';
import type { ChoiceEvidence } from './evidence.ts';
import { plotCards } from './plots.ts';
import { said } from './said.ts';
import { style } from './style.ts';

export interface ChoicePageOptions {
  /** Name of the table. */
  readonly name?: string;
  /** The language that shows first; the page holds both. Default English. */
  readonly language?: Language;
}

/**
 * How a model was chosen and what it is worth, as one page: no script, nothing loaded from anywhere, both languages
 * inside, fit to print. Names of columns and classes are shown as text, whatever they hold.
 */
export function choicePage(
  choice: Choice,
  evidence: ChoiceEvidence,
  { name = '', language = 'en' }: ChoicePageOptions = {},
): string {
  const texts = language === 'en' ? choiceEn : choiceChinese;
  const { rows } = choice;
  return framedPage({
    language,
    title: texts.page.title(evidence.target),
    style,
    head: html`<div class="faint">
        ${said((t) => t.page.table(name, rows.train + rows.test, evidence.columns.length))}
      </div>
      <h1>${said((t) => t.page.title(evidence.target))}</h1>`,
    main: html`${rungList(choice)}${resultCard(choice, evidence)}
      <div class="cards">
        ${ladderCard(choice)}${scoresCard(choice)}${importanceCard(choice)}${plotCards(choice, evidence)}${intervalCard(choice)}${chosenCard(choice)}${columnsCard(evidence)}${notesCard(evidence)}
      </div>`,
    foot: said((t) => t.page.footer),
  });
}

/** The three answers a table can get, and the one this table got. */
const rungList = (choice: Choice): Markup =>
  html`<ol class="rungs">
    ${rungs.map((rung, i) => {
      const on = rung === trueRung(choice.verdict);
      return html`<li class="${on ? 'on' : ''}" ${on ? html` aria-current="true"` : ''}>
        <span>${on ? '✓' : i + 1}</span><span>${said((t) => t.rungs(learnedOf(choice))[i] ?? '')}</span>
      </li>`;
    })}
  </ol>`;
function resultCard(choice: Choice, { target, classes }: ChoiceEvidence): Markup {
  const left = (t: typeof choiceEn): string => t.line.of(learnedOf(choice), target, classes[1] ?? '');
  const trial = chosenTrial(choice);
  const { cut, line } = choice;
  const details = choiceEn.details(choice);
  return html`<section class="card result">
    <h2>${said((t) => t.headline(choice))}</h2>
    ${details.map((_, i) => html`<p>${said((t) => t.details(choice)[i] ?? '')}</p>`)}
    ${line ? html`<p class="formula">${said((t) => `${left(t)} = ${lineText(line)}`)}</p>` : ''}
    ${trial?.unfinished ? html`<p><b>!</b> ${said((t) => t.unfinished(trial))}</p>` : ''}
    ${cut ? html`<p><b>!</b> ${said((t) => t.cut(cut))}</p>` : ''} ${gainsFigure(choice)}
  </section>`;
}

function scoresCard({ verdict, chosen }: Choice): Markup {
  const judged = verdict.rungs.toSorted((a, b) => rungs.indexOf(a.rung) - rungs.indexOf(b.rung));
  const names = scoresTold(
    verdict.measure,
    verdict.rungs.map(({ scores }) => scores),
  );
  return card(
    said((t) => t.scores.title(verdict)),
    html`<div class="scroll">
      <table class="scores">
        <thead>
          <tr>
            <th></th>
            ${judged.map(({ rung }) => html`<th>${said((t) => t.scores.of(rung))}</th>`)}
          </tr>
        </thead>
        ${names.map(
          (name) =>
            html`<tr>
              <th>${said((t) => t.scores.name(name))}</th>
              ${judged.map(({ rung, scores: { [name]: value } }) => {
                const on = rung === chosen.rung ? 'on' : '';
                return html`<td class="${on}">${value === undefined ? '' : choiceEn.scores.value(name, value)}</td>`;
              })}
            </tr>`,
        )}
      </table>
    </div>`,
  );
}

const intervalCard = (choice: Choice): Markup =>
  choice.interval
    ? card(
        said((t) => t.interval.title),
        html`<p>${said((t) => t.interval.about(choice))}</p>`,
      )
    : html``;

const chosenCard = (choice: Choice): Markup =>
  card(
    said((t) => t.chosen.title),
    html`<dl>
      ${chosenRows(choice, choiceEn).map(
        ({ options }, i) =>
          html`<dt>${said((t) => chosenRows(choice, t)[i]?.what ?? '')}</dt>
            <dd>
              ${said((t) => chosenRows(choice, t)[i]?.how ?? '')}${
                options.length === 0
                  ? ''
                  : html` <span class="faint mono"
                      >${options.map((option) => html`<span class="option">${option}</span> `)}</span
                    >`
              }
            </dd>`,
      )}
    </dl>`,
  );

const MOST_COLUMNS = 200;
const columnsCard = ({ columns }: ChoiceEvidence): Markup =>
  columns.length === 0
    ? html``
    : card(
        said((t) => t.page.columns),
        html`<table class="columns">
            ${columns.slice(0, MOST_COLUMNS).map(
              (line) =>
                html`<tr>
                  <td>${line.name}</td>
                  <td>${both(line.en, line['zh-TW'])}</td>
                </tr>`,
            )}
          </table>
          ${columns.length > MOST_COLUMNS ? html`<p class="note">${said((t) => t.page.more(columns.length - MOST_COLUMNS))}</p>` : ''}`,
      );

const notesCard = ({ notes = [] }: ChoiceEvidence): Markup =>
  notes.length === 0
    ? html``
    : card(
        said((t) => t.page.notes),
        html`<ul class="notes">
          ${notes.map((note) => html`<li>${both(note.en, note['zh-TW'])}</li>`)}
        </ul>`,
      );
