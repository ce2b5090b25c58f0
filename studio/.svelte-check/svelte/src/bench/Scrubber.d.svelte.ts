export { default } from "./++Scrubber.svelte.ts";
export * from "./++Scrubber.svelte.ts";
