///<reference types="svelte" />
;
import { untrack } from 'svelte';
import { live } from '../app/live.svelte.ts';
import { router } from '../app/route.svelte.ts';
import { text } from '../numbers/format.ts';
import { Clinic } from '../findings/clinic.svelte.ts';
import Findings from '../findings/Findings.svelte';
import { Course } from '../lessons/course.svelte.ts';
import type { Lesson } from '../lessons/lesson.ts';
import LessonCard from '../lessons/LessonCard.svelte';
import { tutorialFunctions } from '../lessons/lessons.ts';
import ActivationPlot from '../pictures/ActivationPlot.svelte';
import Histogram from '../pictures/Histogram.svelte';
import Surface from '../pictures/Surface.svelte';
import { Bench } from './bench.svelte.ts';
import Block from './Block.svelte';
import { benchKey } from './keys.ts';
import Legend from './Legend.svelte';
import LossChart from './LossChart.svelte';
import Net from './Net.svelte';
import Peek from './Peek.svelte';
import { phases } from './panels.ts';
import { whole, type Place } from './place.ts';
import { Player } from './player.svelte.ts';
import type { Scenario } from './scenario.ts';
import Scrubber from './Scrubber.svelte';
import { Session } from './session.svelte.ts';
import Transport from './Transport.svelte';
import Working from './Working.svelte';

