///<reference types="svelte" />
;
  const paths = {
    reset: 'M4 3v10M13 3.5 6.5 8l6.5 4.5z', back: 'M12 3v10M10 3.5 4 8l6 4.5z', step: 'M4 3v10M6 3.5 12 8l-6 4.5z', play: 'M4.5 3v10L13 8z', pause: 'M5 3v10M11 3v10',
    share: 'M8 10V2.5M5 5l3-3 3 3M3 8.5V13h10V8.5', download: 'M8 2v7.5M5 7l3 3 3-3M3 10.5V13h10v-2.5', menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
    close: 'm4 4 8 8M12 4l-8 8', check: 'm3 8.5 3.5 3.5L13 4.5', more: 'M4 6l4 4 4-4', less: 'M4 10l4-4 4 4', expand: 'M6 4l4 4-4 4', help: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.8-1.1 1.6M8 12.4v.1', settings: 'M2.5 5h7M12.5 5h1M2.5 11h1M6.5 11h7M11 3.2v3.6M5 9.2v3.6', copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  } as const;
  export type IconName = keyof typeof paths | 'theme';
;;
;type $$ComponentProps =  { name: IconName };function $$render() {

  const { name }:/*Ωignore_startΩ*/$$ComponentProps/*Ωignore_endΩ*/ = $props();
;
async () => {



 { svelteHTML.createElement("svg", {                 "width":`16`,"height":`16`,"viewBox":`0 0 16 16`,"fill":`none`,"stroke":`currentColor`,"stroke-width":`1.5`,"stroke-linejoin":`round`,"stroke-linecap":`round`,"aria-hidden":`true`,});
  if(name === 'theme'){ { svelteHTML.createElement("circle", {      "cx":`8`,"cy":`8`,"r":`5.5`,});} { svelteHTML.createElement("path", {    "d":`M8 2.5v11a5.5 5.5 0 0 0 0-11z`,"fill":`currentColor`,});}}else{ { svelteHTML.createElement("path", {  "d":paths[name],});}}
 }
};
return { props: {} as any as $$ComponentProps, exports: {}, bindings: __sveltets_$$bindings(''), slots: {}, events: {} }}
const Icon__SvelteComponent_ = __sveltets_2_fn_component($$render());
/*Ωignore_startΩ*/type Icon__SvelteComponent_ = ReturnType<typeof Icon__SvelteComponent_>;
/*Ωignore_endΩ*/export default Icon__SvelteComponent_;