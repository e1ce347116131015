// The queries that were run from this browser; they are kept in it and nowhere else.

import type { Site } from "./site";

const KEY = "ctgraph.queries";
const MOST = 20;

/** Put a query first among those that were run. */
export function remember(query: string): void {
  store([query, ...past().filter((other) => other !== query)].slice(0, MOST));
}

/** Offer them again, below the examples. */
export function showHistory(site: Site, form: HTMLFormElement): void {
  const queries = past();
  const place = document.querySelector<HTMLElement>("[data-history]");
  if (!place || !queries.length) return;
  const list = document.createElement("ol");
  list.append(...queries.map((query) => item(form, query)));
  const forget = document.createElement("button");
  forget.type = "button";
  forget.className = "quiet";
  forget.textContent = site.words.forget ?? "";
  forget.onclick = () => {
    store([]);
    place.hidden = true;
  };
  place.append(list, forget);
  place.hidden = false;
}

function item(form: HTMLFormElement, query: string): HTMLLIElement {
  const link = document.createElement("a");
  const asked = new URLSearchParams(location.search);
  for (const name of [...asked.keys()]) if (name !== "lang") asked.delete(name);
  asked.set("query", query);
  link.href = `${form.action}?${asked}`;
  link.textContent = gist(query);
  link.title = query;
  const made = document.createElement("li");
  made.append(link);
  return made;
}

/** A query in a line: what follows its prologue. */
function gist(query: string): string {
  const body = query.replace(/^\s*(?:(?:PREFIX|BASE)\b[^\n]*|#[^\n]*)\n/gim, "").replace(/\s+/g, " ").trim();
  return body.length > 90 ? `${body.slice(0, 89)}…` : body;
}

function past(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((query) => typeof query === "string") : [];
  } catch {
    return []; // storage is refused, or holds something else
  }
}

function store(queries: string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(queries));
  } catch {
    // a browser that keeps nothing forgets
  }
}
