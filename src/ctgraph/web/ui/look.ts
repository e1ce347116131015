// How the editor looks: the page's own colours, which reach into the shadow root as custom properties.

import { EditorView } from "@codemirror/view";

export const look = EditorView.theme({
  "&": { background: "var(--raised)", color: "var(--ink)", border: "1px solid var(--rule)", borderRadius: "3px", fontSize: "max(.92rem, 14px)" },
  "&.cm-focused": { outline: "3px solid var(--stated)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "9rem", maxHeight: "70vh", overflow: "auto" },
  ".cm-content": { padding: ".7rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 1rem 0 .5rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "transparent", color: "var(--soft)", border: "0" },
  ".cm-activeLineGutter": { background: "transparent", color: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--straw) !important" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { background: "var(--straw)", outline: "1px solid var(--dots)" },
  ".cm-foldPlaceholder": { font: "inherit", background: "var(--straw)", color: "var(--ink)", border: "1px solid var(--dots)", borderRadius: "3px", padding: "0 .5em", marginLeft: ".4em", cursor: "pointer" },
  ".cm-lintRange": { backgroundImage: "none", textDecorationLine: "underline", textDecorationStyle: "wavy", textUnderlineOffset: ".25em", textDecorationThickness: "1.5px" },
  ".cm-lintRange-error": { textDecorationColor: "var(--stated)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--inferred)" },
  ".cm-tooltip": { background: "var(--raised)", color: "var(--ink)", border: "1px solid var(--rule)", borderRadius: "3px", boxShadow: "0 4px 18px rgb(0 0 0 / .18)", maxWidth: "min(34rem, 92vw)" },
  ".cm-diagnostic": { font: ".9rem/1.45 var(--sans)", padding: ".5rem .8rem", borderLeft: "3px solid var(--stated)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--inferred)" },
  ".cm-diagnosticAction": { font: "600 .85rem/1.3 var(--sans)", display: "block", margin: ".4rem 0 0", padding: ".3rem .7rem", background: "var(--stated)", color: "var(--paper)", border: "0", borderRadius: "3px", cursor: "pointer" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: ".88rem", maxHeight: "17rem", maxWidth: "min(38rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "1rem", padding: ".25rem .7rem", alignItems: "baseline" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--stated) !important", color: "var(--paper) !important" },
  ".cm-completionDetail": { marginLeft: "auto", fontStyle: "normal", fontFamily: "var(--sans)", fontSize: ".82rem", opacity: ".85" },
  ".cm-completionLabel": { whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" },
});
