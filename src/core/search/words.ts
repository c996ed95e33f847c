// Takes a text apart into what can be searched for: words by their stem, ids, hosts, paths, endpoints. Pure.
import { stemOf } from './stem.ts';

/**
 * A thing that can be found. Its first letter says what it is: `w` a word or an id, `h` a host or a domain above it,
 * `p` the beginning of a path, `e` an endpoint (host and path). Sources add their own with other letters.
 */
export type Term = string;

/** A piece of a text, by its place in it, and the terms that it stands for. */
export type Piece = { readonly start: number; readonly end: number; readonly terms: readonly Term[] };

/** Raise it when the same text would give other terms: what was indexed before is then indexed anew. */
export const TOKENIZER = 1;

const ID = String.raw`\b(?:CVE|VDP|ISS|GHSA|CWE|CAPEC)-[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*`;
const URL_LIKE = String.raw`\bhttps?:\/\/[^\s<>"'\x60)\]}]+`;
const HOST = String.raw`\b(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\b(?::\d{2,5})?(?:\/[\w.~%:@{}$+,;=&\/-]*)?`;
const PATH = String.raw`(?<=^|[\s"'\x60(=])\/[\w.~%:@{}$+-]+(?:\/[\w.~%:@{}$+-]*)*`;
const COMPOUND = String.raw`[\p{L}\p{N}\p{M}]+(?:[-_.][\p{L}\p{N}\p{M}]+)+`;
const WORD = String.raw`[\p{L}\p{N}\p{M}]+`;
const pieces = new RegExp(`(${ID})|(${URL_LIKE})|(${HOST})|(${PATH})|(${COMPOUND})|(${WORD})`, 'giu');
const innerWords = new RegExp(`${COMPOUND}|${WORD}`, 'gu');

/** Reads a text from its beginning; at most `limit` pieces of it. */
export function* readPieces(text: string, limit = 20_000): Generator<Piece> {
  let count = 0;
  let at = 0;
  for (;;) {
    let start = at;
    while (isGap(text.charCodeAt(start))) start += 1;
    plain.lastIndex = start;
    if (plain.test(text)) {
      if (++count > limit) return;
      at = plain.lastIndex;
      const terms = wordTerms(text.slice(start, at));
      if (terms.length > 0) yield { start, end: at, terms };
      continue;
    }
    pieces.lastIndex = start;
    const match = pieces.exec(text);
    if (match === null || ++count > limit) return;
    at = match.index + match[0].length;
    const terms = termsOf(match);
    if (terms.length > 0) yield { start: match.index, end: at, terms };
  }
}

/** Letters that nothing can follow by which they would be more than a word: most of what people write. */
const plain = /[a-zA-Z]+(?=[\s,;!?)]|\.(?:\s|$)|$)/y;

/** A space, a line's end or a comma: no piece holds one or begins with it. */
const isGap = (code: number): boolean => code === 32 || code === 10 || code === 44;

