export { default } from "./++Stack.svelte.ts";
export * from "./++Stack.svelte.ts";
