// A button beside each thing that is there to be copied.

import type { Site } from "./site";

export function offerCopies(site: Site): void {
  if (!navigator.clipboard) return; // over plain HTTP there is none, but on this very machine
  for (const text of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = site.words.copy ?? "";
    button.onclick = async () => {
      await navigator.clipboard.writeText(text.textContent ?? "");
      button.textContent = "✓";
    };
    text.after(button);
  }
}
