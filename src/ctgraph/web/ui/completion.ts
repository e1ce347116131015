// What may come next: properties that things of this kind have, classes, things by their names in any
// language, variables and keywords.

import { acceptCompletion, autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { nameOf, put } from "./naming";
import { expand, read, type Reading, TYPE } from "./reading";
import { type Class, folded, label, type Property, type Site, type Term, type Terms, terms, things } from "./site";

const WORD = /[?$]?[\p{L}\p{N}_:.-]*$/u;
const MOST = 60;
const KEYWORDS: Record<string, string[]> = {
  query: ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "WHERE", "FROM", "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "DISTINCT"],
  subject: ["OPTIONAL", "FILTER", "FILTER NOT EXISTS", "UNION", "GRAPH", "BIND", "VALUES", "MINUS", "SELECT"],
  expression: ["COUNT", "LANG", "STR", "CONTAINS", "LCASE", "REGEX", "BOUND", "YEAR", "GROUP_CONCAT", "MIN", "MAX", "IF", "COALESCE", "EXISTS", "DISTINCT", "AS"],
};

/** Completion from the graph that the site serves. */
export function completion(site: Site): Extension {
  const source = (context: CompletionContext) => complete(site, context);
  return [
    autocompletion({ override: [source], icons: false, maxRenderedOptions: MOST }),
    Prec.highest(keymap.of([{ key: "Tab", run: acceptCompletion }])),
  ];
}

async function complete(site: Site, context: CompletionContext): Promise<CompletionResult | null> {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const word = WORD.exec(before)?.[0] ?? "";
  if ((!word && !context.explicit) || before.includes("#")) return null;
  const from = context.pos - word.length;
  const reading = read(context.state.doc.toString(), from);
  const known = await terms(site);
  const offers = new Offers(site, known, reading, word);
  const options = await offers.all();
  return context.aborted || !options.length ? null : { from, options, filter: false };
}

class Offers {
  private readonly wanted: string; // what labels and local names are searched for
  private readonly namespace: string; // that the word names, or empty

  constructor(private readonly site: Site, private readonly known: Terms, private readonly reading: Reading, private readonly word: string) {
    const at = word.indexOf(":");
    const prefixes = { ...known.prefixes, ...reading.prefixes };
    this.namespace = at < 0 ? "" : (prefixes[word.slice(0, at)] ?? "");
    this.wanted = folded(at < 0 ? word : word.slice(at + 1));
  }

  async all(): Promise<Completion[]> {
    if (/^[?$]/.test(this.word)) return this.variables();
    const { slot } = this.reading;
    if (slot === "verb") return [...this.keywords(["a"]), ...this.properties()];
    if (slot === "object" && this.verb === TYPE) return this.classes();
    if (slot === "object") return [...this.variables(), ...(await this.things(this.verb))];
    const words = this.keywords(KEYWORDS[slot] ?? []);
    if (slot === "query") return words;
    return [...words, ...(this.word.length > 1 ? await this.things() : [])];
  }


  private get verb(): string {
    return expand(this.reading.verb, this.known.prefixes);
  }

  private keywords(words: string[]): Completion[] {
    if (this.namespace || this.word.includes(":")) return [];
    return words.filter((word) => word.toLowerCase().startsWith(this.word.toLowerCase())).map((word) => ({ label: word, type: "keyword" }));
  }

  private variables(): Completion[] {
    const names = this.reading.variables.filter((name) => name !== this.word && name !== this.reading.subject);
    if (this.reading.slot === "object" && this.verb) names.unshift(`?${localOf(this.verb)}`);
    return [...new Set(names)].filter((name) => name.startsWith(this.word)).map((name) => ({ label: name, type: "variable" }));
  }

  private properties(): Completion[] {
    const counts = new Map<number, number>();
    const classes = classesOf(this.known, this.reading);
    for (const { properties } of classes)
      for (const [place, count] of properties) counts.set(place, Math.max(count, counts.get(place) ?? 0));
    const all = this.known.properties.map((property, place) => ({ property, count: classes.length ? (counts.get(place) ?? 0) : property.count }));
    const fitting = all.filter(({ property, count }) => property.iri !== TYPE && count > 0);
    return this.ranked(fitting.map(({ property, count }) => ({ ...property, count })));
  }

  private classes(): Completion[] {
    return this.ranked(this.known.classes);
  }

  private async things(property = ""): Promise<Completion[]> {
    if (!this.wanted && !this.namespace && !property) return [];
    const found = await things(this.site, this.wanted, this.namespace, property);
    return found.map((thing) => this.option(thing.iri, thing.name));
  }

  private ranked(found: Term[]): Completion[] {
    const ranks = found.map((term) => ({ term, rank: this.rank(term) })).filter(({ rank }) => rank < 4);
    ranks.sort((a, b) => a.rank - b.rank || b.term.count - a.term.count);
    return ranks.slice(0, MOST).map(({ term }) => this.option(term.iri, [label(this.site, term), String(term.count)].filter(Boolean).join(" · ")));
  }

  /** How well a term fits what was typed: 0 is best, 4 not at all. */
  private rank(term: Term): number {
    if (!term.iri.startsWith(this.namespace) || (this.word.includes(":") && !this.namespace)) return 4;
    const local = folded(localOf(term.iri));
    if (local.startsWith(this.wanted)) return 0;
    const names = Object.values(term.labels).map(folded);
    if (names.some((name) => name.startsWith(this.wanted))) return 1;
    if (names.some((name) => name.includes(` ${this.wanted}`))) return 2;
    return local.includes(this.wanted) || names.some((name) => name.includes(this.wanted)) ? 3 : 4;
  }

  private option(iri: string, detail: string): Completion {
    const name = nameOf(iri, this.reading.prefixes, this.known.prefixes);
    return { label: name.text, detail, apply: (view, _, from, to) => put(view, from, to, name.text, name.declaration) };
  }
}

/** The classes that a subject may have: as stated, else by where it stands, what is said of it, its name. */
export function classesOf(known: Terms, { subject, triples, prefixes }: Reading): Class[] {
  const full = (name: string) => expand(name, { ...known.prefixes, ...prefixes });
  const about = triples.filter((triple) => triple.subject === subject);
  const stated = new Set(about.filter(({ verb }) => full(verb) === TYPE).map(({ object }) => full(object)));
  const named = (iris: Set<string>) => known.classes.filter(({ iri }) => iris.has(iri));
  if (stated.size) return named(stated);
  const leading = known.properties.filter(({ iri }) => triples.some(({ object, verb }) => object === subject && full(verb) === iri));
  if (leading.length) return named(new Set(leading.flatMap(({ ranges }: Property) => ranges)));
  const used = known.properties.flatMap(({ iri }, place) => (iri !== TYPE && about.some(({ verb }) => full(verb) === iri) ? [place] : []));
  if (used.length) return known.classes.filter(({ properties }) => used.every((place) => properties.some(([p]) => p === place)));
  const name = folded(subject.replace(/^[?$]/, ""));
  return known.classes.filter((one) => [localOf(one.iri), ...Object.values(one.labels)].some((called) => folded(called) === name));
}

export function localOf(iri: string): string {
  return /[^/#:]*$/.exec(iri)?.[0] ?? "";
}
