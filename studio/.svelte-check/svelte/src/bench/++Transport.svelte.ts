///<reference types="svelte" />
;
import Icon from '../app/Icon.svelte';
import { preferences } from '../app/preferences.svelte.ts';
import { text, parse, plain, MINUS } from '../numbers/format.ts';
import type { Bench } from './bench.svelte.ts';
import { phases } from './panels.ts';
import { stepSizes } from './place.ts';
import type { Player } from './player.svelte.ts';

;type $$ComponentProps =  { bench: Bench; player: Player };function $$render() {

  
  
  
  
  
  
  

  const { bench, player }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const { session } = $derived(bench);
  const w = $derived(bench.words);
  const sizes = $derived(session.perEpoch > 1 ? stepSizes : stepSizes.filter((s) => s !== 'batch'));
  const act = $derived(session.place.act);
  const loss = $derived(bench.lossShown);
  const rate = $derived(session.editable('lr') ? plain(session.typed('lr')) : null);
  let typed = $state<string | null>(null);
  const wrong = $derived(typed !== null && parse(typed) === null);
  const speeds = [1, 4, 16, 0] as const;
  let chooser = $state(false);
  let pressed: ReturnType<typeof setTimeout> | undefined;
  let long = false;

  function commit(): void {
    if (typed === null) return;
    const value = parse(typed);
    if (value !== null) session.edit('lr', value);
    typed = null;
  }
  /** A long press on Step chooses its size, where there is no room for the sizes. */
  function down(): void { long = false; pressed = setTimeout(() => { long = true; chooser = true; }, 450); }
  function up(): void { clearTimeout(pressed); }
  function step(): void { if (long) { long = false; return; } if (session.busy) session.cancel(); else player.step(); }
  const why = $derived(player.blocked ? w.waitsForChoice : session.atEnd ? w.atEnd : undefined);
;
async () => {

 { svelteHTML.createElement("div", { "class":`transport`,});
   { svelteHTML.createElement("div", {     "class":`main`,"role":`toolbar`,"aria-label":w.controls,});
     { svelteHTML.createElement("button", {         "class":`button icon`,"aria-label":w.reset,"title":session.atStart ? w.atStart : w.reset,"aria-disabled":session.atStart,"onclick":() => { if (!session.atStart) { player.pause(); session.reset(); } },}); { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":`reset`,}});} }
     { svelteHTML.createElement("button", {         "class":`button icon`,"aria-label":w.back,"title":session.atStart ? w.atStart : w.back,"aria-disabled":session.atStart,"onclick":() => { if (!session.atStart) { player.pause(); session.stepBack(); } },}); { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":`back`,}});} }
     { svelteHTML.createElement("button", {               "class":`button primary step`,"aria-disabled":why !== undefined,"title":why,"onclick":step,"onpointerdown":down,"onpointerup":up,"onpointerleave":up,"oncontextmenu":(e) => { if (chooser) e.preventDefault(); },});if(session.busy){w.cancel;}else{ { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":`step`,}});}w.step;} }
     { svelteHTML.createElement("div", {      "class":`segments sizes`,"role":`group`,"aria-label":w.stepSize,});chooser;
         for(let size of __sveltets_2_ensureArray(sizes)){size; { svelteHTML.createElement("button", {   "aria-pressed":session.size === size,"onclick":() => { session.size = size; chooser = false; },});w.sizes[size]; }}
     }
     { svelteHTML.createElement("button", {     "class":`button`,"onclick":() => player.toggle(),"aria-disabled":why !== undefined && !player.playing,}); { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":player.playing ? 'pause' : 'play',}});}player.playing ? w.pause : w.play; }
     { svelteHTML.createElement("select", {     "class":`field speed`,"aria-label":w.speed,"bind:value":player.speed,});/*Ωignore_startΩ*/() => player.speed = __sveltets_2_any(null);/*Ωignore_endΩ*/   for(let s of __sveltets_2_ensureArray(speeds)){s; { svelteHTML.createElement("option", { "value":s,});w.speeds[s]; }} }
   }
   { svelteHTML.createElement("ol", {   "class":`phases`,"aria-label":w.phase,});
        for(let phase of __sveltets_2_ensureArray(phases)){let i = 1;phase; { svelteHTML.createElement("li", {   "class":i < act ? 'done' : i === act ? 'now' : '',"aria-current":i === act ? 'step' : undefined,}); { svelteHTML.createElement("i", {}); }w.phases[phase]; }}
   }
   { svelteHTML.createElement("div", { "class":`reads`,});
     { svelteHTML.createElement("div", { "class":`read`,}); { svelteHTML.createElement("span", {});w.epoch; } { svelteHTML.createElement("b", {});session.epoch;  { svelteHTML.createElement("small", {}); session.epochs; } } }
    if(session.perEpoch > 1){ { svelteHTML.createElement("div", { "class":`read batch`,}); { svelteHTML.createElement("span", {});w.batchWord; } { svelteHTML.createElement("b", {});(session.place.step % session.perEpoch) + 1;  { svelteHTML.createElement("small", {}); session.perEpoch; } } }}
    if(loss !== null){
       { svelteHTML.createElement("div", { "class":`read`,}); { svelteHTML.createElement("span", {});w.lossWord === bench.names.loss ? w.lossWord : `${w.lossWord} ${bench.names.loss}`; } { svelteHTML.createElement("b", {});loss.now; if(loss.change !== null){ { svelteHTML.createElement("small", { "class":`change`,}); { svelteHTML.createElement("i", { "aria-hidden":`true`,});loss.change.startsWith(MINUS) ? '▼' : '▲'; } loss.change; }} } }
    }
       for(let choice of __sveltets_2_ensureArray(session.scenario.choices)){choice.name;
       { svelteHTML.createElement("div", { "class":`read`,}); { svelteHTML.createElement("label", { "for":`choice-${choice.name}`,});choice.title[preferences.language]; }
         { svelteHTML.createElement("select", {       "id":`choice-${choice.name}`,"class":`field choice`,"value":session.branch.options[choice.name],"onchange":(e) => { session.vary({ [choice.name]: e.currentTarget.value }); },});   for(let v of __sveltets_2_ensureArray(choice.values)){v.value; { svelteHTML.createElement("option", { "value":v.value,});v.text[preferences.language]; }} }
       }
    }
    if(rate !== null){
       { svelteHTML.createElement("div", { "class":`read`,}); { svelteHTML.createElement("label", { "for":`rate`,});w.learningRateTitle; }
         { svelteHTML.createElement("span", { "class":`rate`,}); { svelteHTML.createElement("input", {                    "id":`rate`,"class":`field`,...__sveltets_2_empty({"data-cell":`lr`}),"inputmode":`decimal`,"aria-invalid":wrong,"value":typed ?? rate,"oninput":(e) => { typed = e.currentTarget.value; },"onblur":commit,"onkeydown":(e) => { e.stopPropagation(); if (e.key === 'Enter') commit(); else if (e.key === 'Escape') { typed = null; e.currentTarget.value = rate; e.currentTarget.blur(); } },});wrong || bench.flagged.has('lr');bench.pointed === 'lr';}if(bench.flagged.has('lr')){ { svelteHTML.createElement("span", {   "class":`flag`,"aria-hidden":`true`,});  }} }
       }
    }
   }
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Transport__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Transport__SvelteComponent_ = ReturnType<typeof Transport__SvelteComponent_>;
/*Ωignore_endΩ*/export default Transport__SvelteComponent_;