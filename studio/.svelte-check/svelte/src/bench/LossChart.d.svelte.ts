export { default } from "./++LossChart.svelte.ts";
export * from "./++LossChart.svelte.ts";
