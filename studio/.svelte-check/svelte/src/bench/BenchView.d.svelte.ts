export { default } from "./++BenchView.svelte.ts";
export * from "./++BenchView.svelte.ts";
