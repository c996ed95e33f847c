// Numbers the clauses of a policy, so that a closing for a broken rule can name the very one.

/** `id` like `3` for a section and `3.2` for the second item in it; `text` is plain, without Markdown. */
export type PolicyClause = { readonly id: string; readonly text: string };

/**
 * The clauses of a policy in Markdown: every heading of the second level, and every item of a list under it.
 * Same text, same numbers; a policy version never changes, so a clause id stays true for it.
 */
export function policyClauses(markdown: string): PolicyClause[] {
  const clauses: { id: string; text: string }[] = [];
  let section = 0;
  let item = 0;
  let isOpen = false;
  for (const line of markdown.split(/\r?\n/u)) {
    const heading = /^##\s+(.+?)\s*#*$/u.exec(line)?.[1];
    const entry = /^(?:[-*+]|\d+[.)])\s+(.+)$/u.exec(line)?.[1];
    if (heading !== undefined) {
      section += 1;
      item = 0;
      clauses.push({ id: `${section}`, text: plain(heading) });
      isOpen = false;
    } else if (entry !== undefined && section > 0) {
      item += 1;
      clauses.push({ id: `${section}.${item}`, text: plain(entry) });
      isOpen = true;
    } else if (isOpen && /^\s+\S/u.test(line)) {
      const last = clauses.at(-1);
      if (last) last.text += ` ${plain(line)}`;
    } else isOpen = false;
  }
  return clauses;
}

const plain = (markdown: string): string =>
  markdown
    .trim()
    .replace(/\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/[*_`]/gu, '');
