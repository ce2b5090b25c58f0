///<reference types="svelte" />
;
import Icon from '../app/Icon.svelte';
import Frame from '../charts/Frame.svelte';
import Lines from '../charts/Lines.svelte';
import { styleOf, type Series } from '../charts/series.ts';
import { inLanguage } from '../app/preferences.svelte.ts';
import { chartWords } from '../charts/words.ts';
import { text } from '../numbers/format.ts';
import type { Bench } from './bench.svelte.ts';

;type $$ComponentProps =  { bench: Bench };function $$render() {

  
  
  
  
  
  
  
  

  const { bench }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const { session } = $derived(bench);
  const w = $derived(bench.words), c = $derived(inLanguage(chartWords));
  let log = $state(true);
  const per = $derived(session.perEpoch);
  /** The loss where each epoch begins; of training in batches the mean of an epoch's batches. */
  const series = $derived<readonly Series[]>(session.branches.map((b, i) => {
    const reached = b === session.branch ? session.reached : b.timeline.reached, epochs = Math.floor(reached / per);
    return { name: `${b.name} ${bench.branchText(b)}`.trim(), style: styleOf(i), points: Array.from({ length: epochs + (per === 1 ? 1 : 0) }, (_, e) => ({ x: per === 1 ? e : e + 1, y: per === 1 ? b.timeline.loss(e) : b.timeline.epochLoss(e) })) };
  }));
  const longest = $derived(Math.max(...series.map((s) => s.points.length)));
  const misaligned = $derived(session.branches.find((b) => b.misaligned));
  const falls = $derived(misaligned ? misaligned.timeline.reached > 0 && misaligned.timeline.loss(misaligned.timeline.reached) < misaligned.timeline.loss(0) : false);
;
async () => {

 { svelteHTML.createElement("section", { "class":`card`,});
   { const $$_emarF1C = __sveltets_2_ensureComponent(Frame); const $$_emarF1 = new $$_emarF1C({ target: __sveltets_2_any(), props: {       "title":w.chart(bench.names.loss),"file":`gradsheet-loss`,"headers":[w.epochs, ...series.map((s) => s.name)],"rows":Array.from({ length: longest }, (_, e) => [String(series[0]?.points[e]?.x ?? e), ...series.map((s) => { const v = s.points[e]?.y; return v === undefined ? '' : text(v, { decimals: 5, signed: false }); })]),extra:() => { async ()/*Ωignore_positionΩ*/ => { { svelteHTML.createElement("button", {     "class":`button quiet small`,"aria-pressed":log,"onclick":() => { log = !log; },});log ? c.linear : c.logarithmic; }};return __sveltets_2_any(0)},picture:(width) => { async ()/*Ωignore_positionΩ*/ => {
       { const $$_seniL0C = __sveltets_2_ensureComponent(Lines); new $$_seniL0C({ target: __sveltets_2_any(), props: {           width,series,log,"last":session.epochs,"mark":session.place.step / per,"label":w.chartLabel(bench.names.loss, series.length),"xTitle":w.epochs,}});}
    };return __sveltets_2_any(0)},note:() => { async ()/*Ωignore_positionΩ*/ => {
      if(session.branches.length > 1){
         { svelteHTML.createElement("ul", { "class":`branches`,});
              for(let b of __sveltets_2_ensureArray(session.branches)){let i = 1;b.name;
             { svelteHTML.createElement("li", { });b === session.branch;
               { svelteHTML.createElement("button", {      "class":`cellref`,"aria-pressed":b === session.branch,"onclick":() => session.open(b),});__sveltets_2_ensureType(String, Number, styleOf(i).colour);b.name; bench.branchText(b); }
              if(i > 0){ { svelteHTML.createElement("button", {       "class":`button quiet icon small`,"aria-label":w.removeBranch(b.name),"title":w.removeBranch(b.name),"onclick":() => session.remove(b),}); { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":`close`,}});} }}
             }
          }
         }
      }
      if(misaligned && falls){ { svelteHTML.createElement("p", { "class":`small muted`,});w.fallsToo(misaligned.name); }}
    };return __sveltets_2_any(0)},}});/*Ωignore_startΩ*/const {extra, picture, note} = $$_emarF1.$$prop_def;/*Ωignore_endΩ*/
    
    
    
   Frame}
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const LossChart__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type LossChart__SvelteComponent_ = ReturnType<typeof LossChart__SvelteComponent_>;
/*Ωignore_endΩ*/export default LossChart__SvelteComponent_;