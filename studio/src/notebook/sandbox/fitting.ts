import { callbacks, Model } from 'gradsheet';
import type { Stage } from './given.ts';
import { curves, shownAlready } from './shown.ts';

const PAUSE = 60; // milliseconds between two pictures of a bar

/** Every `fit` has a bar while it runs and its curves when it is done. The numbers are the same as without. */
export function watchFits(stage: Stage): void {
  const { fit } = Model.prototype;
  const now = performance.now.bind(performance);
  let fits = 0;
  Model.prototype.fit = async function watched(this: Model, x, y, options = {}) {
    const own = ++fits;
    const epochs = options.epochs ?? 1;
    let lastShown = 0;
    let epoch = options.initialEpoch ?? 0;
    let logs: Readonly<Record<string, number>> = {};
    const bar = (part: number, always = false): void => {
      if (!always && now() - lastShown < PAUSE) return;
      lastShown = now();
      stage.put({ kind: 'progress', fit: own, epoch, epochs, part, logs });
    };
    const history = await fit.call(this, x, y, {
      ...options,
      callbacks: [
        ...(options.callbacks ?? []),
        callbacks.custom({
          onSteps: ({ done, rows }) => {
            bar(done < rows ? done / rows : 0);
          },
          onEpochEnd: (_, l) => {
            epoch++;
            logs = { ...l };
            bar(0);
          },
        }),
      ],
    });
    bar(0, true);
    if (history.epoch.length > 1) {
      stage.put(curves(history.history));
      shownAlready.add(history);
    }
    return history;
  };
}
