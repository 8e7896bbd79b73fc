/**
 * The one style sheet. Colours are variables, given twice: for light and for dark; every pair of text and ground has a contrast of 4.5 or
 * more, and of bars and ground of 3 or more. Hatches say what is open, unknown or cut, so that no meaning hangs on a colour.
 */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--panel:#f5f7f9;--fg:#1b2026;--muted:#55606c;--rule:#c9d0d8;--link:#0b57b0;
--error:#b3181e;--warning:#8a5300;--note:#1d5fa8;--good:#176b3a;
--drain:#2f74c8;--wait:#7a52c7;--pre:#a86400;--min:#0d8080;--slack:#2c8a52;--cut:#c4262d;--open:#6c7784;--on:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#14181d;--panel:#1d232a;--fg:#e4e8ec;--muted:#a3aeb9;--rule:#3b444e;--link:#7db7f5;
--error:#ff8f8a;--warning:#eebb62;--note:#8bc0f7;--good:#74cf95;
--drain:#5c9be6;--wait:#a98bec;--pre:#d89a3c;--min:#3fb3b3;--slack:#52b57b;--cut:#f0666b;--open:#8d98a4;--on:#101418}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:anywhere;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main,header,footer,nav{max-width:66rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.75rem}
h1{font-size:1.65rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.3rem;line-height:1.25;margin:2.75rem 0 .4rem;padding-top:.9rem;border-top:1px solid var(--rule)}
h3{font-size:1.02rem;line-height:1.35;margin:0;overflow-wrap:anywhere}
p{margin:.35rem 0;max-width:46rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em;overflow-wrap:anywhere}
.muted{color:var(--muted)}
.lead{color:var(--muted);margin-bottom:.8rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.4rem,1fr));gap:.6rem;margin:1.1rem 0 .6rem;padding:0;list-style:none}
.tiles li{background:var(--panel);border-left:4px solid var(--rule);border-radius:4px;padding:.5rem .75rem}
.tiles b{display:block;font-size:1.6rem;line-height:1.15;font-variant-numeric:tabular-nums}
.tiles span{font-size:.82rem;color:var(--muted)}
.tiles .error{border-color:var(--error)}.tiles .warning{border-color:var(--warning)}.tiles .note{border-color:var(--note)}
.tiles .error b{color:var(--error)}.tiles .warning b{color:var(--warning)}.tiles .note b{color:var(--note)}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;list-style:none;margin:.6rem 0 0;padding:0}
nav a{display:inline-block;padding:.3rem 0}
figure{margin:1rem 0;padding:.9rem 1rem 1rem;border:1px solid var(--rule);border-radius:6px;background:var(--bg);break-inside:avoid}
figcaption{margin-bottom:.7rem}
.picture{display:block;overflow:visible}
.picture text{font:12.5px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--fg)}
.picture .label{paint-order:stroke;stroke:var(--bg);stroke-width:3.5px;stroke-linejoin:round}
.picture .strong{font-weight:650}
.picture .tick{fill:var(--muted);font-size:11.5px}
.picture .axis{stroke:var(--muted);stroke-width:1}
.picture .stop{stroke:var(--fg);stroke-width:1.5;stroke-dasharray:2 3}
.picture .kill{stroke:var(--cut);stroke-width:2;stroke-dasharray:7 4}
.step.drain{fill:var(--drain)}.step.terminationDrain{fill:var(--wait)}.step.preStop{fill:var(--pre)}.step.minimumDrain{fill:var(--min)}
.step.slack{fill:var(--slack)}.step.cut{fill:url(#cut);stroke:var(--cut)}
.step.more{fill-opacity:.25;stroke-width:1.5}.step.drain.more{stroke:var(--drain)}.step.minimumDrain.more{stroke:var(--min)}
.step.open{fill:url(#open);stroke:var(--open);stroke-width:.75}
.step.unknown{fill:none;stroke:var(--open);stroke-width:1.5;stroke-dasharray:4 3}
.hatch-open{stroke:var(--open);stroke-width:1.5}.hatch-cut{stroke:var(--cut);stroke-width:3.5}
.stripe{fill:var(--panel)}
.winner{fill:var(--good)}.picture .mark{fill:var(--on);font-weight:700}
.shadowed{fill:var(--bg);stroke:var(--muted);stroke-width:2}.empty{fill:var(--muted)}
.domain{fill:none;stroke:var(--muted);stroke-width:1.25;stroke-dasharray:5 4}
.domain.hard{stroke:var(--fg);stroke-width:2;stroke-dasharray:none}.domain.doubtful{stroke:var(--open)}
.lane{stroke-width:3}.lane.captured{stroke:var(--drain)}.lane.past{stroke:var(--open);stroke-dasharray:6 5}
.sidecar{fill:var(--drain)}.gap{fill:var(--bg);stroke:var(--open)}.picture .inverse{fill:var(--on);font-size:11.5px;font-weight:650}
.defs{position:absolute}
table{border-collapse:collapse;width:100%;margin:.6rem 0 .2rem;font-size:.88rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere;font-weight:400}
thead th{color:var(--muted);font-size:.8rem;font-weight:600;white-space:nowrap}
th,td{min-width:3.5rem}tbody th{font-weight:600;min-width:8.5rem}
details{margin:.5rem 0}
summary{cursor:pointer;padding:.3rem 0;overflow-wrap:anywhere}
.twin>summary{color:var(--muted);font-size:.85rem}
.verdict{margin:.15rem 0 0}td .verdict{margin:0}.verdict.bad{color:var(--error);font-weight:600}.verdict.unknown{color:var(--warning)}
.badge{display:inline-block;font-size:.75rem;font-weight:650;line-height:1.4;border:1.5px solid currentColor;border-radius:4px;padding:.02rem .4rem;white-space:nowrap}
.badge.error{color:var(--error)}.badge.warning{color:var(--warning)}.badge.note{color:var(--note)}
.finding{border-left:4px solid var(--rule);padding:.2rem 0 .3rem .9rem;margin:1.1rem 0;break-inside:avoid}
.finding.error{border-color:var(--error)}.finding.warning{border-color:var(--warning)}.finding.note{border-color:var(--note)}
.finding p{overflow-wrap:anywhere}
.where{color:var(--muted);font-size:.88rem}
.fix{background:var(--panel);border-radius:4px;padding:.45rem .7rem}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--muted);font-size:.85rem}
@media (max-width:40rem){
.wide{display:none}
figure{padding:.7rem .7rem .8rem}
table,tbody,tr,th,td,caption{display:block;width:100%}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:.4rem 0;border-bottom:1px solid var(--rule)}
th,td,tbody th{border:0;padding:.08rem 0;min-width:0}
td{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.5rem}
td::before{content:attr(data-head);color:var(--muted)}
td:empty{display:none}
.tiles{grid-template-columns:repeat(3,1fr)}
.tiles li{padding:.45rem .4rem}
.tiles span{font-size:.72rem}}
@media print{
:root{--bg:#fff;--panel:#f3f4f6;--fg:#000;--muted:#4a4f55;--rule:#b8bec5;--link:#000;--on:#fff;--error:#a01217;--warning:#7a4a00;--note:#174f8c;--good:#125a30;
--drain:#2f74c8;--wait:#7a52c7;--pre:#a86400;--min:#0d8080;--slack:#2c8a52;--cut:#c4262d;--open:#6c7784}
body{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav{display:none}
main,header,footer{max-width:none;padding:0}
h2,h3{break-after:avoid}
tr{break-inside:avoid}
details::details-content{content-visibility:visible;block-size:auto}
summary{list-style:none}}
`;