;type $$ComponentProps =  { scenario: Scenario; lesson: Lesson };function $$render() {

  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  
  

  const { scenario, lesson }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const { session, bench, player, course, clinic } = untrack(() => open(scenario, lesson));
  const w = $derived(bench.words);
  /** The phase whose page is open where a phase is a page. */
  let page = $state<(typeof phases)[number]>('forward');
  $effect(() => { page = phases[session.place.rows === null ? session.place.act : 0] ?? 'forward'; });

  function open(from: Scenario, of: Lesson): { session: Session; bench: Bench; player: Player; course: Course; clinic: Clinic } {
    const made = new Session(from), { query } = router.current;
    const epoch = Number(query.get('epoch') ?? NaN), batch = Number(query.get('batch') ?? 1), act = phases.findIndex((p) => p === query.get('phase')), rows = Number(query.get('sample') ?? NaN);
    if (Number.isInteger(epoch) && epoch >= 0) {
      const step = Math.min(epoch * made.perEpoch + Math.max(0, batch - 1), made.branch.timeline.last);
      made.jump(step);
      if (act >= 0 && act < 3) made.place = { step, act: act as Place['act'], rows: Number.isInteger(rows) && rows > 0 ? rows : null };
      else made.place = whole(step);
    }
    const cell = query.get('cell');
    if (cell && made.getSlots().has(cell)) made.pin = cell;
    const at = new Bench(made), runs = new Player(made), taught = new Course(of, made, at, runs);
    made.listen((e) => { taught.hear(e); });
    return { session: made, bench: at, player: runs, course: taught, clinic: new Clinic(at, runs) };
  }

  // Every place is looked at for what is wrong; a large network once it is quiet.
  $effect(() => {
    void session.place;
    void session.branch;
    const large = untrack(() => bench.slots.size) > 400, timer = setTimeout(() => { untrack(() => { clinic.look(); }); }, large ? 150 : 0);
    return () => { clearTimeout(timer); };
  });
  $effect(() => { bench.flagged = new Set(clinic.open?.diagnosis.severity === 'error' ? clinic.open.slots : []); });
  const hasHidden = $derived(bench.panels.some((p) => p.kind === 'activation'));

  // The address follows the place and the pinned cell.
  $effect(() => {
    const { place, epoch, perEpoch, pin } = session, query = new Map<string, string>();
    if (place.step > 0) query.set('epoch', String(epoch));
    if (perEpoch > 1 && place.step % perEpoch > 0) query.set('batch', String((place.step % perEpoch) + 1));
    if (place.act < 3) { query.set('epoch', String(epoch)); query.set('phase', phases[place.act]); }
    if (place.rows !== null) query.set('sample', String(place.rows));
    if (pin !== null) query.set('cell', pin);
    const { view } = untrack(() => router.current), part0 = lesson.tasks[0]?.scenario.id === scenario.id ? String(lesson.number) : `${lesson.number}-${scenario.id}`;
    const timer = setTimeout(() => router.tell({ view, part: part0, query }), 150);
    return () => { clearTimeout(timer); };
  });

  // What a screen reader hears of a step.
  session.listen((e) => {
    if (e.kind === 'edit' && e.branched) live.say(bench.words.liveBranch(e.branch.name, session.epoch));
    if (e.kind !== 'step' && e.kind !== 'jump') return;
    const words = bench.words, { to, branch } = e, epoch = Math.floor(to.step / session.perEpoch), loss = branch.timeline.loss(to.step), before = to.step > 0 ? branch.timeline.loss(to.step - 1) : NaN;
    if (to.rows !== null) live.say(words.liveSample(epoch, bench.names.row(session.view.trace.steps[session.view.moment]?.rows[to.rows - 1] ?? to.rows - 1)));
    else if (to.act < 3) live.say(words.livePhase(epoch, words.phases[phases[to.act]]));
    else {
      const f = { decimals: 5, signed: false };
      live.say(Number.isFinite(before) && before !== loss ? words.liveMoved(epoch, text(loss, f), loss > before, text(Math.abs(loss - before), f)) : words.live(epoch, text(loss, f)));
    }
  });
;
async () => {

 { svelteHTML.createElement("svelte:window", {      "onkeydown":(e) => { bench.altDown = e.altKey; benchKey(e, bench, player); },"onkeyup":(e) => { bench.altDown = e.altKey; },"onblur":() => { bench.altDown = false; },});}

 { const $$_tropsnarT0C = __sveltets_2_ensureComponent(Transport); new $$_tropsnarT0C({ target: __sveltets_2_any(), props: {  bench,player,}});}
 { const $$_rebburcS0C = __sveltets_2_ensureComponent(Scrubber); new $$_rebburcS0C({ target: __sveltets_2_any(), props: {  bench,player,}});}
 { svelteHTML.createElement("main", {     "id":`main`,"tabindex":-1,"aria-label":w.title,});
   { svelteHTML.createElement("h1", { "class":`unseen`,});w.title; }
   { svelteHTML.createElement("div", { "class":`pages`,}); { svelteHTML.createElement("div", {     "class":`segments`,"role":`group`,"aria-label":w.phase,});   for(let p of __sveltets_2_ensureArray(phases)){p; { svelteHTML.createElement("button", {   "aria-pressed":page === p,"onclick":() => { page = p; },});w.phases[p]; }} } }
   { svelteHTML.createElement("div", {   "class":`blocks`,...__sveltets_2_empty({"data-page":page}),});
       for(let panel of __sveltets_2_ensureArray(bench.panels)){panel.id;
      if(panel.kind === 'weights' && panel.columns.length === 1 && bench.panels.filter((p) => p.kind === 'weights').length === 1){
         { svelteHTML.createElement("div", {   "class":`beside`,...__sveltets_2_empty({"data-phase":panel.phase}),}); { const $$_kcolB3C = __sveltets_2_ensureComponent(Block); new $$_kcolB3C({ target: __sveltets_2_any(), props: {  bench,panel,}});} { const $$_teN3C = __sveltets_2_ensureComponent(Net); new $$_teN3C({ target: __sveltets_2_any(), props: {  bench,panel,}});} }
      }else{ { const $$_kcolB2C = __sveltets_2_ensureComponent(Block); new $$_kcolB2C({ target: __sveltets_2_any(), props: {  bench,panel,}});}}
    }
   }
   { const $$_dnegeL1C = __sveltets_2_ensureComponent(Legend); new $$_dnegeL1C({ target: __sveltets_2_any(), props: { bench,}});}
   { svelteHTML.createElement("div", { "class":`lower`,});
     { const $$_draCnosseL2C = __sveltets_2_ensureComponent(LessonCard); new $$_draCnosseL2C({ target: __sveltets_2_any(), props: {  course,bench,}});}
     { svelteHTML.createElement("div", { "class":`middle`,});
       { const $$_gnikroW3C = __sveltets_2_ensureComponent(Working); new $$_gnikroW3C({ target: __sveltets_2_any(), props: { bench,}});}
      if(hasHidden){ { svelteHTML.createElement("div", { "class":`pictures`,}); { const $$_tolPnoitavitcA4C = __sveltets_2_ensureComponent(ActivationPlot); new $$_tolPnoitavitcA4C({ target: __sveltets_2_any(), props: {   bench,"onlook":(name) => { course.look(name, tutorialFunctions); },}});} { const $$_margotsiH4C = __sveltets_2_ensureComponent(Histogram); new $$_margotsiH4C({ target: __sveltets_2_any(), props: { bench,}});} }}
     }
     { svelteHTML.createElement("div", { "class":`side`,});
       { const $$_sgnidniF3C = __sveltets_2_ensureComponent(Findings); new $$_sgnidniF3C({ target: __sveltets_2_any(), props: {  bench,clinic,}});}
      if(scenario.surface){ { const $$_ecafruS3C = __sveltets_2_ensureComponent(Surface); new $$_ecafruS3C({ target: __sveltets_2_any(), props: { bench,}});}}
       { const $$_trahCssoL3C = __sveltets_2_ensureComponent(LossChart); new $$_trahCssoL3C({ target: __sveltets_2_any(), props: { bench,}});}
     }
   }
 }
 { const $$_keeP0C = __sveltets_2_ensureComponent(Peek); new $$_keeP0C({ target: __sveltets_2_any(), props: { bench,}});}


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const BenchPage__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type BenchPage__SvelteComponent_ = ReturnType<typeof BenchPage__SvelteComponent_>;
/*Ωignore_endΩ*/export default BenchPage__SvelteComponent_;