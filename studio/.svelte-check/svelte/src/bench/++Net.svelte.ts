///<reference types="svelte" />
;
import { numberOf } from 'gradsheet/explain';
import type { Bench } from './bench.svelte.ts';
import type { Panel } from './panels.ts';
import { cellOf } from './reading.ts';

;type $$ComponentProps =  { bench: Bench; panel: Panel };function $$render() {

  
  
  
  

  /** One neuron beside its weights: a line per weight, as thick as it is large; negative ones are dashed. */
  const { bench, panel }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const weights = $derived(panel.lines.flatMap((l) => l.slots.flatMap((s) => (s ? [{ value: numberOf(bench.session.view.trace, cellOf(bench.session.view, s)), largest: bench.looks.get(s.id)?.largest ?? 1 }] : []))));
  const middle = $derived(26 + 29 + (weights.length * 30) / 2);
  const y = (k: number): number => 26 + 29 + k * 30 + 15;
  const thickness = (v: number, largest: number): number => Math.min(7, (Math.abs(v) / (largest || 1)) * 6 + 0.6);
;
async () => {

 { svelteHTML.createElement("svg", {     "width":`66`,"height":y(weights.length),"aria-hidden":`true`,});
      for(let { value, largest } of __sveltets_2_ensureArray(weights)){let k = 1;k;
    if(Number.isFinite(value)){ { svelteHTML.createElement("path", {          "d":`M1 ${y(k)}C24 ${y(k)} 26 ${middle} 44 ${middle}`,"fill":`none`,"stroke":value < 0 ? 'var(--neg)' : 'var(--pos)',"stroke-width":thickness(value, largest),"stroke-dasharray":value < 0 ? '5 3' : undefined,});}}
  }
   { svelteHTML.createElement("circle", {            "cx":`53`,"cy":middle,"r":`10.5`,"fill":`var(--sheet)`,"stroke":`var(--ink)`,"stroke-width":`1.5`,});}
   { svelteHTML.createElement("text", {     "x":`53`,"y":middle + 5,"text-anchor":`middle`,});  }
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Net__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Net__SvelteComponent_ = ReturnType<typeof Net__SvelteComponent_>;
/*Ωignore_endΩ*/export default Net__SvelteComponent_;