///<reference types="svelte" />
;
import type { Bench } from './bench.svelte.ts';
import { MINUS } from '../numbers/format.ts';

;type $$ComponentProps =  { bench: Bench };function $$render() {

  
  

  const { bench }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const w = $derived(bench.words);
;
async () => {

 { svelteHTML.createElement("div", {     "class":`legend`,"role":`group`,"aria-label":w.legend,});
   { svelteHTML.createElement("span", {}); { svelteHTML.createElement("i", { "class":`selected`,}); }w.selected; } { svelteHTML.createElement("span", {}); { svelteHTML.createElement("i", { "class":`read`,}); }w.readBy; } { svelteHTML.createElement("span", {}); { svelteHTML.createElement("i", { "class":`path`,}); }w.onPath; } { svelteHTML.createElement("span", {}); { svelteHTML.createElement("i", { "class":`by`,}); }w.usesIt; }
   { svelteHTML.createElement("span", {   "class":`ramp`,"aria-hidden":`true`,}); { svelteHTML.createElement("b", {});MINUS; }   for(let step of __sveltets_2_ensureArray((['n4', 'n3', 'n2', 'n1', 'z', 'p1', 'p2', 'p3', 'p4']))){step; { svelteHTML.createElement("i", { "class":step,}); }} { svelteHTML.createElement("b", {});  } }
  if(bench.tracing){ { svelteHTML.createElement("span", { "class":`tracing`,});w.tracing; }}
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Legend__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Legend__SvelteComponent_ = ReturnType<typeof Legend__SvelteComponent_>;
/*Ωignore_endΩ*/export default Legend__SvelteComponent_;