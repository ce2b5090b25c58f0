export { default } from "./++Net.svelte.ts";
export * from "./++Net.svelte.ts";
