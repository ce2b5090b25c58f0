///<reference types="svelte" />
;
import type { Language } from 'gradsheet/explain';
import { views } from '../views.ts';
import { commands } from './commands.svelte.ts';
import Icon from './Icon.svelte';
import { inLanguage, preferences } from './preferences.svelte.ts';
import { router } from './route.svelte.ts';
import { appWords } from './words.ts';
function $$render() {

  
  
  
  
  
  
  

  const w = $derived(inLanguage(appWords));
  const current = $derived(router.current.view);
  let open = $state(false);
  const languages: readonly { key: Language; lang: string; text: string }[] = [{ key: 'zh-TW', lang: 'zh-Hant-TW', text: '中文' }, { key: 'en', lang: 'en', text: 'EN' }];
  const saved = $derived(commands.savedAt && w.saved(`${String(commands.savedAt.getHours()).padStart(2, '0')}:${String(commands.savedAt.getMinutes()).padStart(2, '0')}`));
  let menu = $state<HTMLElement>();
  let button = $state<HTMLButtonElement>();

  function closing(e: KeyboardEvent): void {
    if (e.key !== 'Escape') return;
    open = false;
    button?.focus();
  }
;
async () => {

 { svelteHTML.createElement("svelte:window", {  "onclick":(e) => { if (open && e.target instanceof Node && !menu?.contains(e.target) && !button?.contains(e.target)) open = false; },});}

 { svelteHTML.createElement("header", { "class":`app`,});
   { const $$_button1 = svelteHTML.createElement("button", {          "class":`button icon quiet menu-button`,"aria-label":w.menu,"aria-expanded":open,"aria-controls":`views`,"onclick":() => { open = !open; },});button = $$_button1; { const $$_nocI2C = __sveltets_2_ensureComponent(Icon); new $$_nocI2C({ target: __sveltets_2_any(), props: {  "name":`menu`,}});} }
   { svelteHTML.createElement("a", {     "class":`logo`,"href":`#bench`,"aria-label":`Gradsheet`,});
     { svelteHTML.createElement("svg", {       "width":`22`,"height":`22`,"viewBox":`0 0 22 22`,"aria-hidden":`true`,}); { svelteHTML.createElement("path", {      "d":`M1.5 1.5h19v19h-19zM1.5 8h19M1.5 14.2h19M8 1.5v19M14.2 1.5v19`,"fill":`none`,"stroke":`var(--line2)`,});} { svelteHTML.createElement("path", {          "d":`M2 4.5C6 5 7 16 20 17.3`,"fill":`none`,"stroke":`var(--ink)`,"stroke-width":`2.2`,"stroke-linecap":`round`,});} { svelteHTML.createElement("circle", {        "cx":`8.7`,"cy":`12.2`,"r":`2.6`,"fill":`var(--ink)`,});} }
     { svelteHTML.createElement("span", {});  }
   }
   { svelteHTML.createElement("b", {   "class":`here`,"aria-hidden":`true`,});w.views[current as keyof typeof w.views] ?? ''; }
  
   { const $$_nav1 = svelteHTML.createElement("nav", {       "id":`views`,"aria-label":w.viewsLabel,"onkeydown":closing,});open;menu = $$_nav1;
       for(let view of __sveltets_2_ensureArray(views)){view;
       { svelteHTML.createElement("a", {     "href":`#${view}`,"aria-current":view === current ? 'page' : undefined,"onclick":() => { open = false; },});w.views[view]; }
    }
     { svelteHTML.createElement("button", {   "class":`in-menu`,"onclick":() => { open = false; commands.help = true; },});w.help; }
    if(commands.exportWorkbook){ { svelteHTML.createElement("button", {   "class":`in-menu`,"onclick":() => { open = false; commands.exportWorkbook?.(); },});w.exportWorkbook; }}
    if(commands.share){ { svelteHTML.createElement("button", {   "class":`in-menu narrow`,"onclick":() => { open = false; commands.share?.(); },});w.share; }}
     { svelteHTML.createElement("button", {   "class":`in-menu narrow`,"onclick":() => { open = false; preferences.setTheme(preferences.theme === 'dark' ? 'light' : 'dark'); },});preferences.theme === 'dark' ? w.theme.light : w.theme.dark; }
   }
   { svelteHTML.createElement("div", { "class":`end`,});
     { svelteHTML.createElement("span", { "class":`saved`,});commands.online ? saved : w.offline; }
    if(commands.share){ { svelteHTML.createElement("button", {   "class":`button quiet share`,"onclick":() => commands.share?.(),}); { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":`share`,}});} { svelteHTML.createElement("span", {});w.share; } }}
    if(commands.exportWorkbook){ { svelteHTML.createElement("button", {   "class":`button wide`,"onclick":() => commands.exportWorkbook?.(),}); { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":`download`,}});}w.exportWorkbook; }}
     { svelteHTML.createElement("div", {     "class":`segments`,"role":`group`,"aria-label":w.language,});
         for(let { key, lang, text } of __sveltets_2_ensureArray(languages)){key;
         { svelteHTML.createElement("button", {    lang,"aria-pressed":preferences.language === key,"onclick":() => preferences.setLanguage(key),});text; }
      }
     }
     { svelteHTML.createElement("button", {     "class":`button icon quiet theme`,"aria-label":preferences.theme === 'dark' ? w.theme.light : w.theme.dark,"onclick":() => preferences.setTheme(preferences.theme === 'dark' ? 'light' : 'dark'),}); { const $$_nocI3C = __sveltets_2_ensureComponent(Icon); new $$_nocI3C({ target: __sveltets_2_any(), props: {  "name":`theme`,}});} }
   }
 }


};
return { props: {} as Record<string, never>, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const AppBar__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type AppBar__SvelteComponent_ = ReturnType<typeof AppBar__SvelteComponent_>;
/*Ωignore_endΩ*/export default AppBar__SvelteComponent_;