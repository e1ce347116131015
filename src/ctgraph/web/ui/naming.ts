// How an IRI is written in a query: with a prefix of the query's own, else with one of the site's, which
// is declared on the way.

import type { EditorView } from "@codemirror/view";
import type { ChangeSpec } from "@codemirror/state";

const LOCAL = /^[\p{L}\d_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;

export interface Name {
  text: string;
  declaration: string; // what has to be put first, or empty
}

/** Write an IRI as short as a query can. */
export function nameOf(iri: string, declared: Record<string, string>, known: Record<string, string>): Name {
  for (const prefixes of [declared, known]) {
    const fits = Object.entries(prefixes).filter(([prefix, namespace]) => iri.startsWith(namespace) && free(prefix, namespace, declared));
    fits.sort(([, a], [, b]) => b.length - a.length);
    const [prefix, namespace] = fits[0] ?? [];
    if (prefix !== undefined && namespace && LOCAL.test(iri.slice(namespace.length))) {
      const declaration = prefix in declared ? "" : `PREFIX ${prefix}: <${namespace}>\n`;
      return { text: `${prefix}:${iri.slice(namespace.length)}`, declaration };
    }
  }
  return { text: `<${iri}>`, declaration: "" };
}

function free(prefix: string, namespace: string, declared: Record<string, string>): boolean {
  return !(prefix in declared) || declared[prefix] === namespace;
}

/** Put a text in the place of a range, declarations first, and the cursor behind it. */
export function put(view: EditorView, from: number, to: number, text: string, declarations = ""): void {
  const changes: ChangeSpec[] = [{ from, to, insert: text }];
  if (declarations) changes.unshift({ from: 0, insert: declarations });
  view.dispatch({ changes, selection: { anchor: from + declarations.length + text.length }, userEvent: "input.complete", scrollIntoView: true });
}
