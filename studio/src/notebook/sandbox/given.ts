import { MOST_OUTPUTS, type Output } from './protocol.ts';
import { lines, outputOf, text } from './shown.ts';

type Numbers = readonly (number | readonly [number, number])[];

/** What a program shows goes under the cell that runs. */
export class Stage {
  #shown = 0;
  #bars = new Set<number>();
  readonly #tell: (output: Output) => void;
  constructor(tell: (output: Output) => void) {
    this.#tell = tell;
  }
  begin(): void {
    this.#shown = 0;
    this.#bars.clear();
  }
  put(output: Output | null): void {
    if (!output) return;
    const again = output.kind === 'progress' && this.#bars.has(output.fit); // a bar that moves takes no more room
    if (output.kind === 'progress') this.#bars.add(output.fit);
    if (!again && ++this.#shown > MOST_OUTPUTS) return;
    this.#tell(!again && this.#shown === MOST_OUTPUTS ? { kind: 'text', stream: 'error', text: '…' } : output);
  }
}

/** What a program finds besides the language and our modules. */
export function given(stage: Stage): Readonly<Record<string, unknown>> {
  const log =
    (stream: 'log' | 'error') =>
    (...values: unknown[]): void => {
      stage.put({ kind: 'text', stream, text: values.map(text).join(' ') });
    };
  return {
    console: {
      log: log('log'),
      info: log('log'),
      debug: log('log'),
      warn: log('error'),
      error: log('error'),
      table: (v: unknown) => {
        stage.put(outputOf(v));
      },
    },
    /** Shows values where a console would only print them: tables, matrices, models. */
    show: (...values: unknown[]) => {
      for (const v of values) stage.put(outputOf(v));
    },
    /** `plot([1, 4, 9])`, `plot({ loss: [1, 0.5], twin: [[0, 1], [5, 0.7]] }, { title: 'two curves', x: 'epoch' })` */
    plot: (
      series: Numbers | Readonly<Record<string, Numbers>>,
      { title = '', x = '' }: { title?: string; x?: string } = {},
    ) => {
      stage.put(lines(isList(series) ? { [title || 'y']: series } : series, title, x, 0));
    },
    /** Offers bytes or text as a file. */
    file: (name: string, content: Uint8Array | string) => {
      stage.put({
        kind: 'file',
        name: String(name).replaceAll(/[\\/]/g, '_'),
        bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
      });
    },
  };
}
const isList = (v: unknown): v is Numbers => Array.isArray(v) || ArrayBuffer.isView(v);
