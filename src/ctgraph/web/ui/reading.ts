// What an unfinished query says around the cursor. The server judges queries; this only guesses what is
// being written, so that it can be completed.

export type Slot = "query" | "subject" | "verb" | "object" | "graph" | "expression";

export interface Triple {
  subject: string;
  verb: string;
  object: string;
}

export interface Reading {
  slot: Slot;
  subject: string;
  verb: string;
  triples: Triple[];
  variables: string[];
  prefixes: Record<string, string>; // as the query declares them
}

interface Frame {
  slot: Slot;
  subject: string;
  verb: string;
}

export const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

const TOKEN = new RegExp(
  [
    String.raw`\s+|#[^\n]*`,
    String.raw`(?<iri><[^<>"{}|^\x60\\\s]*>)`,
    String.raw`(?<string>(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)(?:@[\w-]+)?)`,
    String.raw`(?<variable>[?$][\p{L}\w]+)`,
    String.raw`(?<name>(?:\p{L}[\p{L}\w.-]*)?:(?:[\p{L}\w:%.-]*[\p{L}\w:%-])?)`,
    String.raw`(?<word>[\p{L}_][\p{L}\w]*|[\d.]+\d|\d)`,
    String.raw`(?<mark>\^\^|[^])`,
  ].join("|"),
  "gu",
);
const PREFIX = /\bPREFIX\s+([\p{L}\w.-]*):\s*<([^<>\s]*)>/giu;

/** Read a query up to where something is being written, and what all of it says of its variables. */
export function read(text: string, at: number): Reading {
  const prefixes: Record<string, string> = {};
  for (const [, prefix, namespace] of text.matchAll(PREFIX)) prefixes[prefix ?? ""] = namespace ?? "";
  const reader = new Reader((name) => expand(name, prefixes));
  let here: Frame | undefined;
  for (const match of text.matchAll(TOKEN)) {
    if (!here && match.index >= at) here = { ...reader.frame };
    const groups = match.groups ?? {};
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
    if (kind) reader.take(kind, match[0]);
  }
  return { ...(here ?? reader.frame), triples: reader.triples, variables: [...reader.variables], prefixes };
}

/** The IRI that a name stands for, without angle brackets; variables stay as they are. */
export function expand(name: string, prefixes: Record<string, string>): string {
  if (name === "a") return TYPE;
  if (name.startsWith("<")) return name.slice(1, -1);
  const at = name.indexOf(":");
  const namespace = at < 0 ? undefined : prefixes[name.slice(0, at)];
  return namespace === undefined ? name : namespace + name.slice(at + 1);
}

class Reader {
  triples: Triple[] = [];
  variables = new Set<string>();
  private frames: Frame[] = [{ slot: "query", subject: "", verb: "" }];
  private blanks = 0;

  constructor(private readonly expanded: (name: string) => string) {}

  get frame(): Frame {
    return this.frames[this.frames.length - 1]!;
  }

  take(kind: string, text: string): void {
    if (kind === "variable") this.variables.add(text);
    if (kind === "mark") this.mark(text);
    else if (kind === "word" && !(text === "a" && this.frame.slot === "verb")) this.word(text);
    else this.term(this.expanded(text));
  }

  private mark(text: string): void {
    const frame = this.frame;
    if (text === "{") this.push("subject", "");
    else if (text === "(") this.push("expression", "");
    else if (text === "[") {
      const blank = `_:${(this.blanks += 1)}`;
      this.term(blank);
      this.push("verb", blank);
    } else if ("})]".includes(text)) {
      if (this.frames.length > 1) this.frames.pop();
      if (text === "}" && this.frame.slot !== "query") this.frame.slot = "subject";
    } else if (frame.slot === "query" || frame.slot === "expression") return;
    else if (text === ".") frame.slot = "subject";
    else if (text === ";") frame.slot = "verb";
    else if (text === ",") frame.slot = "object";
    else if ("/|^".includes(text) && (frame.slot === "object" || frame.slot === "verb")) frame.slot = "verb";
  }

  private word(text: string): void {
    const frame = this.frame;
    if (frame.slot === "query" || frame.slot === "expression") return;
    if (/^(graph|service)$/i.test(text)) frame.slot = "graph";
    else if (/^[\d.]+$|^(true|false)$/i.test(text)) this.term(text);
    else frame.slot = "subject";
  }

  private term(text: string): void {
    const frame = this.frame;
    if (frame.slot === "subject") {
      frame.subject = text;
      frame.slot = "verb";
    } else if (frame.slot === "verb") {
      frame.verb = text;
      frame.slot = "object";
    } else if (frame.slot === "object") {
      this.triples.push({ subject: frame.subject, verb: frame.verb, object: text });
      frame.slot = "subject";
    } else if (frame.slot === "graph") frame.slot = "subject";
  }

  private push(slot: Slot, subject: string): void {
    this.frames.push({ slot, subject, verb: "" });
  }
}
