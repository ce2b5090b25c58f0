/** The views, in the order of the app bar. */
export const views = ['bench', 'data', 'doctor', 'notebook'] as const;
export type ViewName = (typeof views)[number];
export const isView = (name: string): name is ViewName => (views as readonly string[]).includes(name);
