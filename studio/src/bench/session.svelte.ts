import type { Run, Tensors } from 'gradsheet';
import type { Scenes } from 'gradsheet/explain';
import { isOp } from 'gradsheet/ir';
import { applied, firstBranch, freeLetter, merged, stepsOf, type Branch, type Change } from './branch.ts';
import { panelsOf, phases, slotsOf, type Line, type Panel, type Slot } from './panels.ts';
import { back, forward, samePlace, whole, type Place, type StepSize, type Steps } from './place.ts';
import { savedBranch, type Saved, type SavedBranch } from './saving.ts';
import { indexOf, Scale } from './scale.ts';
import type { Options, Scenario } from './scenario.ts';
import { Timeline, type View } from './timeline.ts';

/** What happened at the bench, for lessons and for the live region. */
export type BenchEvent =
  | {
      readonly kind: 'step';
      readonly branch: Branch;
      readonly from: Place;
      readonly to: Place;
      readonly size: StepSize;
    }
  | { readonly kind: 'jump'; readonly branch: Branch; readonly from: Place; readonly to: Place }
  | { readonly kind: 'pin'; readonly slot: Slot; readonly branch: Branch }
  | { readonly kind: 'edit'; readonly changes: readonly Change[]; readonly branch: Branch; readonly branched: boolean }
  | { readonly kind: 'vary'; readonly branch: Branch }
  | { readonly kind: 'open'; readonly branch: Branch };

/** Whether a line's numbers are those of this step, those of the step before (not yet reached), or none yet. */
export type Freshness = 'now' | 'before' | 'none';

