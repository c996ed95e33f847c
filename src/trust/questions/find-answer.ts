// Finds the answer to a buyer's question, and says how sure it is: rather a gap than an answer to something else. Pure.
import { rarityOf } from '../../core/search/search-document.ts';
import { readPieces } from '../../core/search/words.ts';

export type KnownQuestion = {
  readonly id: string;
  readonly question: string;
  readonly alsoAsked: readonly string[];
  /** What is answered; null while the answer may not be given. */
  readonly answer: string | null;
};

export type Found<Known extends KnownQuestion> = {
  /** The answer, where it is sure that this very thing was asked. */
  readonly answered: Known | undefined;
  /** What comes nearest; undefined where nothing is near. */
  readonly nearest: Known | undefined;
  /** How much of both questions is the same, from 0 to 1. */
  readonly confidence: number;
};

/** From here on two questions can be the same. */
const SURE = 0.75;
/** From here on it helps to be shown the other one. */
const NEAR = 0.35;
/** What stands in the answer only says less than what stands in the question. */
const IN_ANSWER = 0.5;

type Phrase<Known> = {
  readonly known: Known;
  readonly words: ReadonlySet<string>;
  readonly inAnswer: ReadonlySet<string>;
  readonly isNegative: boolean;
};

/** Prepares the questions that have answers. @returns finds the answer to a question */
export function answerFinder<Known extends KnownQuestion>(all: readonly Known[]): (asked: string) => Found<Known> {
  const phrases = all.flatMap(known =>
    [known.question, ...known.alsoAsked].map(
      (text): Phrase<Known> => ({
        known,
        words: wordsOf(text),
        inAnswer: wordsOf(known.answer ?? ''),
        isNegative: isNegative(text),
      }),
    ),
  );
  const rarity = rarities(phrases, all.length);
  return asked => {
    const words = wordsOf(asked);
    const ranked = phrases
      .map(phrase => ({ phrase, ...compare(words, phrase, rarity) }))
      .filter(({ confidence }) => confidence >= NEAR)
      .toSorted((one, other) => other.confidence - one.confidence);
    const [best] = ranked;
    if (!best) return { answered: undefined, nearest: undefined, confidence: 0 };
    const { phrase, confidence, isCovered } = best;
    // Somebody else's answer fits as well: that is a choice, and not ours.
    const rival = ranked.find(other => other.phrase.known.id !== phrase.known.id);
    const isSure =
      confidence >= SURE &&
      isCovered &&
      phrase.isNegative === isNegative(asked) &&
      (rival === undefined || rival.confidence < confidence);
    return { answered: isSure ? phrase.known : undefined, nearest: phrase.known, confidence };
  };
}

/** In how few of the questions a word stands. */
function rarities<Known extends KnownQuestion>(
  phrases: readonly Phrase<Known>[],
  count: number,
): (word: string) => number {
  const ids = new Map<string, Set<string>>();
  for (const { known, words } of phrases)
    for (const word of words) {
      const its = ids.get(word) ?? new Set();
      ids.set(word, its.add(known.id));
    }
  return word => rarityOf(ids.get(word)?.size ?? 0, count);
}

function compare<Known>(
  asked: ReadonlySet<string>,
  { words, inAnswer }: Phrase<Known>,
  rarity: (word: string) => number,
): { readonly confidence: number; readonly isCovered: boolean } {
  const weigh = (all: Iterable<string>): number => [...all].reduce((sum, word) => sum + rarity(word), 0);
  const more = without(asked, words);
  const inAnswerOnly = shared(more, inAnswer);
  const common = weigh(shared(asked, words));
  const [ofAsked, ofKnown] = [weigh(asked), weigh(words)];
  if (common === 0) return { confidence: 0, isCovered: false };
  const recall = (common + IN_ANSWER * weigh(inAnswerOnly)) / ofAsked;
  const precision = common / ofKnown;
  return {
    confidence: (2 * recall * precision) / (recall + precision),
    // A word of ours that was not asked for, or one of theirs that we never spoke of, makes it another question.
    isCovered: inAnswerOnly.size === more.size && without(words, asked).size === 0,
  };
}

const without = (all: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> =>
  new Set([...all].filter(word => !others.has(word)));

const shared = (all: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> =>
  new Set([...all].filter(word => others.has(word)));

/** One word for things that have several names, so that either finds the other. */
const sameThings: readonly (readonly [RegExp, string])[] = [
  [/\b(?:2fa|mfa|(?:two|multi|second)[- ]?factor(?: authentication)?)\b/gi, ' mfa '],
  [/\b(?:pen(?:etration)?[- ]?test(?:s|ing)?)\b/gi, ' pentest '],
  [/\b(?:single[- ]sign[- ]?on|sso)\b/gi, ' sso '],
  [/\bsub[- ]?(?:processor|contractor)s?\b/gi, ' subprocessor '],
  [/\b(?:role[- ]based access control|rbac)\b/gi, ' rbac '],
  [/\b(?:disaster recovery plan|drp|disaster recovery)\b/gi, ' disasterrecovery '],
  [/\b(?:business continuity(?: plan)?|bcp)\b/gi, ' businesscontinuity '],
  [/\b(?:transport layer security|tls|ssl)\b/gi, ' tls '],
  [/\b(?:in|during) (?:transit|transport|transmission)\b/gi, ' intransit '],
  [/\bat[- ]rest\b/gi, ' atrest '],
  [/\b(?:service organi[sz]ation controls? 2|soc[- ]?(?:2|ii))\b/gi, ' soc2 '],
  [/\biso(?:\/iec)?[- ]?27001(?::20\d\d)?\b/gi, ' iso27001 '],
  [/\b(?:personally identifiable information|personal (?:data|information)|pii)\b/gi, ' personaldata '],
  [/\bthird[- ]part(?:y|ies)\b/gi, ' thirdparty '],
];

/** What questions are wrapped in; it says nothing of what is asked. */
const wrapping = new Set(
  'please describe explain provide state specify indicate list give detail details organization organisation company vendor supplier provider service solution product platform application system have use following etc e.g i.e yes no currently how whether ensure'
    .split(' ')
    .flatMap(word => [...termsIn(word)]),
);

function* termsIn(text: string): Generator<string> {
  for (const { terms } of readPieces(text, 400)) {
    const words = terms.filter(term => term.startsWith('w'));
    // A compound stands for its parts: `third-party` and `third party` are one.
    if (words.length > 1 && /[-_.]/.test(words[0] ?? '')) yield* words.slice(1);
    else yield* words;
  }
}

/** What a question is about: its words without what wraps it, one for things of several names. */
export function wordsOf(text: string): Set<string> {
  const plain = sameThings.reduce((text, [pattern, name]) => text.replace(pattern, name), text);
  const all = new Set(termsIn(plain));
  const told = without(all, wrapping);
  return told.size > 0 ? told : all;
}

/** Whether the question is turned round by an odd number of words. */
const isNegative = (text: string): boolean =>
  (text.match(/\b(?:not|no|never|none|without|nobody|nothing|cannot|neither|except|\w+n['’]t)\b/gi)?.length ?? 0) %
    2 ===
  1;
