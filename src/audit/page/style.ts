import { colours, type Colour } from '../../messages/labels.ts';

const sans =
  '-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang TC","Noto Sans TC","Noto Sans CJK TC","Microsoft JhengHei",sans-serif';
const mono =
  'ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK TC",monospace';
const tints = (Object.keys(colours) as Colour[])
  .map((c) => `.c-${c}{--text:#${colours[c].text};--fill:#${colours[c].fill}}`)
  .join(''); // the table's own keys

const inOneLine = (css: string): string => css.replace(/\n/g, '');

/** What every page of a report has: colours, letters, the switch of languages, cards. */
export const frameStyle = inOneLine(`
:root{--ground:#F3F4F5;--sheet:#fff;--sunken:#EBEDEF;--line:#D8DCE0;--line2:#7E8891;--ink:#15191D;--ink2:#48525A;--ink3:#5F6971;--alert:#AE2012;--warn:#7A4B00;--ok:#1D6638;color-scheme:light}
*{box-sizing:border-box}
body{margin:0;padding:24px;background:var(--ground);color:var(--ink);font:400 14px/1.55 ${sans};font-variant-numeric:tabular-nums lining-nums;text-autospace:normal;text-wrap:pretty;overflow-wrap:anywhere}
[lang="zh-Hant-TW"]{line-height:1.7}
#en:checked~* [lang="zh-Hant-TW"],#zh:checked~* [lang="en"]{display:none}
.pick{position:absolute;opacity:0;pointer-events:none}
.switch{float:right;display:flex;border:1px solid var(--line2);border-radius:4px;overflow:hidden;margin-left:16px}
.switch label{padding:4px 12px;cursor:pointer;background:var(--sheet);color:var(--ink2);min-height:32px}
#en:checked~header .en,#zh:checked~header .zh{background:var(--sunken);color:var(--ink);font-weight:600;box-shadow:inset 0 -2px var(--ink)}
#en:focus-visible~header .en,#zh:focus-visible~header .zh{outline:2px solid var(--ink);outline-offset:-3px}
h1{font-size:22px;line-height:1.4;margin:0}h2{font-size:16px;line-height:1.4;margin:0 0 8px}h3{font-size:16px;line-height:1.4;margin:0}
p{margin:8px 0 0;max-width:66ch}.faint{color:var(--ink2)}
.page{display:grid;gap:18px;margin-top:18px;align-items:start}.page>*{min-width:0}
.card{background:var(--sheet);border:1px solid var(--line);border-radius:6px;padding:16px}
details{margin-top:18px}summary{cursor:pointer;font-weight:600}summary:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
footer{margin-top:24px;font-size:12px;color:var(--ink3)}
a{color:inherit}
`);

