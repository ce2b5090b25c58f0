import type { Scenario } from '../bench/scenario.ts';
import type { Lesson } from './lesson.ts';
import { lessons } from './lessons.ts';
import { progress } from './progress.svelte.ts';

/** `4` opens lesson 4 where its next task is done; `2-xor-net` names the bench. */
export function opened(part: string): { readonly lesson: Lesson; readonly scenario: Scenario } | null {
  const [number = '', ...rest] = part.split('-');
  const lesson = lessons.find((l) => String(l.number) === (number || '4'));
  if (!lesson) return null;
  const named = lesson.tasks.find((t) => t.scenario.id === rest.join('-'))?.scenario;
  const next = lesson.tasks.find((t) => !progress.has(lesson.number, t.id)) ?? lesson.tasks.at(-1);
  const scenario = named ?? next?.scenario;
  return scenario ? { lesson, scenario } : null;
}
