import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Pages carry no script, but for the one that signs in, and load nothing from elsewhere. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE = `
:root { color-scheme: light dark; --fg:#1f2328; --muted:#59636e; --bg:#fff; --soft:#f6f8fa; --line:#d1d9e0;
  --link:#0958c4; --add:#dafbe1; --del:#ffebe9; --hunk:#ddf4ff; --open:#1a7f37; --closed:#b32424; --merged:#7a3fc4; --draft:#59636e }
@media (prefers-color-scheme: dark) { :root { --fg:#e6e9ee; --muted:#9aa4b0; --bg:#0e1217; --soft:#161b22;
  --line:#30363d; --link:#6cb0ff; --add:#12301c; --del:#3b1719; --hunk:#12283f; --open:#238636; --closed:#c93c37; --merged:#8957e5 } }
* { box-sizing:border-box } body { margin:0; font:15px/1.55 system-ui,sans-serif; color:var(--fg); background:var(--bg) }
a { color:var(--link); text-decoration:none } a:hover { text-decoration:underline }
.notice { background:var(--soft); border-bottom:1px solid var(--line); color:var(--muted); font-size:13px; padding:8px 20px }
main { max-width:980px; margin:0 auto; padding:24px 20px 80px } main.narrow { max-width:440px }
h1 { font-size:24px; line-height:1.3; margin:6px 0 10px; overflow-wrap:anywhere } h1 small { color:var(--muted); font-weight:400 }
h2 { font-size:17px; margin:32px 0 10px } .muted { color:var(--muted) } .row { display:flex; gap:10px; align-items:center; flex-wrap:wrap }
.badge { color:#fff; border-radius:99px; padding:3px 12px; font-size:13px; font-weight:600; background:var(--open) }
.badge.closed { background:var(--closed) } .badge.merged { background:var(--merged) } .badge.draft { background:var(--draft) }
code,pre { font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace } code { background:var(--soft); border-radius:5px; padding:1px 5px; overflow-wrap:anywhere }
.box { border:1px solid var(--line); border-radius:10px; margin:12px 0; overflow:hidden } .box > header { background:var(--soft);
  border-bottom:1px solid var(--line); padding:8px 14px; display:flex; gap:10px; flex-wrap:wrap; align-items:baseline }
.box > .body { padding:4px 16px } .box h2 { margin:20px 0 8px } .box li, .box p { overflow-wrap:anywhere } pre { overflow-x:auto; margin:0 } .body pre { background:var(--soft); padding:10px; border-radius:8px }
.body pre code { background:none; padding:0 } table { border-collapse:collapse; margin:10px 0; display:block; overflow-x:auto } th,td { border:1px solid var(--line); padding:4px 10px; text-align:left }
.list { list-style:none; padding:0; margin:0 } .list li { padding:9px 14px; border-top:1px solid var(--line) } .list li:first-child { border-top:0 }
.diff { min-width:100% ; width:max-content } .diff span { display:block; padding:0 14px; min-height:1.5em; white-space:pre } .diff .a { background:var(--add) } .diff .d { background:var(--del) }
.diff .h { background:var(--hunk); color:var(--muted) } .plus { color:var(--open) } .minus { color:var(--closed) } .spacer { margin-left:auto }
button { font:inherit; width:100%; text-align:left; display:flex; gap:12px; align-items:center; padding:12px 14px; margin:10px 0; border:1px solid var(--line);
  border-radius:10px; background:var(--soft); color:var(--fg); cursor:pointer } button:hover { border-color:var(--link) } button:focus-visible, a:focus-visible, input:focus-visible { outline:2px solid var(--link); outline-offset:2px }
input:not([type=hidden]) { font:inherit; width:100%; padding:9px 12px; margin:2px 0 6px; border:1px solid var(--line); border-radius:10px; background:var(--bg); color:var(--fg) }
button img { width:36px; height:36px; border-radius:50% } button strong { display:block } blockquote { border-left:3px solid var(--line); margin:10px 0; padding:0 14px; color:var(--muted) }
`;

/** A whole page; `narrow` for forms. */
export function page(title: string, body: Html, narrow = false): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${raw(STYLE)}</style></head>
<body><header class="notice">Local GitHub stand-in: a small part of GitHub that runs on this machine. Nothing here is on github.com.</header>
<main class="${narrow ? "narrow" : ""}">${body}</main></body></html>`;
}
