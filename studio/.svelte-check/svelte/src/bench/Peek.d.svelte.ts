export { default } from "./++Peek.svelte.ts";
export * from "./++Peek.svelte.ts";
