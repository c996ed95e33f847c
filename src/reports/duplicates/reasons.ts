// Why a report looks like another, in words: what a person can check with their own eyes. Pure.
import type { Similar } from '../../core/search/similar-documents.ts';
import { readPieces, type Term } from '../../core/search/words.ts';

export type Reason = { readonly kind: 'endpoint' | 'class' | 'wording' | 'words' | 'id'; readonly text: string };

export type Strength = 'strong' | 'some' | 'weak';

/** Below this nobody is bothered. */
const WORTH_SHOWING = 0.18;
const STRONG = 0.48;

/** How strong the likeness is; undefined when it is not worth a look. */
export const strengthOf = ({ likeness }: Pick<Similar, 'likeness'>): Strength | undefined =>
  likeness >= STRONG
    ? 'strong'
    : likeness >= (WORTH_SHOWING + STRONG) / 2
      ? 'some'
      : likeness >= WORTH_SHOWING
        ? 'weak'
        : undefined;

/** Wording is worth a word when a third of it is shared; less can be chance. */
const SHARED_WORDING = 0.33;
const MOST_WORDS = 6;

/** The words of some texts as they were typed, by what they are found by: a stem is no word. */
export type TypedWords = ReadonlyMap<Term, string>;

/** Reads the texts once, for the reasons of all that look like them. */
export function readTypedWords(texts: readonly string[]): TypedWords {
  const typed = new Map<Term, string>();
  for (const text of texts)
    for (const { start, end, terms } of readPieces(text)) {
      const [first] = terms;
      if (terms.length === 1 && first !== undefined && !typed.has(first)) typed.set(first, text.slice(start, end));
    }
  return typed;
}

/**
 * @param typed of the texts that are at hand: they have all the shared terms. @param nameOfClass what a class is called
 */
export function reasonsFor(
  { shared, wording }: Similar,
  typed: TypedWords,
  nameOfClass: (id: string) => string | undefined,
): Reason[] {
  const endpoint = shared.find(term => term.startsWith('e'));
  const path = endpoint === undefined ? longest(shared.filter(term => term.startsWith('p'))) : undefined;
  const host = endpoint === undefined ? longest(shared.filter(term => term.startsWith('h'))) : undefined;
  const kind = longest(shared.filter(term => term.startsWith('c')));
  const ids = shared.filter(isId);
  const words = shared
    .filter(term => term.startsWith('w') && !isId(term))
    .slice(0, MOST_WORDS * 3)
    .flatMap(term => typed.get(term)?.toLowerCase() ?? [])
    .slice(0, MOST_WORDS);
  return [
    ...(endpoint === undefined ? [] : [{ kind: 'endpoint', text: `Same endpoint: ${endpoint.slice(1)}` } as const]),
    ...(path === undefined ? [] : [{ kind: 'endpoint', text: `Same path: ${path.slice(1)}` } as const]),
    ...(host === undefined || path !== undefined
      ? []
      : [{ kind: 'endpoint', text: `Same host: ${host.slice(1)}` } as const]),
    ...(kind === undefined
      ? []
      : [{ kind: 'class', text: `Same class: ${nameOfClass(kind.slice(1)) ?? kind.slice(1)}` } as const]),
    ...(ids.length === 0
      ? []
      : [{ kind: 'id', text: `Same id: ${ids.map(id => id.slice(1).toUpperCase()).join(', ')}` } as const]),
    ...(wording < SHARED_WORDING
      ? []
      : [
          {
            kind: 'wording',
            text:
              wording > 0.9
                ? 'Nearly the same wording'
                : `About ${Math.round(wording * 10) * 10} % of the wording is the same`,
          } as const,
        ]),
    ...(words.length === 0 ? [] : [{ kind: 'words', text: `Similar words: ${words.join(', ')}` } as const]),
  ];
}

const isId = (term: Term): boolean => /^w(?:cve|cwe|ghsa|capec)-/.test(term);

const longest = (terms: readonly Term[]): Term | undefined =>
  terms.reduce<Term | undefined>(
    (best, term) => (best === undefined || term.length > best.length ? term : best),
    undefined,
  );
