///<reference types="svelte" />
;
import { extent, linear, log10, logarithmic, pathOf, wholeTicks } from '../charts/axis.ts';
import { styleOf } from '../charts/series.ts';
import { text } from '../numbers/format.ts';
import type { Bench } from './bench.svelte.ts';
import type { Branch } from './branch.ts';
import type { Player } from './player.svelte.ts';

;type $$ComponentProps =  { bench: Bench; player: Player };function $$render() {

  
  
  
  
  
  

  /** The loss curve is the timeline: past in ink, what was run beyond in grey, other branches dotted. */
  const { bench, player }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
  const { session } = $derived(bench);
  const w = $derived(bench.words);
  let width = $state(0);
  const height = 65;
  const last = $derived(Math.max(1, session.epochs * session.perEpoch));
  const x = $derived(linear(0, last, 14, width - 14));

  /** One point per step, of very long runs per pixel. */
  const lossOf = (b: Branch, to: number): { x: number; v: number }[] => Array.from({ length: to + 1 }, (_, i) => ({ x: i, v: b.timeline.loss(i) }));
  const own = $derived(lossOf(session.branch, Math.min(session.reached, last)));
  const others = $derived(session.branches.filter((b) => b !== session.branch).map((b) => ({ branch: b, points: lossOf(b, Math.min(b.timeline.reached, last)), from: b.timeline.from })));
  const y = $derived.by(() => {
    const values = [...own, ...others.flatMap((o) => o.points)].map((p) => p.v);
    const positive = extent(values, true), all = extent(values);
    if (positive && all && all[0] > 0) {
      const [low, high] = positive, l = log10(low), h = log10(high), room = Math.max(0.15, (h - l) * 0.05);
      return logarithmic(10 ** (l - room), 10 ** (h + room), 45, 8);
    }
    const [low, high] = all ?? [0, 1];
    return linear(low, high > low ? high : low + 1, 45, 8);
  });
  const points = (list: readonly { x: number; v: number }[]): { x: number; y: number }[] => list.map((p) => ({ x: x.at(p.x), y: Number.isFinite(p.v) ? y.at(p.v) : NaN }));
  const step = $derived(session.place.step);
  const ticks = $derived(wholeTicks(session.epochs, Math.max(2, Math.floor(width / 60))));
  const here = $derived(own[Math.min(step, own.length - 1)]?.v ?? NaN);
  const dots = $derived(session.perEpoch === 1 && own.length <= 60 ? own : []);

  function go(e: PointerEvent & { currentTarget: SVGSVGElement }): void {
    if (e.type === 'pointermove' && e.buttons === 0) return;
    if (e.type === 'pointerdown') { player.pause(); e.currentTarget.setPointerCapture(e.pointerId); }
    if (player.blocked) return;
    const box = e.currentTarget.getBoundingClientRect(), at = ((e.clientX - box.left - 14) / (width - 28)) * last;
    const to = session.perEpoch > 1 ? Math.round(at) : Math.round(at);
    session.jump(Math.max(0, Math.min(to, last)));
  }
  function keys(e: KeyboardEvent): void {
    const epoch = session.perEpoch, moves: Readonly<Record<string, number>> = { ArrowRight: step + 1, ArrowUp: step + 1, ArrowLeft: step - 1, ArrowDown: step - 1, PageUp: step + 10 * epoch, PageDown: step - 10 * epoch, Home: 0, End: last };
    const to = moves[e.key];
    if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    e.stopPropagation();
    player.pause();
    if (!player.blocked || to < step) session.jump(Math.max(0, Math.min(to, last)));
  }
;
async () => {

 { svelteHTML.createElement("div", { "class":`scrub`,});
   { svelteHTML.createElement("div", { "class":`lab`,});
    if(session.branches.length > 1){
       { svelteHTML.createElement("span", {});w.time; }
       { svelteHTML.createElement("span", {     "class":`segments chips`,"role":`group`,"aria-label":w.branches,});
           for(let b of __sveltets_2_ensureArray(session.branches)){b.name; { svelteHTML.createElement("button", {       "aria-pressed":b === session.branch,"aria-label":w.branchName(b.name),"title":bench.branchText(b),"onclick":() => session.open(b),});b.name; }}
       }
    }else{
       { svelteHTML.createElement("span", {});w.time; } { svelteHTML.createElement("span", { "class":`hint`,});w.timeHint; }
    }
   }
   { const $$_div1 = svelteHTML.createElement("div", {  "class":`track`,});width= $$_div1.clientWidth;
    if(width > 0){
       { svelteHTML.createElement("svg", {                     width,height,"role":`slider`,"tabindex":0,"aria-label":w.timeline,"aria-valuemin":0,"aria-valuemax":last,"aria-valuenow":step,"aria-valuetext":w.timeValue(session.epoch, Number.isFinite(here) ? text(here, { decimals: 5, signed: false }) : '∅'),"onpointerdown":go,"onpointermove":go,"onkeydown":keys,});
         { svelteHTML.createElement("line", {          "x1":x.at(0),"x2":x.at(last),"y1":`50`,"y2":`50`,"stroke":`var(--line2)`,});}
           for(let t of __sveltets_2_ensureArray(ticks)){t;
          const now = t === session.epoch;
           { svelteHTML.createElement("line", {          "x1":x.at(t * session.perEpoch),"x2":x.at(t * session.perEpoch),"y1":`48`,"y2":`52`,"stroke":`var(--line2)`,});}
           { svelteHTML.createElement("text", {      "x":x.at(t * session.perEpoch),"y":`63`,"text-anchor":`middle`,});now;t; }
        }
           for(let o of __sveltets_2_ensureArray(others)){o.branch.name; { svelteHTML.createElement("path", {          "d":pathOf(points(o.points.slice(Math.max(0, o.from - 1))), width),"fill":`none`,"stroke":styleOf(session.branches.indexOf(o.branch)).colour,"stroke-width":`1.5`,"stroke-dasharray":`2 3`,});}}
         { svelteHTML.createElement("path", {        "d":pathOf(points(own.slice(step)), width),"fill":`none`,"stroke":`var(--line2)`,"stroke-width":`1.5`,});}
         { svelteHTML.createElement("path", {        "d":pathOf(points(own.slice(0, step + 1)), width),"fill":`none`,"stroke":`var(--ink)`,"stroke-width":`2`,});}
           for(let d of __sveltets_2_ensureArray(dots)){d.x;
          if(Number.isFinite(d.v)){if(d.x !== step){ { svelteHTML.createElement("circle", {        "cx":x.at(d.x),"cy":y.at(d.v),"r":`2.2`,"fill":d.x < step ? 'var(--ink)' : 'var(--line2)',});}}
          }else{ { svelteHTML.createElement("path", {        "d":`M${x.at(d.x) - 4} 6l8 8m0 -8l-8 8`,"stroke":`var(--alert)`,"stroke-width":`1.5`,"fill":`none`,});}}
        }
         { svelteHTML.createElement("line", {            "x1":x.at(step),"x2":x.at(step),"y1":`4`,"y2":`50`,"stroke":`var(--ink)`,"stroke-width":`1.5`,});}
        if(Number.isFinite(here)){ { svelteHTML.createElement("circle", {            "cx":x.at(step),"cy":y.at(here),"r":`5.5`,"fill":`var(--ink)`,"stroke":`var(--sheet)`,"stroke-width":`2`,});}}
       }
    }
   }
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Scrubber__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Scrubber__SvelteComponent_ = ReturnType<typeof Scrubber__SvelteComponent_>;
/*Ωignore_endΩ*/export default Scrubber__SvelteComponent_;