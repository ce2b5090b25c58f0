export { default } from "./++Working.svelte.ts";
export * from "./++Working.svelte.ts";