function termsOf([piece, id, url, host, path, compound]: RegExpExecArray): readonly Term[] {
  if (id !== undefined) return [`w${id.toLowerCase()}`];
  if (url !== undefined) return [...addressTerms(url.replace(/^https?:\/\//i, '')), ...wordsWithin(piece)];
  if (host !== undefined) return [...(looksLikeFile(host) ? [] : addressTerms(host)), ...wordsWithin(piece)];
  if (path !== undefined) return [...pathTerms(path), ...wordsWithin(piece)];
  return compound !== undefined ? compoundTerms(compound) : wordTerms(piece);
}

/** What somebody means who types this: the most exact term of each piece, so that a host means the host, not its parts. */
export function typedTerms(text: string): Term[][] {
  const wanted: Term[][] = [];
  for (const { terms } of readPieces(text, 50)) {
    const exact = terms.find(term => term.startsWith('e')) ?? terms.filter(term => term.startsWith('p')).at(-1);
    const [first] = terms;
    if (exact !== undefined) wanted.push([exact]);
    else if (first !== undefined) wanted.push(isIdeographic(first) ? [...terms] : [first]);
  }
  return wanted.flatMap(terms => (terms.length > 1 ? terms.map(term => [term]) : [terms]));
}

/** The host in the form in which it is found. */
export const hostTerm = (host: string): Term =>
  `h${host
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[:/].*$/, '')
    .replace(/^\.+|\.+$/g, '')}`;

/** The beginning of a path in the form in which it is found. */
export const pathTerm = (path: string): Term => `p${templateOf(path)}`;

function addressTerms(address: string): Term[] {
  const slash = address.search(/[/?#]/);
  const host = (slash < 0 ? address : address.slice(0, slash)).toLowerCase().replace(/:\d+$/, '').replace(/^.*@/, '');
  if (!/^[a-z0-9.-]+$/.test(host)) return [];
  const labels = host.split('.').filter(label => label !== '');
  const isName = labels.length > 1 && !/^\d+$/.test(labels.at(-1) ?? '');
  const hosts = isName ? labels.slice(0, -1).map((_, from) => `h${labels.slice(from).join('.')}`) : [`h${host}`];
  const path = slash < 0 ? '' : address.slice(slash);
  if (!path.startsWith('/') || path.length < 2) return hosts.slice(0, 5);
  return [...hosts.slice(0, 5), ...pathTerms(path), `e${host}${templateOf(path)}`];
}

function pathTerms(path: string): Term[] {
  const segments = templateOf(path).split('/').slice(1);
  return segments.slice(0, 8).map((_, index) => `p/${segments.slice(0, index + 1).join('/')}`);
}

/** A path without query, with `{}` in the place of what differs from case to case. */
function templateOf(path: string): string {
  const [plain = ''] = path.split(/[?#]/);
  const segments = plain
    .toLowerCase()
    .split('/')
    .filter(segment => segment !== '');
  return `/${segments.map(segment => (isVariable(segment) ? '{}' : segment)).join('/')}`;
}

const isVariable = (segment: string): boolean =>
  /^(?:\d+|:.+|[{<$].*|[0-9a-f-]{16,}|.{41,})$/.test(segment) ||
  (/^[\w-]{12,}$/.test(segment) && /\d.*\d.*\d/.test(segment));

/** Names of files look like hosts: `login.php`. */
const looksLikeFile = (host: string): boolean =>
  /\.(?:js|mjs|ts|tsx|jsx|json|php|html?|css|py|rb|go|rs|java|jar|xml|ya?ml|txt|md|png|jpe?g|gif|svg|pdf|zip|sh|sql|log|csv|har|exe|apk|asp|aspx|jsp|cgi|env|ini|conf)$/i.test(
    host,
  );

function* wordsWithin(text: string): Generator<Term> {
  for (const [word] of text.matchAll(innerWords))
    for (const term of /[-_.]/.test(word) ? compoundTerms(word) : wordTerms(word))
      if (!isOfEveryAddress(term)) yield term;
}

const isOfEveryAddress = (term: Term): boolean => ['whttp', 'whttps', 'wwww', 'wcom'].includes(term);

/** The whole first (`x-forwarded-for`), then its parts. */
function compoundTerms(compound: string): Term[] {
  const parts = compound.split(/[-_.]/).flatMap(wordTerms);
  return [`w${normal(compound).slice(0, LONGEST)}`, ...parts];
}

function wordTerms(word: string): readonly Term[] {
  // V8 keeps the whole text of a longer piece of it.
  if (word.length > 12) return readWord(word);
  const earlier = known.get(word);
  if (earlier) return earlier;
  const terms = readWord(word);
  if (known.size >= KNOWN) known.clear();
  known.set(word, terms);
  return terms;
}

/** Texts share most of their words. */
const known = new Map<string, readonly Term[]>();
const KNOWN = 40_000;

function readWord(word: string): Term[] {
  if (isIdeographic(`w${word}`)) return bigrams(normal(word)).map(pair => `w${pair}`);
  const plain = normal(word).slice(0, LONGEST);
  if (plain === '' || stopWords.has(plain) || (plain.length === 1 && !/\p{N}/u.test(plain))) return [];
  const humps = word.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu) ?? [];
  const parts = humps.length > 1 && /\p{Ll}\p{Lu}/u.test(word) ? humps.flatMap(wordTerms) : [];
  return [`w${stemOf(plain)}`, ...parts];
}

/** Scripts without spaces between words are read as overlapping pairs. */
const isIdeographic = (term: Term): boolean =>
  /^w[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]{2,}$/u.test(term);

function bigrams(word: string): string[] {
  const letters = [...word];
  return letters.slice(0, -1).map((letter, index) => letter + (letters[index + 1] ?? ''));
}

/** Beyond this many characters words are told apart no more. */
const LONGEST = 64;

/** Compatibility forms and letter case are one, accents are dropped. */
const normal = (word: string): string =>
  /^[a-z0-9]*$/.test(word)
    ? word
    : word
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        .replace(/ß/g, 'ss');

const stopWords: ReadonlySet<string> = new Set(
  'a an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its me my no nor not of on or our she so some such than that the their them then there these they this those to us was we were what when where which while who will with would you your'.split(
    ' ',
  ),
);
