export { default } from "./++AppBar.svelte.ts";
export * from "./++AppBar.svelte.ts";
