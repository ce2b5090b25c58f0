import type { Component } from 'svelte';

/** The views, in the order of the app bar. The bench comes with the page, each other is loaded when it is first opened. */
export const views = ['bench'] as const;
export type ViewName = (typeof views)[number];
export const isView = (name: string): name is ViewName => (views as readonly string[]).includes(name);

/** All but the bench. */
export const loaders: Readonly<Partial<Record<ViewName, () => Promise<{ readonly default: Component }>>>> = {};
