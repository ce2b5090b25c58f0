///<reference types="svelte" />
;
import { numberOf } from 'gradsheet/explain';
import type { Bench } from './bench.svelte.ts';
import { MINUS, short, text } from '../numbers/format.ts';
import type { Operand, Part, Reading } from './reading.ts';
import type { Slot } from './panels.ts';
import type { View } from './timeline.ts';

;type $$ComponentProps =  { bench: Bench; reading: Reading; slot: Slot & { readonly panel: { readonly colour: string } }; view: View; small?: boolean };function $$render() {
 const part/*Ωignore_positionΩ*/ = (p: Part)/*Ωignore_startΩ*/: ReturnType<import('svelte').Snippet>/*Ωignore_endΩ*/ => { async ()/*Ωignore_positionΩ*/ => {
  if(p.kind === 'operand'){
    
     { svelteHTML.createElement("span", {      "class":`operand is-${p.colour}`,"onpointerenter":() => { bench.pointed = p.slot; },"onpointerleave":() => { bench.pointed = null; },});p.slot !== null && bench.pointed === p.slot; { svelteHTML.createElement("small", {});name(p); } { svelteHTML.createElement("b", {});number(p); } }
  }else{ { svelteHTML.createElement("span", { "class":`sign`,});p.kind === 'number' ? p.text : p.text.replace('-', MINUS); }}
};return __sveltets_2_any(0)};
  
  
  
  
  
  

  /** A formula with names above and numbers below; a line never ends in an operator. */
  const { bench, reading, slot, view, small = false }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();

  function number(o: Operand): string {
    const look = o.slot === null || o.slot === 'lr' ? undefined : bench.looks.get(o.slot);
    if (look) return text(o.value, look.format);
    const there = bench.lookOf(o.cell);
    return there ? text(o.value, there.format) : short(o.value, 6);
  }
  function name(o: Operand): string {
    const called = bench.names.cell(view.trace, o.cell);
    return o.step < view.step && o.cell.t.length > 0 ? bench.words.ofEpoch(called, Math.floor(o.step / bench.session.perEpoch)) : called;
  }
  const own = $derived(bench.looks.get(slot.id));
  const result = $derived(own ? text(numberOf(view.trace, reading.cell), own.format) : short(reading.value, 6));
;
async () => {



if(reading.groups){
   { svelteHTML.createElement("div", {  "class":`stack`,});small;
     { svelteHTML.createElement("span", { "class":`operand result is-${slot.panel.colour}`,}); { svelteHTML.createElement("small", {});bench.names.cell(view.trace, reading.cell); } { svelteHTML.createElement("b", {});result; } }
        for(let group of __sveltets_2_ensureArray(reading.groups)){let i = 1;i;
       { svelteHTML.createElement("span", { "class":`pair`,});if(i === 0){ { svelteHTML.createElement("span", { "class":`sign`,});  }}    for(let p of __sveltets_2_ensureArray(group)){let j = 1;j;;__sveltets_2_ensureSnippet(part(p));} }
    }
   }
}


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Stack__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Stack__SvelteComponent_ = ReturnType<typeof Stack__SvelteComponent_>;
/*Ωignore_endΩ*/export default Stack__SvelteComponent_;