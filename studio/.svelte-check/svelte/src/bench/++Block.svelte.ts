///<reference types="svelte" />
;
import { cellAt, numberOf } from 'gradsheet/explain';
import { full, superscript, tint, write } from '../numbers/format.ts';
import type { Bench } from './bench.svelte.ts';
import { phases, type Line, type Panel, type Slot } from './panels.ts';
import type { View } from './timeline.ts';
import { columnHead, lineHead, panelTitle, tagOf } from './titles.ts';
;

  interface Shown { readonly text: string; readonly value: number; readonly rounded: boolean; readonly tint: number; readonly stale: boolean; readonly view: View | null };
;type $$ComponentProps =  { bench: Bench; panel: Panel };function $$render() {

  
  
  
  
  
  

  const { bench, panel }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const { session } = $derived(bench);

  /** Above this many columns a block folds to its first and last three. */
  const WIDEST = 12, ENDS = 3;
  const expanded = $derived(bench.expanded.has(panel.id));
  const wide = $derived(panel.columns.length > WIDEST);
  const folded = $derived(wide && !expanded);
  const shownColumns = $derived(panel.columns.map((_, i) => i).filter((i) => !folded || i < ENDS || i >= panel.columns.length - ENDS));
  const title = $derived(panelTitle(bench, panel));
  const phase = $derived(phases.indexOf(panel.phase));
  const current = $derived(session.place.rows === null ? phase === session.place.act : phase < 3);
  const heads = $derived(panel.columns.map((head) => columnHead(bench, panel, head)));
  const power = $derived.by(() => {
    const found = new Set(panel.lines.flatMap((l) => l.slots.map((s) => (s && bench.looks.get(s.id)?.format.power) ?? 0)));
    const [only = 0] = found;
    return found.size === 1 && only !== 0 ? only : null;
  });
  const columnPower = (c: number): number | null => {
    const slot = panel.lines[0]?.slots[c];
    return power === null && slot ? bench.looks.get(slot.id)?.format.power ?? null : null;
  };

  function shown(line: Line, slot: Slot): Shown {
    const view = session.viewOf(panel, line), look = bench.looks.get(slot.id);
    if (!view || !look) return { text: '–', value: NaN, rounded: false, tint: 0, stale: true, view: null };
    const value = numberOf(view.trace, cellAt(slot.value, slot.at, view.moment));
    const { text, rounded } = write(value, look.format);
    return { text, value, rounded, tint: look.largest > 0 ? tint(value, look.largest) : 0, stale: view !== session.view, view };
  }
  function label(slot: Slot, s: Shown): string {
    const name = s.view ? bench.names.cell(s.view.trace, cellAt(slot.value, slot.at, s.view.moment)) : bench.names.symbol(slot.label, slot.at, slot.value);
    const text = bench.words.cellLabel(name, s.view ? s.text : bench.words.cellEmpty);
    return s.stale && s.view ? `${text} (${bench.words.cellStale})` : text;
  }
  /** The row that goes through the net: the last one reached, or of a whole table those of the step. */
  function isActive(line: Line): boolean {
    if (line.row === undefined || phase === 3) return false;
    if (line.ofTable) return session.view.trace.steps[session.view.moment]?.rows.includes(line.row) ?? false;
    return session.place.rows !== null && line.row === session.place.rows - 1;
  }
  const tabStop = $derived(bench.tabStop(panel));
  const tints: Readonly<Record<number, string>> = { [-4]: 'n4', [-3]: 'n3', [-2]: 'n2', [-1]: 'n1', 0: '', 1: 'p1', 2: 'p2', 3: 'p3', 4: 'p4' };
;
async () => {

 { svelteHTML.createElement("section", {        "class":`block is-${panel.colour}`,...__sveltets_2_empty({"data-panel":panel.id}),...__sveltets_2_empty({"data-kind":panel.kind}),...__sveltets_2_empty({"data-phase":panel.phase}),});current;
   { svelteHTML.createElement("header", { "id":`title-${panel.id}`,}); { svelteHTML.createElement("span", {   "class":`tag`,"aria-hidden":`true`,});tagOf(panel); }title;if(power !== null){ { svelteHTML.createElement("small", {});bench.words.power(superscript(power)); }} }
   { svelteHTML.createElement("div", { "class":`scroll`,});
  
   { svelteHTML.createElement("table", {     "role":`grid`,"aria-labelledby":`title-${panel.id}`,"aria-colcount":panel.columns.length + 1,});
     { svelteHTML.createElement("thead", {});
       { svelteHTML.createElement("tr", {});
         { svelteHTML.createElement("th", {    "scope":`col`,"class":`corner`,});panel.kind === 'weights';if(panel.kind === 'weights'){bench.words.name;}else{ { svelteHTML.createElement("span", { "class":`unseen`,});bench.words.name; }} }
            for(let c of __sveltets_2_ensureArray(shownColumns)){let i = 1;c;
          if(folded && i === ENDS){ { svelteHTML.createElement("th", {   "class":`fold`,"scope":`col`,}); { svelteHTML.createElement("button", {   "onclick":() => bench.expand(panel.id, true),"aria-label":bench.words.showAllLabel(panel.columns.length),}); panel.columns.length - 2 * ENDS; } }}
          const p = columnPower(c);
           { svelteHTML.createElement("th", { "scope":`col`,});heads[c];if(p !== null){ { svelteHTML.createElement("small", {}); bench.words.power(superscript(p)); }} }
        }
        if(wide && expanded){ { svelteHTML.createElement("th", {   "class":`fold`,"scope":`col`,}); { svelteHTML.createElement("button", { "onclick":() => bench.expand(panel.id, false),});bench.words.showFewer; } }}
       }
     }
     { svelteHTML.createElement("tbody", {});
          for(let line of __sveltets_2_ensureArray(panel.lines)){let l = 1;l;
        const head = lineHead(bench, panel, line);
         { svelteHTML.createElement("tr", {  });line.kind === 'below';isActive(line);
           { svelteHTML.createElement("th", {    "scope":`row`,"class":line.kind === 'item' ? 'item' : 'row',});line.kind === 'below' && head.length > 3;head; }
              for(let c of __sveltets_2_ensureArray(shownColumns)){let i = 1;c;
            const slot = line.slots[c];
            if(folded && i === ENDS){ { svelteHTML.createElement("td", {   "class":`folded`,"aria-hidden":`true`,});  }}
            if(slot){
              const s = shown(line, slot);
              const order = bench.outlines.reads.get(slot.id);
              
               { svelteHTML.createElement("td", {                           "role":`gridcell`,...__sveltets_2_empty({"data-cell":slot.id}),"tabindex":tabStop === slot.id ? 0 : -1,"aria-label":label(slot, s),"aria-selected":bench.session.pin === slot.id,"title":bench.altDown && s.view ? full(s.value) : undefined,"class":[tints[s.tint] || undefined, { stale: s.stale, pin: session.pin === slot.id, read: order !== undefined, by: bench.outlines.readBy.has(slot.id), path: bench.outlines.onPath.has(slot.id), pointed: bench.pointed === slot.id, typed: bench.edited.has(slot.id), flagged: bench.flagged.has(slot.id), rounded: s.rounded, bad: s.view !== null && !Number.isFinite(s.value) }],"onclick":() => bench.press(slot.id),"ondblclick":() => bench.beginEdit(slot.id),"onpointerenter":(e) => bench.hover(slot.id, e.currentTarget, e.pointerType),"onpointerleave":() => bench.leave(slot.id),"onfocus":(e) => bench.focus(slot.id, e.currentTarget),"onblur":() => bench.leave(slot.id),});if(order !== undefined && order <= 20){ { svelteHTML.createElement("span", {   "class":`ix`,"aria-hidden":`true`,});order; }}if(bench.flagged.has(slot.id)){ { svelteHTML.createElement("span", {   "class":`flag`,"aria-hidden":`true`,});  }}if(bench.editing?.id === slot.id){ { svelteHTML.createElement("input", {       "class":`edit`,"aria-label":bench.words.editing(label(slot, s)),"aria-invalid":bench.editing.wrong,[Symbol("@attach")]:bench.editor,});}}else{ { svelteHTML.createElement("span", { "class":`num`,});s.text; }} }
            }else{ { svelteHTML.createElement("td", { "class":`none`,}); }}
          }
          if(wide && expanded){ { svelteHTML.createElement("td", { "class":`folded`,}); }}
         }
      }
     }
   }
   }
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Block__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Block__SvelteComponent_ = ReturnType<typeof Block__SvelteComponent_>;
/*Ωignore_endΩ*/export default Block__SvelteComponent_;