/** Everything the bench shows: branches, the place in time, the pinned cell. */
export class Session {
  readonly scenario: Scenario;
  readonly #scale: Scale;
  readonly #listeners = new Set<(e: BenchEvent) => void>();
  branches = $state.raw<readonly Branch[]>([]);
  branch = $state.raw<Branch>() as Branch; // set by the constructor
  place = $state.raw<Place>(whole(0));
  /** Epochs on the time axis. */
  epochs = $state(0);
  pin = $state<string | null>(null);
  size = $state<StepSize>('epoch');
  /** The furthest step of the branch that was run: what the curve shows. */
  reached = $state(0);
  /** A long way is being run: steps done of steps to do. */
  busy = $state.raw<{ readonly done: number; readonly of: number } | null>(null);
  #cancelled = false;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.#scale = new Scale(scenario.whole);
    const first = firstBranch(scenario);
    first.timeline.onStep = this.#scale.see;
    this.branches = [first];
    this.branch = first;
    this.epochs = scenario.epochs;
    this.place = scenario.start;
    this.size = scenario.size ?? 'epoch';
  }

  listen(to: (e: BenchEvent) => void): () => void {
    this.#listeners.add(to);
    return () => this.#listeners.delete(to);
  }
  #tell(e: BenchEvent): void {
    for (const l of this.#listeners) l(e);
  }

  get steps(): Steps {
    return { ...stepsOf(this.branch.timeline), last: this.branch.timeline.last };
  }
  get perEpoch(): number {
    return this.steps.perEpoch;
  }
  get epoch(): number {
    return Math.floor(this.place.step / this.perEpoch);
  }
  /** The last step of the time axis. */
  get end(): number {
    return Math.min(this.epochs * this.perEpoch, this.branch.timeline.last);
  }
  get atEnd(): boolean {
    return samePlace(this.place, whole(this.branch.timeline.last));
  }
  get atStart(): boolean {
    return this.place.step === 0 && this.place.act === 0 && this.place.rows === null;
  }

  get view(): View {
    return this.branch.timeline.view(this.place.step);
  }
  get before(): View | null {
    return this.place.step > 0 ? this.branch.timeline.view(this.place.step - 1) : null;
  }
  get panels(): readonly Panel[] {
    return panelsOf(this.view.trace.view(this.view.moment));
  }
  getSlots(): ReturnType<typeof slotsOf> {
    return slotsOf(this.panels);
  }
  get looks(): ReturnType<Scale['looks']> {
    return this.#scale.looks(this.view.trace.view(this.view.moment));
  }

  /** Which step's numbers a line shows at a place. */
  freshness(panel: Panel, line: Line | { readonly kind: Line['kind']; readonly row?: number | undefined }): Freshness {
    const { act, rows, step } = this.place;
    const phase = phases.indexOf(panel.phase);
    const stale: Freshness = step > 0 ? 'before' : 'none';
    if (panel.kind === 'data' || panel.kind === 'weights') return 'now';
    if (rows !== null) return phase < 3 && line.kind === 'row' && (line.row ?? 0) < rows ? 'now' : stale;
    return phase <= act ? 'now' : stale;
  }
  /** The step a slot's number belongs to; null if there is none yet. */
  viewOf(panel: Panel, line: Line | { readonly kind: Line['kind']; readonly row?: number | undefined }): View | null {
    const fresh = this.freshness(panel, line);
    return fresh === 'now' ? this.view : fresh === 'before' ? this.before : null;
  }

  step(size: StepSize = this.size, times = 1): void {
    let to = this.place;
    for (let i = 0; i < times; i++) to = forward(to, size, this.steps);
    this.#move(to, { kind: 'step', size });
  }
  stepBack(size: StepSize = this.size, times = 1): void {
    let to = this.place;
    for (let i = 0; i < times; i++) to = back(to, size, this.steps);
    this.#move(to, { kind: 'jump' });
  }
  reset(): void {
    this.#move(whole(0), { kind: 'jump' });
  }
  jump(step: number): void {
    this.#move(whole(Math.max(0, Math.min(step, this.branch.timeline.last))), { kind: 'jump' });
  }

  #move(to: Place, how: { kind: 'jump' } | { kind: 'step'; size: StepSize }): void {
    if (samePlace(to, this.place) || this.busy) return;
    const far = to.step - this.branch.timeline.reached;
    if (far > 60) {
      void this.#runTo(to, how);
      return;
    }
    this.#arrive(to, how);
  }
  #arrive(to: Place, how: { kind: 'jump' } | { kind: 'step'; size: StepSize }): void {
    const from = this.place;
    const { branch } = this;
    branch.timeline.view(to.step);
    while (to.step > this.epochs * this.perEpoch) this.epochs += this.scenario.epochs;
    this.place = to;
    this.reached = branch.timeline.reached;
    this.#tell(
      how.kind === 'step' ? { kind: 'step', branch, from, to, size: how.size } : { kind: 'jump', branch, from, to },
    );
  }
  /** Runs in slices, so that the page stays alive and can cancel; what was run is kept. */
  async #runTo(to: Place, how: { kind: 'jump' } | { kind: 'step'; size: StepSize }): Promise<void> {
    const { timeline } = this.branch;
    const first = timeline.reached;
    this.#cancelled = false;
    while (timeline.reached < to.step && !this.#cancelled) {
      this.busy = { done: timeline.reached - first, of: to.step - first };
      const until = performance.now() + 12;
      while (timeline.reached < to.step && performance.now() < until) timeline.advance();
      this.reached = timeline.reached;
      await new Promise((r) => requestAnimationFrame(r));
    }
    this.busy = null;
    this.#arrive(this.#cancelled ? whole(timeline.reached) : to, how);
  }
  cancel(): void {
    this.#cancelled = true;
  }

  setPin(id: string | null): void {
    this.pin = id;
    const slot = id === null ? undefined : this.getSlots().get(id);
    if (slot) this.#tell({ kind: 'pin', slot, branch: this.branch });
  }

  /** What typing into a cell would change; null for a computed cell. */
  editable(id: string): { readonly from: Change['from']; readonly name: string; readonly index: number } | null {
    if (id === 'lr') {
      return 'learningRate' in this.branch.timeline.run.settings
        ? { from: 'setting', name: 'learningRate', index: 0 }
        : null;
    }
    const slot = this.getSlots().get(id);
    if (!slot) return null;
    const { value } = slot;
    if (isOp(value, 'input') && value.attrs.from !== 'feed') {
      return { from: value.attrs.from, name: value.attrs.name, index: indexOf(slot) };
    }
    const [table] = value.inputs;
    if (value.op !== 'gather' || !table || !isOp(table, 'input')) return null;
    const row = this.branch.timeline.scenes.steps[this.place.step]?.rows[slot.at[0] ?? 0] ?? 0;
    return {
      from: 'table',
      name: table.attrs.name,
      index: indexOf({ ...slot, value: table, at: [row, ...slot.at.slice(1)] }),
    };
  }
  /** The number that typing would replace. */
  typed(id: string): number {
    const at = this.editable(id);
    const { run } = this.branch.timeline;
    if (!at) return NaN;
    const values =
      at.from === 'table'
        ? run.tables
        : at.from === 'setting'
          ? run.settings
          : this.branch.timeline.stateBefore(this.place.step);
    return values[at.name]?.[at.index] ?? NaN;
  }

  /** A number typed into a cell. The past stays: where something was run already, a branch opens. */
  edit(id: string, value: number): void {
    const at = this.editable(id);
    if (!at || Object.is(this.typed(id), value)) return;
    this.change([{ ...at, value, slot: id }]);
  }
  change(changes: readonly Change[], step = this.place.step): Branch {
    const { branch } = this;
    const { timeline } = branch;
    const unborn = this.#isUnborn(branch, step);
    const next: Branch = unborn
      ? { ...branch, timeline: this.#reborn(branch, changes), changes: merged([...branch.changes, ...changes]) }
      : {
          name: freeLetter(this.branches),
          timeline: applied(timeline, step, changes),
          parent: branch,
          changes: merged(changes),
          options: branch.options,
          misaligned: branch.misaligned,
        };
    this.branches = unborn ? this.branches.map((b) => (b === branch ? next : b)) : [...this.branches, next];
    this.#enter(next, step === this.place.step ? this.place : whole(step));
    this.#tell({ kind: 'edit', changes, branch: next, branched: !unborn });
    return next;
  }
  /** A branch that was not run yet takes a change without leaving a trace. */
  #reborn(branch: Branch, changes: readonly Change[]): Timeline {
    const { timeline, parent } = branch;
    const again = applied(timeline, timeline.from, changes);
    return parent ? Timeline.again(again.run, timeline) : this.#first(again.run, timeline.scenes);
  }
  #first(run: Run<Tensors>, scenes: Scenes): Timeline {
    const first = Timeline.of(run, scenes);
    first.onStep = this.#scale.see;
    return first;
  }

  /** The same weights and data with other options from here on; at the beginning the branch itself becomes it. */
  vary(options: Options): void {
    const { branch, place } = this;
    const { timeline } = branch;
    const all = { ...branch.options, ...options };
    const next = timeline.become(place.step, this.scenario.make(all));
    const unborn = this.#isUnborn(branch, place.step);
    const varied: Branch = unborn
      ? { ...branch, timeline: next, options: all }
      : {
          name: freeLetter(this.branches),
          timeline: next,
          parent: branch,
          changes: [],
          options: all,
          misaligned: branch.misaligned,
        };
    this.branches = unborn ? this.branches.map((b) => (b === branch ? varied : b)) : [...this.branches, varied];
    this.#enter(varied, place);
    this.#tell({ kind: 'vary', branch: varied });
  }
  #isUnborn(branch: Branch, step: number): boolean {
    const { timeline } = branch;
    return (
      timeline.reached === timeline.from &&
      timeline.from === step &&
      !this.branches.some((b) => b.parent === branch) &&
      !branch.misaligned
    );
  }

  /** The same training from here on, to be changed. */
  branchHere(): void {
    const { branch, place } = this;
    const next: Branch = {
      name: freeLetter(this.branches),
      timeline: branch.timeline.branch(place.step, {}),
      parent: branch,
      changes: [],
      options: branch.options,
      misaligned: branch.misaligned,
    };
    this.branches = [...this.branches, next];
    this.#enter(next, place);
    this.#tell({ kind: 'edit', changes: [], branch: next, branched: true });
  }
  open(branch: Branch): void {
    if (branch === this.branch) return;
    this.#enter(branch, this.place);
    this.#tell({ kind: 'open', branch });
  }
  /** Takes a branch away, and those that grew from it. */
  remove(branch: Branch): void {
    const gone = new Set<Branch>([branch]);
    for (const b of this.branches) if (b.parent && gone.has(b.parent)) gone.add(b);
    const left = this.branches.filter((b) => !gone.has(b));
    const [first] = left;
    if (!first) return;
    this.branches = left;
    if (gone.has(this.branch)) {
      this.#enter(branch.parent && left.includes(branch.parent) ? branch.parent : first, this.place);
    }
  }
  /** The misaligned sheet as a branch of its own, run as far as this one. */
  openMisaligned(): void {
    const wrong = this.scenario.misaligned;
    const there = this.branches.find((b) => b.misaligned);
    if (there) {
      this.open(there);
      return;
    }
    if (!wrong) return;
    const timeline = Timeline.of(wrong(this.scenario.make(this.scenario.options)));
    timeline.onStep = this.#scale.see;
    timeline.stateBefore(Math.min(timeline.last, Math.max(this.reached, this.place.step)));
    const next: Branch = {
      name: freeLetter(this.branches),
      timeline,
      parent: null,
      changes: [],
      options: this.scenario.options,
      misaligned: true,
    };
    this.branches = [...this.branches, next];
    this.#enter(next, this.place);
    this.#tell({ kind: 'open', branch: next });
  }
  /** From the misaligned sheet to the newest training that is right. */
  leaveMisaligned(): void {
    const right = this.branches.findLast((b) => !b.misaligned);
    if (right) this.open(right);
  }
  save(): Saved {
    return {
      version: 1,
      branches: this.branches.map(savedBranch),
      branch: this.branch.name,
      place: this.place,
      epochs: this.epochs,
      size: this.size,
      pin: this.pin,
      time: Date.now(),
    };
  }
  /**
   * Builds the branches that were kept again; what they had run is run again, in slices, the one that is looked at
   * first.
   */
  async restore(saved: Saved): Promise<void> {
    const built: Branch[] = [];
    for (const b of saved.branches) {
      const parent = built.find((p) => p.name === b.parent) ?? null;
      if (parent && b.from > 60) await this.#extend(parent, b.from);
      built.push(this.#built(b, parent));
    }
    const branch = built.find((b) => b.name === saved.branch) ?? built[0];
    if (!branch) return;
    this.branches = built;
    this.epochs = Math.max(this.epochs, saved.epochs);
    this.size = saved.size;
    await this.#extend(
      branch,
      Math.min(
        Math.max(saved.place.step, saved.branches.find((b) => b.name === branch.name)?.reached ?? 0),
        branch.timeline.last,
      ),
    );
    this.#enter(branch, { ...saved.place, step: Math.min(saved.place.step, branch.timeline.last) });
    if (saved.pin !== null && this.getSlots().has(saved.pin)) this.pin = saved.pin;
    for (const b of saved.branches) {
      const other = built.find((o) => o.name === b.name);
      if (other && other !== branch && this.branches.includes(other)) {
        await this.#extend(other, Math.min(b.reached, other.timeline.last));
      }
    }
    this.branches = [...this.branches]; // their curves are known now
  }
  #built(b: SavedBranch, parent: Branch | null): Branch {
    const { scenario } = this;
    if (!parent) {
      const run = scenario.make(b.options);
      const plain = Timeline.of(b.misaligned && scenario.misaligned ? scenario.misaligned(run) : run);
      const timeline = b.changes.length > 0 ? this.#first(applied(plain, 0, b.changes).run, plain.scenes) : plain;
      timeline.onStep = this.#scale.see;
      return { name: b.name, timeline, parent, changes: b.changes, options: b.options, misaligned: b.misaligned };
    }
    const varied = JSON.stringify(b.options) !== JSON.stringify(parent.options);
    const begun = varied ? parent.timeline.become(b.from, scenario.make(b.options)) : parent.timeline;
    const timeline = !varied
      ? applied(begun, b.from, b.changes)
      : b.changes.length > 0
        ? Timeline.again(applied(begun, b.from, b.changes).run, begun)
        : begun;
    return { name: b.name, timeline, parent, changes: b.changes, options: b.options, misaligned: b.misaligned };
  }
  /** Runs a branch further without going there; short ways at once. */
  async #extend({ timeline }: Branch, step: number): Promise<void> {
    const first = timeline.reached;
    while (timeline.reached < step) {
      const until = performance.now() + 12;
      while (timeline.reached < step && performance.now() < until) timeline.advance();
      if (timeline.reached >= step) break;
      this.busy = { done: timeline.reached - first, of: step - first };
      await new Promise((r) => requestAnimationFrame(r));
    }
    this.busy = null;
  }
  #enter(branch: Branch, place: Place): void {
    branch.timeline.view(place.step);
    this.branch = branch;
    this.place = place;
    this.reached = branch.timeline.reached;
  }
}
