import { paletteCss } from './palette.ts'

const base = `
*{box-sizing:border-box}
html{font:16px/1.55 system-ui,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;background:var(--ground);color:var(--ink);scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:64rem;padding:0 1.25rem 3rem}
h1,h2,h3,h4,p,ul,ol,figure{margin:0}
h1{font-size:2.6rem;line-height:1.1;letter-spacing:-.02em;display:flex;align-items:center;gap:.9rem}
h2{font-size:1.5rem;letter-spacing:-.01em;margin:0 0 .6rem}
h3{font-size:1.05rem;display:flex;align-items:center;gap:.6rem;flex-wrap:wrap}
h4{font-size:.9rem;color:var(--quiet);font-weight:600}
section{margin-top:3rem}
p{max-width:46rem}
small{font-size:.82em;color:var(--quiet)}
code{font:.9em/1.45 ui-monospace,"SFMono-Regular",Menlo,Consolas,"DejaVu Sans Mono",monospace;unicode-bidi:isolate;direction:ltr;overflow-wrap:anywhere}
a{color:var(--tor)}
:focus-visible{outline:3px solid var(--tor);outline-offset:3px;border-radius:4px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:1}
.quiet{color:var(--quiet)}
header{display:flex;flex-wrap:wrap;gap:.4rem 2rem;align-items:baseline;justify-content:space-between;padding:1.1rem 0;border-bottom:1px solid var(--line)}
.brand{font-weight:700}
.brand span{font-weight:400;color:var(--quiet)}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
nav a{display:inline-block;padding:.25rem 0}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.9rem}
`

const verdict = `
.verdict{margin-top:1.75rem;padding:1.75rem 2rem;border-radius:16px;border:1px solid var(--line);border-left:10px solid;background:var(--paper)}
.verdict.good{border-left-color:var(--good);background:var(--good-ground)}
.verdict.bad{border-left-color:var(--bad);background:var(--bad-ground)}
.verdict.doubt{border-left-color:var(--doubt);background:var(--doubt-ground)}
.verdict.good h1{color:var(--good)}.verdict.bad h1{color:var(--bad)}.verdict.doubt h1{color:var(--doubt)}
.verdict h1 .badge{width:2.6rem;height:2.6rem}
.lead{font-size:1.15rem;margin-top:.8rem}
.first{margin-top:.8rem}
.first code{font-weight:600;color:var(--bad)}
.tally{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.6rem;margin-top:.9rem}
.tally li{display:flex;align-items:center;gap:.4rem}
.judged{margin-top:.9rem;color:var(--quiet)}
.badge{width:1.25rem;height:1.25rem;flex:none}
.badge circle{fill:currentColor;stroke:none}
.badge path{fill:none;stroke:var(--paper);stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round}
.badge.good{color:var(--good)}.badge.bad{color:var(--bad)}.badge.doubt{color:var(--doubt)}.badge.still{color:var(--still)}
`

