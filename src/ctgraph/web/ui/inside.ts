// What is inside the graph: classes and what their things have, each a button that writes a pattern.

import type { EditorView } from "@codemirror/view";
import { localOf } from "./completion";
import { nameOf, put } from "./naming";
import { read } from "./reading";
import { type Class, label, type Site, type Term, type Terms, terms } from "./site";

const MOST_CLASSES = 40;
const MOST_PROPERTIES = 25;

/** Fill the page's place for it. */
export async function showInside(site: Site, view: EditorView): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-inside]");
  const known = await terms(site);
  const listed = known.classes.filter((one) => one.listed);
  if (!place || !listed.length) return;
  place.append(...listed.slice(0, MOST_CLASSES).map((one) => kind(site, known, one, view)));
  place.hidden = false;
}

function kind(site: Site, known: Terms, one: Class, view: EditorView): HTMLElement {
  const made = document.createElement("details");
  const summary = document.createElement("summary");
  summary.append(words(site, known, one));
  const variable = `?${localOf(one.iri).replace(/\W/g, "").replace(/^./, (first) => first.toLowerCase()) || "thing"}`;
  const list = document.createElement("ul");
  list.append(button(site, known, { ...one }, view, (name) => `${variable} a ${name} .`));
  for (const [place, count] of one.properties.slice(0, MOST_PROPERTIES)) {
    const property = known.properties[place];
    if (property) list.append(button(site, known, { ...property, count }, view, (name) => `${variable} ${name} ?${localOf(property.iri).replace(/\W/g, "") || "value"} .`));
  }
  made.append(summary, list);
  return made;
}

function button(site: Site, known: Terms, term: Term, view: EditorView, pattern: (name: string) => string): HTMLLIElement {
  const made = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.append(words(site, known, term));
  button.onclick = () => insert(view, known, term.iri, pattern);
  made.append(button);
  return made;
}

function words(site: Site, known: Terms, term: Term): DocumentFragment {
  const made = document.createDocumentFragment();
  const [name, count] = [document.createElement("code"), document.createElement("b")];
  name.textContent = nameOf(term.iri, {}, known.prefixes).text;
  count.textContent = term.count.toLocaleString(site.language);
  made.append(name, ` ${label(site, term)} `, count);
  return made;
}

/** Write a pattern on a line of its own: where the cursor is, if that is within braces, else at the end of the last. */
function insert(view: EditorView, known: Terms, iri: string, pattern: (name: string) => string): void {
  const text = view.state.doc.toString();
  const reading = read(text, view.state.selection.main.head);
  const name = nameOf(iri, reading.prefixes, known.prefixes);
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  const closing = text.lastIndexOf("}");
  if (reading.slot !== "query" || closing < 0) put(view, line.to, line.to, `\n  ${pattern(name.text)}`, name.declaration);
  else put(view, closing, closing, `${text[closing - 1] === "\n" ? "" : "\n"}  ${pattern(name.text)}\n`, name.declaration);
  view.focus();
}
