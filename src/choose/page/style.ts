import { frameStyle } from '../../audit/page/style.ts';

/** The look of the Studio; on a dark screen its dark one. Charts keep the size of their letters at every width. */
export const style = `${frameStyle}
:root{--pos:#1C5FA3;--band:#C4DBF1;--bar:#7E8891}
@media screen and (prefers-color-scheme:dark){:root{--ground:#111416;--sheet:#191D20;--sunken:#22272B;--line:#333A40;--line2:#78838C;--ink:#ECEFF1;--ink2:#B9C1C8;--ink3:#97A1A9;--alert:#FF9C8F;--warn:#EBBE6B;--ok:#85D29C;--pos:#79B6EE;--band:#203E5A;--bar:#78838C;color-scheme:dark}}
header{max-width:1180px;margin:0 auto}main{max-width:1180px;margin:0 auto}footer{max-width:1180px;margin:24px auto 0}
.rungs{display:flex;list-style:none;margin:18px 0 12px;padding:0;border:1px solid var(--line2);border-radius:6px;overflow:hidden;background:var(--sheet)}
.rungs li{flex:1;padding:8px 14px;color:var(--ink2);display:flex;gap:10px;align-items:center}.rungs li+li{border-left:1px solid var(--line2)}
.rungs .on{background:var(--ink);color:var(--sheet);font-weight:600}
.result h2{font-size:20px;max-width:44em}
.cards{columns:340px 3;column-gap:18px;margin-top:18px}.cards>*{break-inside:avoid;margin:0 0 18px;overflow:hidden}
figure{max-width:720px}
.bars{display:grid;grid-template-columns:minmax(0,max-content) minmax(60px,1fr) max-content;gap:4px 12px;align-items:center}
.bars>*{min-width:0}.bars svg{width:100%;height:30px;display:block}.bars .n{text-align:right}.bars .on{font-weight:600}
.bars .bar{fill:var(--bar)}.bars .on .bar{fill:var(--ink)}
.note{margin-top:8px;font-size:12px;color:var(--ink2)}
.scores{border-collapse:collapse;width:100%}.scores th,.scores td{padding:4px 8px;border-top:1px solid var(--line);text-align:right;font-weight:400}.scores th:first-child{text-align:left;padding-left:0}.scores thead th{border-top:0;color:var(--ink2)}
.scores td,.scores th{overflow-wrap:normal}.scores td{white-space:nowrap}.scores td.on{font-weight:600}.scroll{overflow-x:auto}
.matrix td{text-align:center;border:1px solid var(--line)}.matrix th{border:0!important}
.plot{display:block;width:100%;max-width:380px}.plot text{font-size:11px;fill:var(--ink2)}.plot .frame{fill:none;stroke:var(--line2)}
.plot .grid{stroke:var(--line)}.plot .even{stroke:var(--ink2);stroke-dasharray:3 3}.plot .dots{stroke:var(--pos);stroke-linecap:round;stroke-opacity:.55;fill:none}
.plot .curve{stroke:var(--pos);stroke-width:2;fill:none}.plot .band{fill:var(--band)}.plot .dot{fill:var(--pos)}
.notes{margin:0;padding-left:1.2em}.notes li{margin:4px 0}
.columns{border-collapse:collapse;width:100%}.columns td{padding:4px 12px 4px 0;border-top:1px solid var(--line);vertical-align:top}.columns tr:first-child td{border-top:0}.columns td:first-child{min-width:6.5em}
.option{white-space:nowrap}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;margin:0}dt{color:var(--ink2)}dd{margin:0}
.formula{font-size:16px;margin-top:12px}
@media (max-width:560px){.scores th,.scores td{padding:4px}.rungs{flex-direction:column}.rungs li+li{border-left:0;border-top:1px solid var(--line2)}.bars{grid-template-columns:minmax(0,1fr) max-content;grid-auto-flow:dense;row-gap:0}.bars .pic{grid-column:1/-1}.bars .n{grid-column:2}.bars .name{grid-column:1}}
@media print{.cards{columns:2}.rungs .on{border:2px solid #000}}
`.replace(/\n/g, '');