/** The look of the Studio, on screen and on paper. */
export const style = `${frameStyle}${inOneLine(`
.finding{border-left:4px solid var(--edge);scroll-margin:24px}.finding+.finding{margin-top:12px}
.error{--edge:var(--alert)}.warning{--edge:var(--warn)}.note{--edge:var(--line2)}.fine{--edge:var(--ok)}
.kind{font-size:12px;color:var(--edge);font-weight:600;display:flex;gap:8px;align-items:center}.kind span span{color:var(--ink2);font-weight:400}.note .kind{color:var(--ink2)}
.badge{display:inline-flex;min-width:20px;height:20px;padding:0 5px;align-items:center;justify-content:center;border-radius:10px;background:var(--edge);color:#fff;font-size:12px;font-weight:600;line-height:1;text-decoration:none}.note .badge,.badge.note{background:var(--ink3)}
.formulas{display:grid;grid-template-columns:auto 1fr;margin:12px 0 0;border:1px solid var(--line);border-radius:4px}
.formulas dt{padding:6px 8px 6px 10px;color:var(--ink2);font-size:12px;white-space:nowrap}.formulas dd{margin:0;padding:6px 10px 6px 0}.formulas dt:nth-of-type(2),.formulas dd:nth-of-type(2){border-top:1px solid var(--line)}
code,.mono{font-family:${mono};font-size:12px}
.is{color:var(--alert);font-weight:600;text-decoration:underline wavy;text-underline-offset:3px}.should{color:var(--ok);font-weight:600;text-decoration:underline;text-underline-offset:3px}
.sheet{overflow-x:auto;border:1px solid var(--line);border-radius:6px;background:var(--sheet);max-width:100%}.sheet:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
table.grid{border-collapse:separate;border-spacing:0;font-size:13px;line-height:1}
.grid th,.grid td{height:28px;border-right:1px solid var(--line);border-bottom:1px solid var(--line);padding:0 6px;white-space:nowrap;position:relative;unicode-bidi:isolate}
.grid th{background:var(--sunken);color:var(--ink2);font-weight:400;font-size:11px;text-align:center;min-width:36px}
.grid tbody th{position:sticky;left:0;z-index:2}
.grid td{min-width:64px;text-align:right}.grid td.text{text-align:left;max-width:180px;overflow:hidden;text-overflow:ellipsis}.grid td.typed{font-weight:600}
.grid .gap td,.grid .gap th{height:22px;background:var(--ground);color:var(--ink2);font-size:11px;text-align:left}.grid td.skip,.grid th.skip{min-width:20px;padding:0 4px;background:var(--ground);color:var(--ink2);text-align:center}
${tints}
.grid td.tint{background:var(--fill)}.tag{display:inline-block;min-width:18px;padding:2px 4px;border-radius:3px;background:var(--fill);color:var(--text);font-weight:600;font-size:12px;line-height:1.2;text-align:center}
.grid td .tag{position:absolute;left:0;top:0;min-width:0;padding:0 2px;font-size:9px;background:none}
.grid td.tagged{padding-left:14px}.grid td:target{outline:3px solid var(--ink)!important;scroll-margin:80px}
.grid td.after{background-image:repeating-linear-gradient(135deg,#ae201233 0 1px,transparent 1px 7px)}
.grid td.read{outline:1.5px dashed var(--alert);outline-offset:-2px}.grid td.meant{outline:2px solid var(--ok);outline-offset:-2px}
.grid td.wrong{outline:2px solid var(--edge);outline-offset:-2px;padding-left:26px}.grid td.wrong.error{background:#FBE3DF}
.grid td .badge{position:absolute;left:3px;top:5px;min-width:17px;height:17px;font-size:11px;padding:0 4px}
.legend{display:flex;flex-wrap:wrap;gap:6px 18px;margin:10px 0 0;font-size:12px;color:var(--ink2)}.legend>span{display:inline-flex;gap:6px;align-items:center}
.swatch{width:22px;height:14px;display:inline-block;background:var(--sheet);border:1px solid var(--line)}.swatch.wrong{border:2px solid var(--alert);background:#FBE3DF}.swatch.read{border:1.5px dashed var(--alert)}.swatch.meant{border:2px solid var(--ok)}.swatch.after{background-image:repeating-linear-gradient(135deg,#ae201266 0 1px,transparent 1px 5px)}
.roles{border-collapse:collapse;margin-top:8px;font-size:13px}.roles td{padding:4px 16px 4px 0;border-top:1px solid var(--line);vertical-align:top}.roles tr:first-child td{border-top:0}
@media (min-width:1180px){.page{grid-template-columns:minmax(0,1fr) 400px}.page.bare{grid-template-columns:minmax(0,820px)}.drawn{order:-1}}
@media (max-width:560px){body{padding:12px}.card{padding:12px}.formulas{grid-template-columns:1fr}.formulas dd{padding:0 10px 8px}.formulas dd:nth-of-type(2){border-top:0}.formulas dt{padding-bottom:2px}.switch label{min-height:44px;padding:10px 12px}}
@media print{@page{margin:14mm}body{background:#fff;padding:0;font-size:10.5pt}.switch,.pick{display:none}.page{display:block}.drawn{margin-top:16px}.card{break-inside:avoid}.drawn .card{break-inside:auto;border:0;padding:0}.jump{display:none}.sheet{overflow:visible;border:0}.grid th,.grid td{height:auto;padding:2px 3px;min-width:0;font-size:var(--print,7pt)}.grid tbody th{position:static}.grid td.wrong{padding-left:3px}.grid td .badge{position:static;min-width:0;height:auto;padding:0 2px;font-size:6pt;margin-right:2px;vertical-align:middle}.grid td .tag{display:none}.grid td.tagged{padding-left:3px}.grid tr{break-inside:avoid}h2,.grid tbody tr:nth-child(-n+12){break-after:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`)}`;
