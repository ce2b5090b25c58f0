///<reference types="svelte" />
;
import AppBar from './app/AppBar.svelte';
import { live } from './app/live.svelte.ts';
import { inLanguage } from './app/preferences.svelte.ts';
import { router } from './app/route.svelte.ts';
import { appWords } from './app/words.ts';
import BenchView from './bench/BenchView.svelte';
import { isView, loaders } from './views.ts';
function $$render() {

  
  
  
  
  
  
  

  const w = $derived(inLanguage(appWords));
  const view = $derived(isView(router.current.view) ? router.current.view : 'bench');
  const load = $derived(loaders[view]);
  let attempt = $state(0);
  $effect(() => { document.title = `${w.views[view]} · Gradsheet`; });
;
async () => {

 { svelteHTML.createElement("a", {     "class":`skip`,"href":`#main`,"onclick":(e) => { e.preventDefault(); document.getElementById('main')?.focus(); },});w.skip; }
 { const $$_raBppA0C = __sveltets_2_ensureComponent(AppBar); new $$_raBppA0C({ target: __sveltets_2_any(), props: {}});}
if(!load){
   { const $$_weiVhcneB0C = __sveltets_2_ensureComponent(BenchView); new $$_weiVhcneB0C({ target: __sveltets_2_any(), props: {}});}
}else{
  attempt; {
        { 
       { svelteHTML.createElement("p", { "class":`note`,});w.loading; }
    try { const $$_value = await (load());{ const { default: View } = $$_value; 
       { const $$_weiV0C = __sveltets_2_ensureComponent(View); new $$_weiV0C({ target: __sveltets_2_any(), props: {}});}
    }} catch($$_e) { 
       { svelteHTML.createElement("div", { "class":`note`,}); { svelteHTML.createElement("p", {});w.failed; } { svelteHTML.createElement("button", {   "class":`button`,"onclick":() => { attempt++; },});w.retry; } }
    }}
  }
}
 { svelteHTML.createElement("p", {     "class":`unseen`,"role":`status`,"aria-live":`polite`,});live.sentence; }


};
return { props: {} as Record<string, never>, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const App__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type App__SvelteComponent_ = ReturnType<typeof App__SvelteComponent_>;
/*Ωignore_endΩ*/export default App__SvelteComponent_;