export { default } from "./++BenchPage.svelte.ts";
export * from "./++BenchPage.svelte.ts";
