import type { RoleCells } from 'gradsheet/sheet';
import { preferences } from '../app/preferences.svelte.ts';
import { failureText, type WorkError } from '../worker/client.ts';
import { DoctorClient } from '../worker/doctor-client.ts';
import type { Box, Patient, Spot, Stage } from '../worker/doctor-protocol.ts';
import { keepWorkbook, keptWorkbook } from './store.ts';

/** A workbook at one moment: as it was opened, or after some repairs. */
interface Version {
  readonly bytes: Uint8Array;
  readonly patient: Patient;
  readonly repaired: number;
}

/** A workbook and what was found in it, while it is looked at. Everything stays in this page. */
export class Doctor {
  name = $state('');
  busy = $state<'open' | 'examine' | 'repair' | 'report' | null>(null);
  error = $state.raw<WorkError['text'] | null>(null);
  /** How far the audit is that runs now. */
  stage = $state<Stage | null>(null);
  /** The file first, then each repair; the last one is shown. */
  versions = $state.raw<readonly Version[]>([]);
  /** What the person said about cells. */
  given = $state.raw<readonly RoleCells[]>([]);
  sheet = $state(0);
  cursor = $state.raw<{ readonly row: number; readonly column: number }>({ row: 0, column: 0 });
  /** The other corner of what is selected. */
  anchor = $state.raw<{ readonly row: number; readonly column: number }>({ row: 0, column: 0 });
  /** The finding that is told in full. */
  open = $state<number | null>(null);
  /** Counts the times the sheet must scroll to the cursor. */
  shown = $state(0);
  savedAt = $state.raw<Date | null>(null);
  readonly #client = new DoctorClient();
  /** Counts what was begun; the last of it is what the page waits for. */
  #works = 0;

  readonly current: Version | null = $derived(this.versions.at(-1) ?? null);
  readonly patient: Patient | null = $derived(this.current?.patient ?? null);
  readonly told = $derived(this.patient?.told[preferences.language] ?? null);
  readonly selection: Box | null = $derived.by(() => {
    const sheet = this.patient?.sheets[this.sheet];
    const { cursor: a, anchor: b } = this;
    return sheet
      ? {
          sheet: this.sheet,
          top: Math.min(a.row, b.row),
          bottom: Math.max(a.row, b.row),
          left: Math.min(a.column, b.column),
          right: Math.max(a.column, b.column),
          name: sheet.name,
        }
      : null;
  });
  /** Findings whose repair is known. */
  readonly repairable: readonly number[] = $derived.by(
    () => this.patient?.audit.findings.flatMap((f, i) => (f.repair.length > 0 ? [i] : [])) ?? [],
  );