const picture = `
.picture{margin:1rem 0 0}
.scroll{overflow-x:auto}
svg.gateway{display:block;width:100%;min-width:44rem;height:auto;font-size:13px}
svg text{fill:var(--ink);font-family:inherit}
.machine{fill:var(--paper);stroke:var(--edge);stroke-width:1.5}
.zone{fill:var(--still-ground);stroke:var(--edge);stroke-width:1}
.sockets{fill:var(--ground);stroke:var(--line)}
rect.tor{fill:var(--tor-ground);stroke:var(--tor)}
svg .hook{font-size:11.5px;font-weight:700;letter-spacing:.08em;fill:var(--quiet)}
svg .rule{stroke:var(--line);fill:none}
svg .chain,svg .place,svg .listener{font-weight:600}
svg .kernel,svg .detail{fill:var(--quiet)}
svg .detail{font-size:11px;font-weight:400}
svg .listener{fill:var(--tor)}
svg .head text{text-anchor:middle;font-weight:600;font-size:11.5px;letter-spacing:-.01em}
svg .unreached{text-anchor:end;font-size:11.5px;font-style:italic;fill:var(--quiet)}
svg .head.none text{fill:var(--quiet);font-weight:400}
.line{fill:none;stroke-width:3.5;stroke-linejoin:round}
.line.past{stroke-dasharray:2 5;stroke-width:2.5}
.line.tor,.end.tor,.pass.tor,.start.tor{stroke:var(--tor)}
.line.still,.end.still,.pass.still,.start.still{stroke:var(--still)}
.line.bad,.end.bad,.pass.bad,.start.bad{stroke:var(--bad)}
.line.doubt,.end.doubt,.pass.doubt,.start.doubt{stroke:var(--doubt)}
.pass{fill:var(--paper);stroke-width:2}
.start{fill:var(--paper);stroke-width:2.5}
.end{stroke-width:2}
.end.tor{fill:var(--tor)}.end.bad{fill:var(--bad)}.end.doubt{fill:var(--doubt)}.end.still{fill:var(--still)}
.end.older,.end.perhaps{fill:var(--paper)}
.end.perhaps{stroke-dasharray:2.5 2.5}
.tick{fill:none;stroke:var(--paper);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.some{fill:none;stroke:var(--still);stroke-width:2}
.all{fill:none;stroke:var(--still);stroke-width:5;stroke-linecap:round}
.answer{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.answer.bad{stroke:var(--bad)}.answer.doubt{stroke:var(--doubt)}.answer.still{stroke:var(--still)}
.legend{list-style:none;padding:0;margin-top:1rem;display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:.3rem 1.5rem;font-size:.88rem;color:var(--quiet)}
.legend li{display:flex;gap:.6rem;align-items:flex-start}
.sample{width:34px;height:22px;flex:none}
`

