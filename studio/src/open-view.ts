import type { Component } from 'svelte';
import type { ViewName } from './app/views.ts';

type Loaded = Promise<{ readonly default: Component }>;
/** All but the bench, which comes with the page; each of these is loaded when it is first opened. */
const loaders: Readonly<Partial<Record<ViewName, () => Loaded>>> = {
  data: () => import('./data/DataView.svelte'),
  doctor: () => import('./doctor/DoctorView.svelte'),
  notebook: () => import('./notebook/NotebookView.svelte'),
};
const opened = new Map<ViewName, Loaded>();

/**
 * The view's promise, the same one each time it is asked for: a new one would mount the view anew. Undefined for the
 * bench.
 */
export function openView(view: ViewName): Loaded | undefined {
  const known = opened.get(view);
  const load = loaders[view];
  if (known || !load) return known;
  const loading = load();
  opened.set(view, loading);
  loading.catch(() => {
    opened.delete(view);
  }); // may be tried again
  return loading;
}
