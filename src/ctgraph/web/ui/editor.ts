// The query editor: CodeMirror in the place of the page's text field, whose form goes on working.
//
// It stands in a shadow root, where its styles are adopted style sheets: the page's policy stays strict.

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { completion } from "./completion";
import { offerCopies } from "./copy";
import { checks } from "./lint";
import { look } from "./look";
import { findings } from "./findings";
import { remember, showHistory } from "./past";
import { showInside } from "./inside";
import { type Site, siteOf, tidied } from "./site";
import { foldPrologue, sparql } from "./sparql";

function mount(form: HTMLFormElement, field: HTMLTextAreaElement): void {
  const site = siteOf(form);
  const host = document.createElement("div");
  host.className = "editor";
  const told = findings(site, form);
  const view = new EditorView({
    root: host.attachShadow({ mode: "open" }),
    state: EditorState.create({ doc: field.value, extensions: extensions(site, form, field, (found) => told(view, found)) }),
  });
  host.shadowRoot!.append(view.dom);
  field.before(host);
  replace(field, view);
  foldPrologue(view);
  form.addEventListener("submit", () => {
    field.value = view.state.doc.toString();
    remember(field.value);
  });
  showHistory(site, form);
  offerCopies(site);
  void showInside(site, view);
}

/** The field stays, unseen, as what the form sends. */
function replace(field: HTMLTextAreaElement, view: EditorView): void {
  const label = field.labels?.[0];
  field.hidden = true;
  field.required = false;
  label?.removeAttribute("for");
  label?.addEventListener("click", () => view.focus());
}

/**
 * Type over a selection of several lines: a browser that joins lines by itself writes inline styles, which
 * the page's policy refuses aloud.
 */
const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    const text = event.inputType === "insertText" ? event.data : null;
    if (text === null || event.isComposing || view.state.doc.lineAt(from).to >= to) return false;
    view.dispatch(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});

/** Put the tidied query in the place of what is there, unless that has changed meanwhile; one key undoes it. */
async function tidyUp(site: Site, view: EditorView): Promise<void> {
  const before = view.state.doc;
  const text = await tidied(site, before.toString());
  if (view.state.doc !== before || text === before.toString()) return;
  const head = Math.min(view.state.selection.main.head, text.length);
  view.dispatch({ changes: { from: 0, to: before.length, insert: text }, selection: { anchor: head }, userEvent: "input.tidy" });
  foldPrologue(view);
}

function extensions(site: Site, form: HTMLFormElement, field: HTMLTextAreaElement, told: Parameters<typeof checks>[1]): Extension {
  const run = () => (form.requestSubmit(), true);
  const tidy = (view: EditorView) => (void tidyUp(site, view), true);
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    EditorView.lineWrapping,
    indentUnit.of("  "),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    sparql(site.words.prologue ?? ""),
    completion(site),
    checks(site, told),
    look,
    typingOver,
    EditorView.contentAttributes.of({ "aria-label": field.labels?.[0]?.textContent ?? "", spellcheck: "false" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) field.value = update.state.doc.toString();
    }),
    Prec.highest(keymap.of([{ key: "Mod-Enter", run }, { key: "Shift-Alt-f", run: tidy }])),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}

const form = document.querySelector<HTMLFormElement>("form[data-editor]");
const field = form?.querySelector("textarea");
if (form && field) mount(form, field);
