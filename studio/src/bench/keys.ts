import { commands } from '../app/commands.svelte.ts';
import { preferences } from '../app/preferences.svelte.ts';
import { focusCell, type Bench } from './bench.svelte.ts';
import type { Panel } from './panels.ts';
import { stepSizes } from './place.ts';
import type { Player } from './player.svelte.ts';

/** Keys of the bench. Inside the cells arrows move; outside they step. */
export function benchKey(e: KeyboardEvent, bench: Bench, player: Player): void {
  const target = e.target instanceof HTMLElement ? e.target : null;
  if (
    e.defaultPrevented ||
    e.ctrlKey ||
    e.metaKey ||
    target?.closest('input, select, textarea, [contenteditable], dialog')
  ) {
    return;
  }
  const cell = target?.dataset['cell'];
  const done = cell && cell !== 'lr' ? cellKey(e, cell, bench) : false;
  if (done || (!e.altKey && commandKey(e, target, bench, player))) e.preventDefault();
}

function commandKey(e: KeyboardEvent, target: HTMLElement | null, bench: Bench, player: Player): boolean {
  const { session } = bench;
  const inCell = target?.dataset['cell'] !== undefined;
  const onControl = !!target?.closest('button, a, [role=slider], [role=tab]');
  switch (e.key) {
    case ' ':
      if (onControl) return false;
      player.toggle();
      return true;
    case ']':
      player.step();
      return true;
    case '[':
      player.pause();
      session.stepBack();
      return true;
    case '}':
      player.step(10);
      return true;
    case '{':
      player.pause();
      session.stepBack(undefined, 10);
      return true;
    case 'ArrowRight':
      if (inCell || onControl || e.shiftKey) return false;
      player.step();
      return true;
    case 'ArrowLeft':
      if (inCell || onControl || e.shiftKey) return false;
      player.pause();
      session.stepBack();
      return true;
    case 'Escape':
      bench.tracing = false;
      if (session.pin === null) {
        target?.blur();
        return inCell;
      }
      bench.unpin();
      return true;
    case '?':
      commands.help = true;
      return true;
    default:
      return preferences.letterKeys && letterKey(e.key, bench, player);
  }
}

function letterKey(key: string, bench: Bench, player: Player): boolean {
  const { session } = bench;
  const size = stepSizes[Number(key) - 1];
  if (size) {
    session.size = size === 'batch' && session.perEpoch === 1 ? 'epoch' : size;
    return true;
  }
  switch (key.toLowerCase()) {
    case 'r':
      player.pause();
      session.reset();
      return true;
    case 't':
      bench.tracing = !bench.tracing;
      return true;
    case 'b':
      session.branchHere();
      return true;
    case 'c':
      bench.toggleCompare();
      return true;
    case 'l':
      preferences.setLanguage(preferences.language === 'en' ? 'zh-TW' : 'en');
      return true;
    case 'd':
      preferences.setTheme(preferences.theme === 'dark' ? 'light' : 'dark');
      return true;
    default:
      return false;
  }
}

function cellKey(e: KeyboardEvent, id: string, bench: Bench): boolean {
  switch (e.key) {
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'ArrowUp':
    case 'ArrowDown': {
      if (e.altKey || e.shiftKey) return false;
      const next =
        bench.tracing && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')
          ? traced(id, e.key === 'ArrowLeft', bench)
          : neighbour(id, e.key, bench);
      if (next) {
        if (bench.tracing) bench.press(next);
        focusCell(next);
      }
      return true;
    }
    case 'Enter':
      bench.press(id);
      return true;
    case 'F2':
      bench.beginEdit(id);
      return true;
    default:
      // Typing begins an edit, except where letters or digits are commands and the cell is computed.
      if (/^[-−+.\d]$/.test(e.key) && bench.session.editable(id)) {
        bench.beginEdit(id, e.key);
        return true;
      }
      return false;
  }
}

/** The first cell that this one reads, or that reads it. */
function traced(id: string, back: boolean, bench: Bench): string | null {
  if (bench.session.pin !== id) bench.press(id);
  const { reads, readBy } = bench.outlines;
  return (back ? [...reads.keys()] : [...readBy]).find((other) => other !== 'lr') ?? null;
}

/** The next cell that way; at the edge of a block, the block beside it. */
function neighbour(id: string, key: string, bench: Bench): string | null {
  const panel = bench.slots.get(id)?.panel;
  if (!panel) return null;
  const l = panel.lines.findIndex((line) => line.slots.some((s) => s?.id === id));
  const c = panel.lines[l]?.slots.findIndex((s) => s?.id === id) ?? 0;
  const [dl, dc] = key === 'ArrowLeft' ? [0, -1] : key === 'ArrowRight' ? [0, 1] : key === 'ArrowUp' ? [-1, 0] : [1, 0];
  for (
    let line = l + dl, column = c + dc;
    panel.lines[line] && column >= 0 && column < panel.columns.length;
    line += dl, column += dc
  ) {
    const slot = panel.lines[line]?.slots[column];
    if (slot && isShown(slot.id)) return slot.id;
  }
  if (dc === 0) return null;
  const shown = bench.panels.filter((p) => document.querySelector(`[data-panel="${p.id}"]`)?.checkVisibility());
  const beside = shown[shown.indexOf(panel) + dc];
  return beside ? edge(beside, l, dc) : null;
}
const isShown = (id: string): boolean => document.querySelector(`[data-cell="${CSS.escape(id)}"]`) !== null;

function edge(panel: Panel, line: number, dc: number): string | null {
  const slots = panel.lines[Math.min(line, panel.lines.length - 1)]?.slots.filter((s) => s !== null) ?? [];
  return (dc > 0 ? slots[0] : slots.at(-1))?.id ?? null;
}