  async take(name: string, bytes: Uint8Array, given: readonly RoleCells[] = []): Promise<void> {
    await this.#work('open', async () => {
      const patient = await this.#ask(name, bytes, given);
      this.name = name;
      this.given = given;
      this.#show({ bytes, patient, repaired: 0 }, []);
      await this.#keep();
    });
  }
  /** Examines the shown workbook anew with other roles. */
  async say(given: readonly RoleCells[]): Promise<void> {
    await this.#work('examine', () => this.#examine(given));
  }
  /** The same, with the roles of a file. */
  async load(text: string, file: string): Promise<void> {
    const { current } = this;
    if (current) {
      await this.#work('examine', async () => {
        await this.#examine(await this.#client.ask({ do: 'roles', name: this.name, bytes: current.bytes, file, text }));
      });
    }
  }
  async #examine(given: readonly RoleCells[]): Promise<void> {
    const { current } = this;
    if (!current) return;
    const patient = await this.#ask(this.name, current.bytes, given);
    this.given = given;
    this.#show({ ...current, patient }, this.versions.slice(0, -1), false);
    await this.#keep();
  }
  /** Repairs one finding and examines the repaired copy. */
  async repair(finding: number): Promise<void> {
    const { current } = this;
    if (!current) return;
    await this.#work('repair', async () => {
      const bytes = await this.#client.ask({
        do: 'repair',
        name: this.name,
        bytes: current.bytes,
        audit: current.patient.audit,
        findings: [finding],
      });
      const patient = await this.#ask(this.name, bytes, this.given);
      const n = current.patient.audit.findings[finding]?.repair.length ?? 0;
      this.#show({ bytes, patient, repaired: current.repaired + n }, this.versions, false);
    });
  }
  undo(): void {
    if (this.versions.length < 2) return;
    this.versions = this.versions.slice(0, -1);
    this.open = this.#first();
  }
  /** The workbook as shown, with every repair that is known. */
  async fixed(): Promise<{ readonly name: string; readonly bytes: Uint8Array } | null> {
    const { current } = this;
    if (!current) return null;
    const bytes =
      this.repairable.length === 0
        ? current.bytes
        : await this.#work('repair', () =>
            this.#client.ask({
              do: 'repair',
              name: this.name,
              bytes: current.bytes,
              audit: current.patient.audit,
              findings: this.repairable,
            }),
          );
    return bytes ? { name: this.name.replace(/(\.\w+)?$/, (end) => `-fixed${end || '.xlsx'}`), bytes } : null;
  }
  async report(): Promise<string | null> {
    const { current } = this;
    return (
      current &&
      (await this.#work('report', () =>
        this.#client.ask({
          do: 'report',
          name: this.name,
          bytes: current.bytes,
          audit: current.patient.audit,
          language: preferences.language,
        }),
      ))
    );
  }
  cancel(): void {
    this.#client.cancel();
  }
  #ask(name: string, bytes: Uint8Array, roles: readonly RoleCells[]): Promise<Patient> {
    return this.#client.ask({ do: 'examine', name, bytes, roles }, (stage) => {
      this.stage = stage;
    });
  }
  /** The file as it was opened, and what was said about its cells; repairs are a press away. */
  async #keep(): Promise<void> {
    const [first] = this.versions;
    if (first && (await keepWorkbook({ name: this.name, bytes: first.bytes, given: this.given }))) {
      this.savedAt = new Date();
    }
  }
  /** What was here when the page was last open. */
  async restore(): Promise<void> {
    const found = await keptWorkbook();
    if (found && !this.current && !this.busy) await this.take(found.name, found.bytes, found.given);
  }
  /** Opens a finding and brings its first cell into view. */
  look(finding: number | null): void {
    this.open = finding;
    const [box] = finding === null ? [] : (this.patient?.marks[finding]?.wrong ?? []);
    if (box) this.goTo(box);
  }
  goTo(box: Box | Spot): void {
    const top = 'top' in box ? { row: box.top, column: box.left } : box;
    const bottom = 'top' in box ? { row: box.bottom, column: box.right } : box;
    this.sheet = box.sheet;
    this.cursor = { row: top.row, column: top.column };
    this.anchor = { row: bottom.row, column: bottom.column };
    this.shown++;
  }
  select(row: number, column: number, extend = false): void {
    this.cursor = { row, column };
    if (!extend) this.anchor = this.cursor;
  }
  toSheet(sheet: number): void {
    this.sheet = sheet;
    this.select(0, 0);
    this.shown++;
  }

  #show(version: Version, before: readonly Version[], move = true): void {
    this.versions = [...before, version];
    this.open = this.#first();
    if (this.sheet >= version.patient.sheets.length) this.sheet = 0;
    if (!move) return;
    if (this.open !== null && (version.patient.marks[this.open]?.wrong.length ?? 0) > 0) this.look(this.open);
    else {
      this.toSheet(
        Math.max(
          0,
          version.patient.sheets.findIndex((s) => !s.hidden && s.rows > 0),
        ),
      );
    }
  }
  #first(): number | null {
    return (this.patient?.audit.findings.length ?? 0) > 0 ? 0 : null;
  }

  async #work<T>(kind: NonNullable<Doctor['busy']>, work: () => Promise<T>): Promise<T | null> {
    if (this.busy && kind !== 'open') return null;
    if (this.busy) this.cancel(); // another file does not wait for the one before
    const own = ++this.#works;
    this.busy = kind;
    this.stage = null;
    this.error = null;
    try {
      return await work();
    } catch (e) {
      this.error = failureText(e) ?? this.error;
      return null;
    } finally {
      if (own === this.#works) this.busy = null;
    }
  }
}

let only: Doctor | null = null;
/** One for the page: the workbook stays while another view is looked at. */
export function doctor(): Doctor {
  if (!only) {
    only = new Doctor();
    void only.restore();
  }
  return only;
}
