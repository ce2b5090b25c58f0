///<reference types="svelte" />
;
import { extent, linear, logarithmic, log10, pathOf, wholeTicks } from './axis.ts';
import type { Series } from './series.ts';

;type $$ComponentProps =  {
    width: number; height?: number; series: readonly Series[]; last: number; mark?: number | null; log?: boolean; label: string; xTitle: string; onpick?: (x: number) => void;
  };function $$render() {

  
  

  /** Curves with their names at their ends, never a legend box. Non-finite values are gaps, marked at the top. */
  const { width, height = 190, series, last, mark = null, log = false, label, xTitle, onpick }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();

  const left = 44, top = 10, bottom = 26;
  const longest = $derived(Math.max(24, ...series.map((s) => [...s.name].reduce((n, c) => n + (c.charCodeAt(0) > 0x2e80 ? 12 : 6.6), 0))));
  const right = $derived(Math.min(width * 0.36, longest + 18));
  const x = $derived(linear(0, Math.max(1, last), left, width - right));
  const useLog = $derived(log && extent(series.flatMap((s) => s.points.map((p) => p.y)), true) !== null);
  const y = $derived.by(() => {
    const values = series.flatMap((s) => s.points.map((p) => p.y));
    if (useLog) {
      const [low, high] = extent(values, true) ?? [0.1, 1];
      return logarithmic(roundDown(low), roundUp(high), height - bottom, top);
    }
    const [low, high] = extent(values) ?? [0, 1];
    return linear(Math.min(0, low), high + (high - low) * 0.05, height - bottom, top);
  });
  const xTicks = $derived(wholeTicks(Math.max(1, last), Math.max(2, Math.floor((width - right - left) / 46))));
  /** The nearest of 1, 2, 5 × 10ⁿ outside. */
  const steps = (v: number): number[] => [1, 2, 5, 10].map((m) => Number((m * Number(`1e${Math.floor(log10(v))}`)).toPrecision(1)));
  const roundDown = (v: number): number => steps(v).findLast((s) => s <= v) ?? v;
  const roundUp = (v: number): number => steps(v).find((s) => s > v * 1.02) ?? v * 2;
  const tickText = (v: number): string => (Math.abs(v) >= 1e5 || (v !== 0 && Math.abs(v) < 1e-4) ? v.toExponential(0).replace('e-', 'e−').replace('e+', 'e') : String(v).replace('-', '−'));
  const ends = $derived.by(() => {
    const found = series.flatMap((s, i) => { const p = s.points.findLast((q) => Number.isFinite(q.y)); return p ? [{ i, s, x: x.at(p.x), y: y.at(p.y), at: y.at(p.y) }] : []; }).toSorted((a, b) => a.y - b.y);
    found.forEach((e, i) => { const before = found[i - 1]; if (before && e.y - before.y < 15) e.y = before.y + 15; });
    const over = (found.at(-1)?.y ?? 0) - (height - bottom);
    return over > 0 ? found.map((e) => ({ ...e, y: e.y - over })) : found;
  });
  const shaped = (s: Series): boolean => s.points.length <= 2 || ((width - left - right) / Math.max(1, last)) >= 12;
  const drag = (e: PointerEvent & { currentTarget: SVGSVGElement }): void => {
    if (!onpick || (e.type === 'pointermove' && e.buttons === 0)) return;
    const box = e.currentTarget.getBoundingClientRect();
    onpick(Math.round(Math.max(0, Math.min(last, ((e.clientX - box.left - left) / (width - right - left)) * last))));
  };
;
async () => {

 { svelteHTML.createElement("svg", {            width,height,"viewBox":`0 0 ${width} ${height}`,"role":`img`,"aria-label":label,"onpointerdown":drag,"onpointermove":drag,});onpick;
     for(let v of __sveltets_2_ensureArray(y.ticks)){v; { svelteHTML.createElement("line", {          "x1":left,"x2":width - right,"y1":y.at(v),"y2":y.at(v),"stroke":`var(--line)`,});} { svelteHTML.createElement("text", {     "x":left - 8,"y":y.at(v) + 4,"text-anchor":`end`,});tickText(v); }}
     for(let v of __sveltets_2_ensureArray(xTicks)){v; { svelteHTML.createElement("text", {     "x":x.at(v),"y":height - 8,"text-anchor":`middle`,});v; }}
   { svelteHTML.createElement("text", {   "x":width - right + 14,"y":height - 8,});xTitle; }
  if(mark !== null){ { svelteHTML.createElement("line", {            "x1":x.at(mark),"x2":x.at(mark),"y1":top,"y2":height - bottom,"stroke":`var(--ink)`,"stroke-width":`1.5`,});}}
     for(let s of __sveltets_2_ensureArray(series)){s.name;
     { svelteHTML.createElement("path", {            "d":pathOf(s.points.map((p) => ({ x: x.at(p.x), y: useLog && p.y <= 0 ? NaN : y.at(p.y) })), width),"fill":`none`,"stroke":s.style.colour,"stroke-width":`2`,"stroke-dasharray":s.style.dash,"stroke-linejoin":`round`,});}
    if(shaped(s)){
         for(let p of __sveltets_2_ensureArray(s.points)){p.x;
        const cx = x.at(p.x);
        if(!Number.isFinite(p.y)){ { svelteHTML.createElement("path", {        "d":`M${cx - 4} ${top}l8 8m0 -8l-8 8`,"stroke":`var(--alert)`,"stroke-width":`1.5`,"fill":`none`,});}
        }else{
          const cy = y.at(p.y);
          if(s.style.shape === 'circle'){ { svelteHTML.createElement("circle", {      cx,cy,"r":`3.2`,"fill":s.style.colour,});}
          } else if (s.style.shape === 'square'){ { svelteHTML.createElement("rect", {              "x":cx - 3,"y":cy - 3,"width":`6`,"height":`6`,"fill":`var(--sheet)`,"stroke":s.style.colour,"stroke-width":`1.5`,});}
          } else if (s.style.shape === 'triangle'){ { svelteHTML.createElement("path", {        "d":`M${cx} ${cy - 4}l4 7h-8z`,"fill":`var(--sheet)`,"stroke":s.style.colour,"stroke-width":`1.5`,});}
          } else if (s.style.shape === 'diamond'){ { svelteHTML.createElement("path", {        "d":`M${cx} ${cy - 4.5}l4 4.5l-4 4.5l-4 -4.5z`,"fill":`var(--sheet)`,"stroke":s.style.colour,"stroke-width":`1.5`,});}}
        }
      }
    }
  }
     for(let e of __sveltets_2_ensureArray(ends)){e.i; { svelteHTML.createElement("text", {      "class":`name`,"x":Math.min(e.x, width - right) + 8,"y":e.y + 4,});__sveltets_2_ensureType(String, Number, e.s.style.colour);e.s.name; }}
 }


};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Lines__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Lines__SvelteComponent_ = ReturnType<typeof Lines__SvelteComponent_>;
/*Ωignore_endΩ*/export default Lines__SvelteComponent_;