///<reference types="svelte" />
;
import type { Snippet } from 'svelte';
import { inLanguage } from '../app/preferences.svelte.ts';
import { savePng, saveSvg } from './save.ts';
import { chartWords } from './words.ts';

;type $$ComponentProps =  {
    title: string; file: string; headers: readonly string[]; rows: readonly (readonly string[])[];
    picture: Snippet<[number]>; extra?: Snippet; note?: Snippet;
  };function $$render() {

  
  
  
  

  /** A chart with its title, the table behind it, and its files. */
  const { title, file, headers, rows, picture, extra, note }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const w = $derived(inLanguage(chartWords));
  let asTable = $state(false);
  let width = $state(0);
  let frame = $state<HTMLElement>();
  const svg = (): SVGSVGElement | null => frame?.querySelector('svg') ?? null;
;
async () => {

 { const $$_figure0 = svelteHTML.createElement("figure", { });frame = $$_figure0;
   { svelteHTML.createElement("figcaption", {});
     { svelteHTML.createElement("span", {});title; }
     { svelteHTML.createElement("span", { "class":`end`,});
      ;__sveltets_2_ensureSnippet(extra?.());
       { svelteHTML.createElement("button", {     "class":`button quiet small`,"aria-pressed":asTable,"onclick":() => { asTable = !asTable; },});asTable ? w.picture : w.table; }
      if(!asTable){
         { svelteHTML.createElement("button", {     "class":`button quiet small`,"aria-label":w.saveSvg,"onclick":() => { const s = svg(); if (s) saveSvg(s, file); },});w.svg; }
         { svelteHTML.createElement("button", {     "class":`button quiet small`,"aria-label":w.savePng,"onclick":() => { const s = svg(); if (s) void savePng(s, file); },});w.png; }
      }
     }
   }
   { const $$_div1 = svelteHTML.createElement("div", {  "class":`picture`,});width= $$_div1.clientWidth;
    if(asTable){
      
       { svelteHTML.createElement("div", {       "class":`scroll`,"tabindex":0,"role":`region`,"aria-label":title,});
         { svelteHTML.createElement("table", {});
           { svelteHTML.createElement("thead", {}); { svelteHTML.createElement("tr", {});    for(let h of __sveltets_2_ensureArray(headers)){let i = 1;i; { svelteHTML.createElement("th", { "scope":`col`,});h; }} } }
           { svelteHTML.createElement("tbody", {});    for(let row of __sveltets_2_ensureArray(rows)){let r = 1;r; { svelteHTML.createElement("tr", {});    for(let cell of __sveltets_2_ensureArray(row)){let i = 1;i;if(i === 0){ { svelteHTML.createElement("th", { "scope":`row`,});cell; }}else{ { svelteHTML.createElement("td", {});cell; }}} }} }
         }
       }
    } else if (rows.length === 0){
       { svelteHTML.createElement("p", { "class":`muted`,});w.empty; }
    } else if (width > 0){
      ;__sveltets_2_ensureSnippet(picture(width));
    }
   }
  ;__sveltets_2_ensureSnippet(note?.());
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Frame__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Frame__SvelteComponent_ = ReturnType<typeof Frame__SvelteComponent_>;
/*Ωignore_endΩ*/export default Frame__SvelteComponent_;