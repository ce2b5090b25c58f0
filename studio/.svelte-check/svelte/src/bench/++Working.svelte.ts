///<reference types="svelte" />
;
import Icon from '../app/Icon.svelte';
import { full, MINUS, plain, scientific, short, text } from '../numbers/format.ts';
import type { Bench } from './bench.svelte.ts';
import { tagOf } from './titles.ts';
import Stack from './Stack.svelte';

;type $$ComponentProps =  { bench: Bench };function $$render() {

  
  
  
  
  

  const { bench }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const w = $derived(bench.words);
  const pinned = $derived(bench.pinned), reading = $derived(bench.reading), chain = $derived(bench.chain);
  let copied = $state(false);

  const about = $derived.by(() => {
    if (!pinned || !reading) return '';
    if (bench.refused === pinned.slot.id) return w.computed;
    if (!reading.groups) return bench.givenText(pinned.slot);
    if (pinned.stale) return w.namesBefore;
    return pinned.slot.label.role === 'average' ? w.meanOf(reading.terms, bench.names.things.row) : w.namesAbove;
  });
  const signed = (v: number, decimals: number): string => text(v, { decimals, signed: true });
  const decimals = $derived(chain && Math.abs(chain.sum) < 0.001 && chain.sum !== 0 ? 8 : 5);
  /** Factors of one column are written alike: whole if all are, as short as they are exact, else with a sign and four digits. */
  const columns = $derived.by(() => (chain?.heads ?? []).map((_, i) => {
    const values = chain?.rows.map((r) => r.factors[i] ?? 0) ?? [];
    const exact = values.every((v) => Math.abs(v - Number(v.toFixed(2))) < 1e-12), places = exact ? Math.max(...values.map((v) => (String(Number(v.toFixed(2))).split('.')[1] ?? '').length)) : 4;
    return values.map((v) => text(v, { decimals: places, signed: !exact }));
  }));
  const halves: Readonly<Record<string, string>> = { '-0.5': `${MINUS}½`, '0.5': '½', '-1': `${MINUS}1` };
  const relation = $derived.by(() => {
    if (!chain || !pinned || chain.ratio === null || !reading) return null;
    const name = bench.names.cell(pinned.view.trace, reading.cell), value = signed(reading.value, decimals);
    return chain.ratio === 1 ? w.relationPlain(name, value) : w.relation(name, halves[String(chain.ratio)] ?? short(chain.ratio), value);
  });
  const difference = $derived(chain?.numeric == null ? null : Math.abs(chain.numeric - chain.sum));

  async function copy(): Promise<void> {
    if (!reading) return;
    try { await navigator.clipboard.writeText(plain(reading.value)); copied = true; setTimeout(() => { copied = false; }, 1500); } catch { /* not allowed here: the number can be selected by hand */ }
  }
;
async () => {

 { svelteHTML.createElement("section", {   "class":`card working`,"aria-label":w.working,});
  if(pinned && reading){
     { svelteHTML.createElement("header", {});
       { svelteHTML.createElement("h2", {}); { svelteHTML.createElement("span", {   "class":`tag is-${pinned.slot.panel.colour}`,"aria-hidden":`true`,});tagOf(pinned.slot.panel); } bench.names.cell(pinned.view.trace, reading.cell); }
       { svelteHTML.createElement("span", { "class":`mono value`,});full(reading.value); }
       { svelteHTML.createElement("button", {   "class":`button quiet small`,"onclick":copy,});copied ? w.copied : w.copy; }
       { svelteHTML.createElement("span", { "class":`end`,});
        if(bench.session.editable(pinned.slot.id)){ { svelteHTML.createElement("button", {   "class":`button small`,"onclick":() => bench.beginEdit(pinned.slot.id),});w.edit;  { svelteHTML.createElement("kbd", {});  } }}
         { svelteHTML.createElement("button", {   "class":`button quiet small back`,"onclick":() => bench.backToCell(),});w.backToCell; }
         { svelteHTML.createElement("button", {     "class":`button quiet small`,"onclick":() => bench.unpin(),"aria-label":w.unpin,}); { svelteHTML.createElement("span", { "class":`pinned`,});w.pinned;  } { svelteHTML.createElement("kbd", {});  } }
       }
     }
     { svelteHTML.createElement("p", {  "class":`muted`,});bench.refused === pinned.slot.id;about; }
    if(reading.groups){
       { const $$_kcatS1C = __sveltets_2_ensureComponent(Stack); new $$_kcatS1C({ target: __sveltets_2_any(), props: {      bench,reading,"slot":pinned.slot,"view":pinned.view,}});}
      if(reading.terms > 8){ { svelteHTML.createElement("button", {   "class":`button quiet small`,"onclick":() => { bench.allTerms = !bench.allTerms; },}); { const $$_nocI2C = __sveltets_2_ensureComponent(Icon); new $$_nocI2C({ target: __sveltets_2_any(), props: {  "name":bench.allTerms ? 'less' : 'more',}});}bench.allTerms ? w.shorten : w.expand(reading.terms); }}
    }
    if(chain){
       { svelteHTML.createElement("h3", {});w.chain(chain.count, chain.from); }
       { svelteHTML.createElement("div", { "class":`wide`,});
         { svelteHTML.createElement("table", {});
           { svelteHTML.createElement("thead", {});
             { svelteHTML.createElement("tr", {});
               { svelteHTML.createElement("th", { "scope":`col`,}); { svelteHTML.createElement("span", { "class":`unseen`,});w.path; } }
                  for(let head of __sveltets_2_ensureArray(chain.heads)){let i = 1;i;
                 { svelteHTML.createElement("th", { "scope":`col`,}); { svelteHTML.createElement("b", { "class":`math`,}); head.top; head.by; }if(head.caption){ { svelteHTML.createElement("span", { "class":`caption`,});head.caption; }} } { svelteHTML.createElement("td", { "class":`sign head`,}); }
              }
               { svelteHTML.createElement("th", { "scope":`col`,}); { svelteHTML.createElement("b", {});w.product; } }
             }
           }
           { svelteHTML.createElement("tbody", {});
                for(let row of __sveltets_2_ensureArray(chain.rows)){let r = 1;r;
               { svelteHTML.createElement("tr", {   "onpointerenter":() => { bench.pointed = row.slots.find((s) => s.startsWith('p.') || s.startsWith('e.')) ?? null; },"onpointerleave":() => { bench.pointed = null; },});
                 { svelteHTML.createElement("th", { "scope":`row`,});row.name; }
                    for(let _ of __sveltets_2_ensureArray(row.factors)){let i = 1;i; { svelteHTML.createElement("td", {});columns[i]?.[r]; } { svelteHTML.createElement("td", { "class":`sign`,});i === row.factors.length - 1 ? '=' : '×'; }}
                 { svelteHTML.createElement("td", {});signed(row.product, decimals); }
               }
            }
            if(chain.others > 0){ { svelteHTML.createElement("tr", {}); { svelteHTML.createElement("th", {   "scope":`row`,"colspan":1 + 2 * chain.heads.length,});w.rest(chain.others); } { svelteHTML.createElement("td", {});signed(chain.rest, decimals); } }}
             { svelteHTML.createElement("tr", { "class":`sum`,}); { svelteHTML.createElement("th", {   "scope":`row`,"colspan":1 + 2 * chain.heads.length,});w.sum(chain.count);   { svelteHTML.createElement("span", { "class":`math`,}); bench.names.loss; chain.from; } } { svelteHTML.createElement("td", {});signed(chain.sum, decimals); } }
           }
         }
       }
      if(chain.numeric !== null || relation){
         { svelteHTML.createElement("div", { "class":`checks`,});
          if(chain.numeric !== null && difference !== null){
             { svelteHTML.createElement("span", { "title":w.step6,}); { svelteHTML.createElement("span", {    "class":`flag`,"aria-hidden":`true`,});difference <= 1e-6 * Math.max(1, Math.abs(chain.sum));difference <= 1e-6 * Math.max(1, Math.abs(chain.sum)) ? '✓' : '!'; }w.numeric; signed(chain.numeric, decimals); }
             { svelteHTML.createElement("span", { "class":`muted`,});w.differs(scientific(difference)); }
          }
          if(relation){ { svelteHTML.createElement("span", {});relation; }}
         }
      }
    }
  }else{
     { svelteHTML.createElement("h2", {});w.working; }
     { svelteHTML.createElement("p", { "class":`muted empty`,});w.nothingPinned; w.nothingPinnedKeys; }
  }
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Working__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Working__SvelteComponent_ = ReturnType<typeof Working__SvelteComponent_>;
/*Ωignore_endΩ*/export default Working__SvelteComponent_;