///<reference types="svelte" />
;
import { untrack } from 'svelte';
import { router } from '../app/route.svelte.ts';
import { opened } from '../lessons/part.ts';
import BenchPage from './BenchPage.svelte';
function $$render() {

  
  
  
  

  /** A lesson's bench; a new one whenever somebody follows a link. */
  const now = $derived.by(() => {
    const key = `${router.current.part}·${router.arrivals}`;
    return { key, ...untrack(() => opened(router.current.part) ?? opened('4')) };
  });
;
async () => {

now.key; {if(now.lesson && now.scenario){ { const $$_egaPhcneB0C = __sveltets_2_ensureComponent(BenchPage); new $$_egaPhcneB0C({ target: __sveltets_2_any(), props: {    "lesson":now.lesson,"scenario":now.scenario,}});}}}
};
return { props: {} as Record<string, never>, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const BenchView__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type BenchView__SvelteComponent_ = ReturnType<typeof BenchView__SvelteComponent_>;
/*Ωignore_endΩ*/export default BenchView__SvelteComponent_;