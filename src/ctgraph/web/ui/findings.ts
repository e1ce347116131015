// What was found, said below the editor too: for those who do not point, and for screen readers.

import type { Diagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import type { Site } from "./site";

const MOST = 3;

/** Make the place below the editor; gives what fills it. */
export function findings(site: Site, form: HTMLFormElement): (view: EditorView, found: readonly Diagnostic[]) => void {
  const list = document.createElement("ul");
  const place = document.createElement("div");
  place.className = "findings";
  place.setAttribute("role", "status");
  place.append(list);
  form.querySelector("textarea")?.after(place);
  return (view, found) => list.replaceChildren(...found.slice(0, MOST).map((one) => item(site, view, one)));
}

function item(site: Site, view: EditorView, one: Diagnostic): HTMLLIElement {
  const line = document.createElement("small");
  line.textContent = (site.words.line ?? "").replace("{n}", String(view.state.doc.lineAt(one.from).number));
  const made = document.createElement("li");
  made.className = one.severity;
  made.append(line, ` ${one.message} `);
  for (const action of one.actions?.slice(0, 1) ?? []) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.name;
    button.onclick = () => {
      action.apply(view, one.from, one.to);
      view.focus();
    };
    made.append(button);
  }
  return made;
}
