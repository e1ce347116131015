// What the server finds in a query, underlined at its place, and mended by one key.

import { type Action, type Diagnostic, forEachDiagnostic, linter } from "@codemirror/lint";
import { type Extension, Prec, type Text } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { check, type Diagnosis, type Place, type Site } from "./site";

const PAUSE = 350; // milliseconds without a key before the server is asked
export const CURE_KEY = "Alt-Enter";

/** Check the query as it is written; `told` hears of what is found. */
export function checks(site: Site, told: (found: readonly Diagnostic[]) => void): Extension {
  const source = async (view: EditorView): Promise<Diagnostic[]> => {
    const doc = view.state.doc;
    const found = doc.toString().trim() ? await check(site, doc.toString()) : [];
    const diagnostics = found.map((one) => diagnostic(site, doc, one));
    if (view.state.doc === doc) told(diagnostics);
    return diagnostics;
  };
  return [
    linter(source, { delay: PAUSE }),
    Prec.highest(keymap.of([{ key: CURE_KEY, run: cure }, { key: "Ctrl-.", run: cure }])),
  ];
}

/** Apply the cure that is nearest to the cursor. */
function cure(view: EditorView): boolean {
  const at = view.state.selection.main.head;
  let best: { action: Action; from: number; to: number; away: number } | undefined;
  forEachDiagnostic(view.state, (one, from, to) => {
    const away = at < from ? from - at : Math.max(0, at - to);
    const action = one.actions?.[0];
    if (action && (!best || away < best.away)) best = { action, from, to, away };
  });
  best?.action.apply(view, best.from, best.to);
  return best !== undefined;
}

function diagnostic(site: Site, doc: Text, found: Diagnosis): Diagnostic {
  const [from, to] = range(doc, found);
  const message = found.message[site.language] ?? found.message.en ?? found.code;
  return { from, to: Math.max(to, from), severity: found.severity, message, actions: actions(site, doc, found) };
}

/** The cure first, then other terms that may have been meant. */
function actions(site: Site, doc: Text, { cure: first, near, ...place }: Diagnosis): Action[] {
  if (!first) return [];
  const [from, to] = range(doc, first.range);
  const [start, end] = range(doc, place);
  const others = from === start && to === end ? near.filter((text) => text !== first.text).slice(0, 2) : [];
  return [first.text, ...others].map((text, place) => {
    const what = text.trim() ? `${site.words.put ?? ""} ${text.trim()}` : (site.words.leave ?? "");
    return {
      name: place ? what : `${what} (${CURE_KEY.replace("-", "+")})`,
      apply: (view) => view.dispatch({ changes: { from, to, insert: text }, userEvent: "input.cure", scrollIntoView: true }),
    };
  });
}

/** A place of the server's as offsets of the editor's. */
function range(doc: Text, place: Place): [number, number] {
  return [offset(doc, place.line, place.column), offset(doc, place.endLine, place.endColumn)];
}

function offset(doc: Text, number: number, column: number): number {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const before = Array.from(line.text).slice(0, column - 1).join("");
  return line.from + before.length;
}
