///<reference types="svelte" />
;
import { router } from '../app/route.svelte.ts';
import { students } from '../scenarios/students.ts';
import BenchPage from './BenchPage.svelte';
function $$render() {

  
  
  

  const key = $derived(`${router.current.part}·${router.arrivals}`);
;
async () => {

key; { { const $$_egaPhcneB0C = __sveltets_2_ensureComponent(BenchPage); new $$_egaPhcneB0C({ target: __sveltets_2_any(), props: {  "scenario":students(),}});}}
};
return { props: {} as Record<string, never>, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const BenchView__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type BenchView__SvelteComponent_ = ReturnType<typeof BenchView__SvelteComponent_>;
/*Ωignore_endΩ*/export default BenchView__SvelteComponent_;