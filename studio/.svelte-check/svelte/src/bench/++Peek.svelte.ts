///<reference types="svelte" />
;
import type { Bench } from './bench.svelte.ts';
import { read } from './reading.ts';
import { full } from '../numbers/format.ts';
import Stack from './Stack.svelte';

;type $$ComponentProps =  { bench: Bench };function $$render() {

  
  
  
  

  const { bench }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const peeked = $derived(bench.peeked && bench.peeked.id !== bench.session.pin ? bench.peeked : null);
  const slot = $derived(peeked ? bench.slots.get(peeked.id) : undefined);
  const view = $derived(slot ? bench.session.viewOf(slot.panel, bench.lineOf(slot)) : null);
  const reading = $derived(slot && view ? read(view, slot) : null);

  let width = $state(0), height = $state(0);
  /** Below or above the cell, whichever hides fewer outlined cells; never over the cell itself. */
  const place = $derived.by(() => {
    if (!peeked) return { left: 0, top: 0 };
    const { at } = peeked, left = Math.max(8, Math.min(innerWidth - width - 8, at.left - 20));
    const choices = [at.bottom + 6, at.top - height - 6].filter((top) => top >= 0 && top + height <= innerHeight);
    const outlined = [...document.querySelectorAll('[data-cell]:is(.pin, .read, .by, .path)')].map((e) => e.getBoundingClientRect());
    const hides = (top: number): number => outlined.filter((r) => r.right > left && r.left < left + width && r.bottom > top && r.top < top + height).length;
    const top = choices.toSorted((a, b) => hides(a) - hides(b))[0] ?? at.bottom + 6;
    return { left: left + scrollX, top: top + scrollY };
  });
;
async () => {

if(peeked && slot && view && reading){
   { const $$_div0 = svelteHTML.createElement("div", {       "class":`peek`,"aria-hidden":`true`,});width= $$_div0.clientWidth;height= $$_div0.clientHeight;__sveltets_2_ensureType(String, Number, `${place.left} `);__sveltets_2_ensureType(String, Number, `${place.top} `);
     { svelteHTML.createElement("p", { "class":`head`,}); { svelteHTML.createElement("b", {});bench.names.cell(view.trace, reading.cell); }  { svelteHTML.createElement("span", { "class":`mono muted`,});full(reading.value); } }
    if(reading.groups){  { const $$_kcatS1C = __sveltets_2_ensureComponent(Stack); new $$_kcatS1C({ target: __sveltets_2_any(), props: {    bench,reading,slot,view,"small":true,}});}}else{ { svelteHTML.createElement("p", { "class":`muted small`,});bench.givenText(slot); }}
   }
}


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Peek__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Peek__SvelteComponent_ = ReturnType<typeof Peek__SvelteComponent_>;
/*Ωignore_endΩ*/export default Peek__SvelteComponent_;