const prose = `
table{border-collapse:collapse;width:100%;margin-top:1.25rem;font-size:.92rem}
caption{text-align:left;color:var(--quiet);font-size:.85rem;padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .7rem .45rem 0;border-bottom:1px solid var(--line)}
thead th{font-size:.82rem;color:var(--quiet);font-weight:600}
th small{display:block;font-weight:400}
.twin,.matrix,.digests{min-width:40rem}
.twin th[scope=row]{width:14rem}
.word{font-weight:600}
.word.tor{color:var(--tor)}.word.bad{color:var(--bad)}.word.doubt{color:var(--doubt)}.word.still{color:var(--still)}
.matrix tr.tor th{color:var(--tor)}
.does{font-weight:600;white-space:nowrap}
.family{font-size:.78em;border:1px solid var(--edge);border-radius:4px;padding:0 .3em;color:var(--quiet)}
.digest{font-size:.8em}
.guarantee{margin-top:1rem;padding:1rem 1.25rem;background:var(--paper);border:1px solid var(--line);border-left:5px solid;border-radius:10px}
.guarantee.good{border-left-color:var(--good)}.guarantee.bad{border-left-color:var(--bad)}.guarantee.doubt{border-left-color:var(--doubt)}.guarantee.still{border-left-color:var(--still)}
.guarantee.good .verdict-word{color:var(--good)}.guarantee.bad .verdict-word{color:var(--bad)}.guarantee.doubt .verdict-word{color:var(--doubt)}.guarantee.still .verdict-word{color:var(--still)}
.verdict-word{font-weight:600;font-size:.9rem}
.theorem{margin-top:.45rem}
.strength,.assumptions,.left-out,.note{margin-top:.4rem;font-size:.9rem;color:var(--quiet)}
.packet{margin-top:1.25rem;padding-top:1rem;border-top:1px dashed var(--edge)}
.packet-text{margin-top:.3rem;font-size:1.05rem}
.packet-text code{color:var(--bad);font-weight:600}
.fate{margin-top:.2rem}
details{margin-top:.6rem;border-top:1px dashed var(--edge);padding-top:.6rem}
summary{cursor:pointer}
summary code{color:var(--bad);font-weight:600}
details .packet{margin-top:0;padding-top:.4rem;border-top:0}
.opening{margin:.3rem 0 0;padding-left:1.4rem}
.blame{margin-top:.8rem;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.blame figcaption{padding:.45rem .8rem;font-size:.88rem;background:var(--bad-ground)}
.blame-none{margin-top:.6rem;font-size:.9rem;color:var(--quiet)}
.source{margin:0;background:var(--ground)}
.source caption{padding:.3rem .8rem 0}
.source td{border:0;padding:.1rem .8rem}
.source td:first-child{width:3.5rem;text-align:right;color:var(--quiet);font-size:.82rem}
.source code{white-space:pre-wrap;overflow:clip}
.source .beside code{color:var(--quiet)}
.source .blamed td:last-child{box-shadow:inset 3px 0 var(--bad);font-weight:600}
svg.way{display:block;width:100%;max-width:46rem;height:auto;margin-top:1rem;font-size:11px}
.edge{fill:none;stroke:var(--edge);stroke-width:1.2}
.edge.walked{stroke:var(--bad);stroke-width:3}
.node rect{fill:var(--ground);stroke:var(--edge)}
.node text{text-anchor:middle;fill:var(--quiet)}
.node.on rect{fill:var(--paper);stroke:var(--bad);stroke-width:2}
.node.on text{fill:var(--ink);font-weight:600}
.node.last rect{fill:var(--bad);stroke:var(--bad)}
svg .node.last text{fill:var(--paper)}
.steps{margin:.9rem 0 0;padding-left:1.6rem;font-size:.88rem}
.steps li{padding:.1rem 0}
.steps .where{color:var(--quiet)}
.steps code,.opaque code{overflow:clip}
.gap{list-style:none;color:var(--quiet);font-style:italic}
.findings{list-style:none;padding:0;margin-top:.8rem}
.findings li{padding:.5rem 0 .5rem .9rem;border-left:4px solid;margin-top:.5rem}
.findings .bad{border-color:var(--bad)}.findings .doubt{border-color:var(--doubt)}.findings .still{border-color:var(--still)}
.findings .bad b{color:var(--bad)}.findings .doubt b{color:var(--doubt)}.findings .still b{color:var(--still)}
.help{color:var(--quiet);font-size:.9rem}
dl{margin:1rem 0 0;font-size:.92rem}
dl div{display:grid;grid-template-columns:14rem 1fr;gap:.2rem 1rem;padding:.4rem 0;border-bottom:1px solid var(--line)}
dt{font-weight:600}
dd{margin:0;overflow-wrap:anywhere}
.opaque{padding-left:1.4rem}
`

const media = `
@media (max-width:40rem){body{padding:0 .9rem 2rem}h1{font-size:2rem}.verdict{padding:1.25rem 1.1rem}section{margin-top:2.25rem}dl div{grid-template-columns:1fr}}
@media print{details::details-content{content-visibility:visible;block-size:auto;overflow:visible}html{font-size:10.5pt;background:#fff}body{max-width:none;padding:0}nav,.skip{display:none}.scroll{overflow:visible}svg.gateway{min-width:0}.twin,.matrix,.digests{min-width:0}.guarantee,.packet,.blame,.findings li,tr{break-inside:avoid}.picture{break-inside:avoid}h2,h3,h4{break-after:avoid}section{margin-top:1.6rem}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media (forced-colors:active){.badge circle{fill:CanvasText}.line,.all,.some,.edge{stroke:CanvasText}}
`

/** The whole style of a page. By night where the reader's system says so, and on paper always by day. */
export const style = `:root{${paletteCss('day')};color-scheme:light dark}
@media (prefers-color-scheme:dark){@media screen{:root{${paletteCss('night')}}}}${base}${verdict}${picture}${prose}${media}`
