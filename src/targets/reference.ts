import { checkLength, unknownName } from '../ir/checks.ts';
import { evaluate } from '../ir/evaluate.ts';
import { inputsFrom, resultNames, stateNames, type Program } from '../ir/program.ts';
import { size } from '../ir/shape.ts';
import type { Engine, Runnable, Snapshot, Tensors } from '../run/run.ts';

/** The definition (`ir/evaluate.ts`) as an engine: slow and readable. Every other target is tested against it. */
export const reference: Engine = {
  name: 'reference',
  epsilon: 2 ** -53,
  load: async (programs) => new ReferenceRun(programs),
};

class ReferenceRun implements Runnable {
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #sizes = new Map<string, number>();
  #kept: Record<string, Float64Array> = {};

  constructor(programs: Readonly<Record<string, Program>>) {
    this.#programs = programs;
    for (const p of Object.values(programs)) {
      for (const from of ['table', 'state', 'setting'] as const) {
        for (const n of inputsFrom(p, from)) this.#sizes.set(n.attrs.name, size(n.shape));
      }
    }
  }
  async put(values: Tensors): Promise<void> {
    for (const [name, data] of Object.entries(values)) {
      checkLength(`"${name}"`, data.length, this.#sizes.get(name) ?? unknownName(name, this.#sizes.keys()));
    }
    for (const [name, data] of Object.entries(values)) this.#kept[name] = Float64Array.from(data);
  }
  async run(name: string, feeds: Tensors, times: number): Promise<Record<string, Float64Array>> {
    const p = this.#programs[name] ?? unknownName(name, Object.keys(this.#programs));
    const fed = inputsFrom(p, 'feed').map((n) => ({ name: n.attrs.name, size: size(n.shape) }));
    for (const f of fed) checkLength(`feed "${f.name}"`, feeds[f.name]?.length ?? 0, f.size * times);
    const results = Object.fromEntries(
      resultNames(p).map((r) => [r, new Float64Array(size(p.outputs[r]!.shape) * times)]),
    );
    for (let t = 0; t < times; t++) {
      const now = Object.fromEntries(fed.map((f) => [f.name, feeds[f.name]!.subarray(t * f.size, (t + 1) * f.size)]));
      const values = evaluate(p.nodes, { ...this.#kept, ...now });
      const out = (o: string): Float64Array => values.get(p.outputs[o]!)!;
      for (const [r, to] of Object.entries(results)) to.set(out(r), t * out(r).length);
      this.#kept = { ...this.#kept, ...Object.fromEntries(stateNames(p).map((s) => [s, out(s).slice()])) };
    }
    return results;
  }
  async take(names: readonly string[]): Promise<Record<string, Float64Array>> {
    return Object.fromEntries(
      names.map((n) => [n, (this.#kept[n] ?? unknownName(n, Object.keys(this.#kept))).slice()]),
    );
  }
  async snapshot(): Promise<Snapshot> {
    const names = this.#state();
    const all = new Float64Array(names.reduce((n, s) => n + this.#kept[s]!.length, 0));
    names.reduce((at, s) => {
      all.set(this.#kept[s]!, at);
      return at + this.#kept[s]!.length;
    }, 0);
    return { engine: 'reference', bytes: new Uint8Array(all.buffer) };
  }
  async restore({ bytes }: Snapshot): Promise<void> {
    const all = new Float64Array(bytes.slice().buffer);
    this.#state().reduce((at, s) => {
      const n = this.#kept[s]!.length;
      this.#kept[s] = all.slice(at, at + n);
      return at + n;
    }, 0);
  }
  dispose(): void {
    this.#kept = {};
  }

  #state(): string[] {
    const names = new Set(
      Object.values(this.#programs).flatMap((p) => inputsFrom(p, 'state').map((n) => n.attrs.name)),
    );
    return [...names].filter((n) => this.#kept[n]).sort();
  }
}
