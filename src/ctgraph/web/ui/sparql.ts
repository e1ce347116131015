// The language: colours, indentation, and a prologue that folds.

import { codeFolding, foldEffect, foldKeymap, foldService, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql as mode } from "@codemirror/legacy-modes/mode/sparql";
import type { EditorState, Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const DECLARATION = /^\s*(PREFIX|BASE)\b/i;
const WORTH_FOLDING = 3; // lines

const colours = HighlightStyle.define([
  { tag: tags.atom, color: "var(--ink)" },
  { tag: tags.keyword, color: "var(--stated)", fontWeight: "600" },
  { tag: [tags.standard(tags.variableName), tags.operatorKeyword], color: "var(--reported)" },
  { tag: tags.local(tags.variableName), color: "var(--kept)" },
  { tag: tags.string, color: "var(--inferred)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.meta, color: "var(--ours)" },
]);

const language = StreamLanguage.define({
  ...mode,
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", '"'] } },
});

/** SPARQL, as the editor shows it; `folded` says how a folded prologue is announced. */
export function sparql(folded: string): Extension {
  return [
    language,
    syntaxHighlighting(colours),
    foldService.of(foldable),
    codeFolding({ placeholderDOM: (_, unfold) => placeholder(folded, unfold) }),
    keymap.of(foldKeymap),
  ];
}

/** Fold the declarations at the top away, if there are enough of them. */
export function foldPrologue(view: EditorView): void {
  const range = prologue(view.state);
  if (range) view.dispatch({ effects: foldEffect.of(range) });
}

function foldable(state: EditorState, start: number): { from: number; to: number } | null {
  return state.doc.lineAt(start).number === 1 ? prologue(state) : null;
}

/** From the first prefix's name to the end of the last declaration. */
function prologue(state: EditorState): { from: number; to: number } | null {
  let last = 0;
  while (last < state.doc.lines && DECLARATION.test(state.doc.line(last + 1).text)) last += 1;
  if (last < WORTH_FOLDING) return null;
  const first = DECLARATION.exec(state.doc.line(1).text)!;
  return { from: first[0].length, to: state.doc.line(last).to };
}

function placeholder(title: string, unfold: (event: Event) => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cm-foldPlaceholder";
  button.textContent = "…";
  button.title = title;
  button.ariaLabel = title;
  button.onclick = unfold;
  return button;
}
