///<reference types="svelte" />
;
import type { Component } from 'svelte';
import AppBar from './app/AppBar.svelte';
import { commands } from './app/commands.svelte.ts';
import Help from './app/Help.svelte';
import { live } from './app/live.svelte.ts';
import { inLanguage } from './app/preferences.svelte.ts';
import { router } from './app/route.svelte.ts';
import { appWords } from './app/words.ts';
import BenchView from './bench/BenchView.svelte';
import { isView, openView } from './views.ts';
function $$render() {

  
  
  
  
  
  
  
  
  
  

  const w = $derived(inLanguage(appWords));
  const view = $derived(isView(router.current.view) ? router.current.view : 'bench');
  let attempt = $state(0);
  let loaded = $state.raw<{ readonly view: string; readonly component: Component | null; readonly failed: boolean } | null>(null);
  // Not an await block: that mounts the view anew whenever the address changes, and a view changes its address itself.
  $effect(() => {
    const name = view;
    void attempt;
    openView(name)?.then(({ default: component }) => { loaded = { view: name, component, failed: false }; }, () => { loaded = { view: name, component: null, failed: true }; });
  });
  $effect(() => { document.title = `${w.views[view]} · Gradsheet`; });
;
async () => {

 { svelteHTML.createElement("a", {     "class":`skip`,"href":`#main`,"onclick":(e) => { e.preventDefault(); document.getElementById('main')?.focus(); },});w.skip; }
 { const $$_raBppA0C = __sveltets_2_ensureComponent(AppBar); new $$_raBppA0C({ target: __sveltets_2_any(), props: {}});}
if(view === 'bench'){
   { const $$_weiVhcneB0C = __sveltets_2_ensureComponent(BenchView); new $$_weiVhcneB0C({ target: __sveltets_2_any(), props: {}});}
} else if (loaded?.view !== view){
   { svelteHTML.createElement("p", { "class":`note`,});w.loading; }
} else if (loaded.component){
  const View = loaded.component;
   { const $$_weiV0C = __sveltets_2_ensureComponent(View); new $$_weiV0C({ target: __sveltets_2_any(), props: {}});}
}else{
   { svelteHTML.createElement("div", { "class":`note`,}); { svelteHTML.createElement("p", {});w.failed; } { svelteHTML.createElement("button", {   "class":`button`,"onclick":() => { attempt++; },});w.retry; } }
}
if(commands.help){ { const $$_pleH0C = __sveltets_2_ensureComponent(Help); new $$_pleH0C({ target: __sveltets_2_any(), props: {  "onclose":() => { commands.help = false; },}});}}
 { svelteHTML.createElement("p", {     "class":`unseen`,"role":`status`,"aria-live":`polite`,});live.sentence; }


};
return { props: {} as Record<string, never>, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const App__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type App__SvelteComponent_ = ReturnType<typeof App__SvelteComponent_>;
/*Ωignore_endΩ*/export default App__SvelteComponent_;