// What the page and the server say to the editor.

export interface Term {
  iri: string;
  labels: Record<string, string>;
  count: number;
}
export interface Property extends Term {
  ranges: string[]; // classes of what it leads to
}
export interface Class extends Term {
  listed: boolean; // of what the graph is about
  properties: [number, number][]; // a property's place in the list, and how many things have it
}
export interface Terms {
  prefixes: Record<string, string>;
  properties: Property[];
  classes: Class[];
}
export interface Thing {
  iri: string;
  name: string;
  language: string;
  classes: string[];
}
export interface Place {
  line: number; // both begin at 1 and count code points
  column: number;
  endLine: number;
  endColumn: number;
}
export interface Diagnosis extends Place {
  severity: "error" | "warning";
  code: string;
  offending: string;
  message: Record<string, string>;
  near: string[];
  cure: { range: Place; text: string } | null;
}

export interface Site {
  language: string;
  address: string; // of the endpoint
  words: Record<string, string>;
}

/** Read what the page's form says to the editor. */
export function siteOf(form: HTMLFormElement): Site {
  return JSON.parse(form.dataset.editor ?? "{}") as Site;
}

/** Fetch classes and properties, once; empty where that fails, since the editor works without. */
export function terms(site: Site): Promise<Terms> {
  known ??= json<Terms>(`${site.address}/completions`).catch(() => nothing);
  return known;
}
let known: Promise<Terms> | undefined;
const nothing: Terms = { prefixes: {}, properties: [], classes: [] };

/** Find things by part of a name; of a namespace, and best as values of a property, if these are given. */
export async function things(site: Site, text: string, within = "", of = ""): Promise<Thing[]> {
  const asked = new URLSearchParams({ text, in: within, of });
  const url = `${site.address}/completions/things?${asked}`;
  return json<{ things: Thing[] }>(url).then((answer) => answer.things, () => []);
}

/** Let the server look through a query. */
export async function check(site: Site, query: string): Promise<Diagnosis[]> {
  return json<{ diagnoses: Diagnosis[] }>(`${site.address}/check`, posted(query)).then((answer) => answer.diagnoses, () => []);
}

/** Let the server write a query in one style; as it is, where that fails. */
export async function tidied(site: Site, query: string): Promise<string> {
  return json<{ query: string }>(`${site.address}/tidy`, posted(query)).then((answer) => answer.query, () => query);
}

function posted(query: string): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/sparql-query" }, body: query };
}

async function json<T>(url: string, asked: RequestInit = {}): Promise<T> {
  const response = await fetch(url, { ...asked, headers: { Accept: "application/json", ...asked.headers } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}

/** A term's label in the language of the page, else in any. */
export function label(site: Site, term: { labels: Record<string, string> }): string {
  return term.labels[site.language] ?? Object.values(term.labels)[0] ?? "";
}

/** Leave out capitals and accents. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
