import type { Callback } from '../train/callbacks/callback.ts';
import type { Trial } from '../choose/choice.ts';
import type { Call } from './call.ts';
import { duration, metric, perStep, plain } from './numbers.ts';
import { own, visibleWidth } from './terminal.ts';

const BAR = 20; // characters, as Keras
const REDRAW = 80; // ms
const START = own('\r');
const CLEAR = own('\u001b[K'); // of a line
const LINES = 200; // of an unwatched training; above, only every n-th epoch has one

/**
 * A line per epoch as Keras writes it, with a live bar on a terminal. Between the engine's calls it also lets the
 * process
 * breathe, so that Ctrl-C is heard.
 */
export function progress(
  { page, io, say, style }: Pick<Call<'train'>, 'page' | 'io' | 'say' | 'style'>,
  epochs: number,
  rows: number,
  batchSize: number,
): Callback {
  const steps = Math.ceil(rows / batchSize);
  const every = Math.ceil(epochs / LINES);
  let first: { readonly epoch: number; readonly at: number } | undefined;
  let began = 0;
  let drawn = 0;
  let breathed = 0;

  /** On a terminal the bar gives way to the numbers; of a line that will be drawn over, the loss stays to the last. */
  const line = (
    epoch: number,
    done: number,
    logs: Readonly<Record<string, number>>,
    ended: boolean,
    whole = ended,
  ): string => {
    const all = Object.entries(logs).sort(byLog);
    const dear = all.toSorted(byImportance);
    const choices = whole || !page.isTTY ? [all] : [all, ...dear.map((_, dropped) => dear.slice(0, -1 - dropped))];
    const texts = choices.flatMap((numbers) =>
      (ended ? [''] : [pace(epoch, done), '']).flatMap((speed) =>
        (page.isTTY ? [BAR, BAR / 2, 0] : [0]).map((bar) =>
          drawing(epoch, done, numbers.toSorted(byLog), ended, bar, speed),
        ),
      ),
    );
    return texts.find((text) => visibleWidth(text) < page.columns) ?? texts.at(-1) ?? '';
  };
  /** Rows per second of this epoch; and of more than one, how long all of them will still take. */
  const pace = (epoch: number, done: number): string => {
    const now = io.now();
    const rate = plain((1000 * done) / Math.max(1, now - began), 2);
    const { epoch: from, at } = first ?? { epoch, at: began };
    const trained = (epoch - from) * rows + done;
    const left = (((now - at) / trained) * ((epochs - from) * rows - trained)) / 1000;
    return ` - ${say.train.pace(rate, epochs - from > 1 ? duration(left) : undefined)}`;
  };
  const drawing = (
    epoch: number,
    done: number,
    logs: readonly [string, number][],
    ended: boolean,
    width: number,
    speed: string,
  ): string => {
    const seconds = (io.now() - began) / 1000;
    const finished = Math.ceil(done / batchSize);
    const full = Math.floor((width * done) / rows);
    const bar = style.role('update', '━'.repeat(full)) + style.faint('━'.repeat(width - full));
    const time = ended ? duration(seconds) : finished > 0 ? duration((seconds / finished) * (steps - finished)) : '';
    const numbers = logs.map(([name, value]) => ` - ${name}: ${metric(value)}`).join('');
    return `${say.train.epoch(epoch + 1, epochs)} ${width > 0 ? `${bar} ` : ''}${String(finished).padStart(String(steps).length)}/${steps} ${time} ${perStep(seconds / Math.max(1, finished))}${speed}${numbers}`;
  };
  const redraw = (text: string): void => page.write(`${START}${text}${CLEAR}`);
  const breathe = async (): Promise<void> => {
    if (io.now() - breathed < 20) return;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    breathed = io.now();
  };

  return {
    name: 'progress',
    onTrainBegin: () => {
      if (every > 1) page.write(`${say.train.every(every)}\n`);
    },
    onEpochBegin: (epoch) => {
      began = io.now();
      first ??= { epoch, at: began };
    },
    onSteps: async ({ epoch, done, logs }) => {
      if (page.isTTY && done < rows && io.now() - drawn > REDRAW) {
        redraw(line(epoch, done, await logs(), false));
        drawn = io.now();
      }
      await breathe();
    },
    onEpochEnd: async (epoch, logs) => {
      const shown = epoch % every === 0 || epoch === epochs - 1;
      if (page.isTTY && (shown || io.now() - drawn > REDRAW)) {
        redraw(line(epoch, rows, logs, true, shown));
        drawn = io.now();
      } else if (shown) page.write(line(epoch, rows, logs, true));
      if (shown) page.write('\n');
      await breathe();
    },
    onTrainEnd: () => {
      if (page.isTTY) page.write(START + CLEAR);
    },
  };
}

/** As Keras sorts them: by name, those of the validation last. */
function byLog([a]: [string, number], [b]: [string, number]): number {
  const late = Number(a.startsWith('val_')) - Number(b.startsWith('val_'));
  return late !== 0 ? late : a < b ? -1 : a > b ? 1 : 0;
}

const byImportance = ([a]: [string, number], [b]: [string, number]): number =>
  Number(b.endsWith('loss')) - Number(a.endsWith('loss'));

/** While models are tried: the last one, on a line that the next one takes; nothing where no one watches. */
export function tryingLine({ page, say, style }: Pick<Call<'train'>, 'page' | 'say' | 'style'>): {
  readonly show: (trial: Trial) => void;
  readonly clear: () => void;
} {
  const draw = (text: string): void => {
    if (page.isTTY) page.write(`${START}${text}${CLEAR}`);
  };
  return {
    show: ({ candidate }) => {
      const name = say.choice.model(candidate, 'regression'); // of lines and networks the task does not show
      if (candidate.rung !== 'constant') draw(style.faint(say.train.tried(name)));
    },
    clear: () => {
      draw('');
    },
  };
}
