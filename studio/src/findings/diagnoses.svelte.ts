import { diagnose, type Diagnosis, type Remedy } from 'gradsheet/explain';
import type { Bench } from '../bench/bench.svelte.ts';
import type { Branch } from '../bench/branch.ts';
import type { Player } from '../bench/player.svelte.ts';
import { slotIdOf } from '../bench/reading.ts';

/** A diagnosis with the places of the bench that it names. */
export interface Finding {
  readonly diagnosis: Diagnosis;
  readonly key: string;
  readonly evidence: string;
  readonly slots: readonly string[];
}

/** Looks at each step that is shown, keeps what a person waved away, and applies remedies. */
export class Diagnoses {
  readonly #bench: Bench;
  readonly #player: Player;
  found = $state.raw<readonly Finding[]>([]);
  /** What a person wants to see in full; else the first. */
  #chosen = $state<string | null>(null);
  #dismissed = $state.raw<Readonly<Record<string, string>>>({});
  applied = $state.raw<{ readonly branch: Branch } | null>(null);
  #seen = new Set<string>();

  constructor(bench: Bench, player: Player) {
    this.#bench = bench;
    this.#player = player;
  }

  readonly shown: readonly Finding[] = $derived.by(() =>
    this.found.filter((f) => this.#dismissed[f.key] !== f.evidence),
  );
  readonly open: Finding | null = $derived.by(
    () => this.shown.find((f) => f.key === this.#chosen) ?? this.shown[0] ?? null,
  );
  choose(f: Finding): void {
    this.#chosen = f.key;
  }
  dismiss(f: Finding): void {
    this.#dismissed = { ...this.#dismissed, [f.key]: f.evidence };
  }

  /** To be called when the place has changed. */
  look(): void {
    const { session } = this.#bench;
    const { view, branch, place } = session;
    const losses = Array.from({ length: place.step + 1 }, (_, i) => i)
      .filter((i) => i >= place.step - 1)
      .map((i) => branch.timeline.loss(i));
    if (place.rows !== null || place.act < 1) {
      this.found = [];
      return;
    }
    const rose = Array.from({ length: Math.min(place.step, 400) }, (_, i) => place.step - i).some(
      (i) => branch.timeline.loss(i) > branch.timeline.loss(i - 1),
    );
    const all = diagnose(view.trace, view.moment, { losses }).filter(
      (d) => d.kind !== 'learning-rate-above-limit' || rose,
    );
    this.found = all.map((diagnosis) => {
      const { kind, numbers } = diagnosis;
      const where = kind.endsWith('unit')
        ? `${numbers['layer']}.${numbers['unit']}`
        : kind === 'unscaled-feature'
          ? String(numbers['column'])
          : '';
      const evidence =
        kind === 'learning-rate-above-limit'
          ? `${numbers['rate']}`
          : kind.endsWith('gradient') || kind === 'saturated-unit'
            ? ''
            : Object.values(numbers)
                .map((v) => v.toPrecision(2))
                .join();
      return {
        diagnosis,
        key: `${branch.name}:${kind}${where}`,
        evidence,
        slots: diagnosis.cells.map((c) => slotIdOf(view, c, view.moment)).filter((id) => id !== null),
      };
    });
    const errors = this.found.filter((f) => f.diagnosis.severity === 'error' && !this.#seen.has(f.key));
    if (errors.length > 0) this.#player.pause();
    for (const f of errors) this.#seen.add(f.key);
    if (this.applied && this.applied.branch !== branch) this.applied = null;
  }

  /** One press: a branch with the remedy in it. A rate is changed from the beginning, where it went wrong. */
  apply(remedy: Remedy): void {
    const { session } = this.#bench;
    const before = session.branches.length;
    if (remedy.kind === 'learning-rate') {
      session.change(
        [{ from: 'setting', name: 'learningRate', index: 0, value: remedy.value, slot: 'lr' }],
        session.branch.timeline.from,
      );
    } else if (remedy.kind === 'activation') session.vary({ activation: remedy.value });
    else return;
    if (session.branches.length > before) this.applied = { branch: session.branch };
  }
  undo(): void {
    if (this.applied) this.#bench.session.remove(this.applied.branch);
    this.applied = null;
  }
  canApply(remedy: Remedy | null): boolean {
    const { session } = this.#bench;
    return (
      remedy?.kind === 'learning-rate' ||
      (remedy?.kind === 'activation' && session.scenario.choices.some((c) => c.name === 'activation'))
    );
  }
}
