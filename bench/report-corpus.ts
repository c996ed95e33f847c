// Reports as long and as alike as real ones, made by number: the same number is always the same report. None is real.

export type CorpusReport = {
  readonly index: number;
  readonly title: string;
  readonly location: string;
  readonly description: string;
  readonly steps: string;
  readonly impact: string;
  /** A place in the list of the taxonomy's leaves, by chance. */
  readonly kind: number;
  /** The report that this one repeats in other words. */
  readonly repeats: number | undefined;
};

const VOCABULARY = 40_000;
const TOPICS = 4000;
/** One report in so many repeats an earlier one. */
const REPEATS_EVERY = 40;
/** Characters: the median of real reports, and how far they spread (95 of 100 are below 5,000). */
const MEDIAN = 700;
const SPREAD = 1.195;

type Chance = () => number;

/** The report of this number; its words follow Zipf's law, some of them come from its topic. */
export function corpusReport(index: number): CorpusReport {
  const repeats = repeatedBy(index);
  return repeats === undefined ? first(index) : paraphrase(index, first(repeats));
}

/** Which report this one repeats, if it repeats one; what is repeated repeats none itself. */
export function repeatedBy(index: number): number | undefined {
  if (index % REPEATS_EVERY !== 7 || index < REPEATS_EVERY) return undefined;
  const chance = chanceOf(index * 31 + 5);
  const other = Math.floor(chance() * index);
  return other % REPEATS_EVERY === 7 ? other - 1 : other;
}

/** Some words of a report's topic and of everything, for queries: as they stand in it. */
export const wordsOf = (report: CorpusReport): string[] =>
  `${report.title} ${report.description}`.match(/[a-z]{4,}/g) ?? [];

export const cveOf = (index: number): string | undefined =>
  index % 9 === 0 ? `CVE-20${20 + (index % 7)}-${10_000 + ((index * 7919) % 80_000)}` : undefined;

function first(index: number): CorpusReport {
  const chance = chanceOf(index);
  const topic = topicOf(zipf(chance, TOPICS, 0.6));
  const length = Math.min(30_000, MEDIAN * Math.exp(SPREAD * normalOf(chance)));
  const sentences: string[] = [];
  for (let written = 0; written < length * 0.9; ) {
    const sentence = sentenceOf(chance, topic);
    sentences.push(sentence);
    written += sentence.length + 1;
  }
  const cve = cveOf(index);
  if (cve !== undefined) sentences.push(`It looks like ${cve}.`);
  return {
    index,
    title: capital(
      `${wordOf(topic, chance)} ${wordOf(topic, chance)} of ${topic.path.split('/').at(-1)} ${wordOf(topic, chance)} ${anyWord(chance)}`,
    ),
    location: `https://${topic.host}${topic.path.replace('{id}', String(Math.floor(chance() * 90_000)))}`,
    ...divided(sentences),
    kind: topic.kind,
    repeats: undefined,
  };
}

/** Another person's words for the same: sentences left out and in another order, synonyms, new ones, another title. */
function paraphrase(index: number, original: CorpusReport): CorpusReport {
  const chance = chanceOf(index * 17 + 3);
  const topic = topicOf(zipf(chanceOf(original.index), TOPICS, 0.6));
  const all = `${original.description} ${original.steps} ${original.impact}`.split(/(?<=\.)\s+/);
  const kept = all.filter(() => chance() < 0.3).sort(() => chance() - 0.5);
  const reworded = kept.map(sentence =>
    sentence.replace(/[a-z]{4,}/g, word => (chance() < 0.5 ? synonymOf(word) : word)),
  );
  const added = Array.from({ length: Math.ceil(all.length * 0.7) }, () => sentenceOf(chance, topic));
  const path = topic.path.replace('{id}', String(Math.floor(chance() * 90_000)));
  return {
    index,
    title: capital(
      `${wordOf(topic, chance)} ${anyWord(chance)} ${wordOf(topic, chance)} in ${original.title.split(' ').at(-1)}`,
    ),
    // A third names another address of the same thing, or none.
    location: chance() < 0.5 ? `https://${topic.host}${path}` : `https://${topic.host}/`,
    ...divided([...reworded, ...added]),
    kind: chance() < 0.7 ? topic.kind : topic.kind + 1,
    repeats: original.index,
  };
}

type Topic = { readonly words: readonly string[]; readonly host: string; readonly path: string; readonly kind: number };

const topics = new Map<number, Topic>();
const hosts = ['api', 'auth', 'connect', 'dashboard', 'cdn', 'telematics', 'fleet', 'charging'].map(
  name => `${name}.maker.example`,
);

function topicOf(number: number): Topic {
  const known = topics.get(number);
  if (known) return known;
  const chance = chanceOf(number * 1009 + 77);
  const topic: Topic = {
    words: Array.from({ length: 30 }, () => vocabulary(60 + Math.floor(chance() * chance() * 15_000))),
    host: hosts[Math.floor(chance() * hosts.length)] ?? '',
    path: `/v${1 + Math.floor(chance() * 3)}/${vocabulary(100 + Math.floor(chance() * 400))}/{id}/${vocabulary(500 + Math.floor(chance() * 900))}`,
    kind: Math.floor(chance() * 60),
  };
  topics.set(number, topic);
  return topic;
}

const functionWords = 'the a of to in is and that it for with as on this be are was not by an from can when'.split(' ');

function sentenceOf(chance: Chance, topic: Topic): string {
  const words = Array.from({ length: 6 + Math.floor(chance() * 11) }, () => {
    const dice = chance();
    if (dice < 0.42) return functionWords[Math.floor(chance() * functionWords.length)] ?? '';
    return dice < 0.62 ? wordOf(topic, chance) : anyWord(chance);
  });
  return `${capital(words.join(' '))}.`;
}

const wordOf = (topic: Topic, chance: Chance): string =>
  topic.words[Math.floor(chance() * chance() * topic.words.length)] ?? '';

const anyWord = (chance: Chance): string => vocabulary(zipf(chance, VOCABULARY, 1));

function divided(sentences: readonly string[]): Pick<CorpusReport, 'description' | 'steps' | 'impact'> {
  const steps = Math.max(1, Math.floor(sentences.length * 0.3));
  const impact = Math.max(1, Math.floor(sentences.length * 0.1));
  return {
    description: sentences.slice(0, -(steps + impact)).join(' ') || (sentences[0] ?? ''),
    steps: sentences.slice(-(steps + impact), -impact).join(' '),
    impact: sentences.slice(-impact).join(' '),
  };
}

/** A rank by Zipf's law with this exponent, near enough: by its integral. */
function zipf(chance: Chance, size: number, exponent: number): number {
  const dice = chance();
  if (exponent === 1) return Math.floor(size ** dice) - 1;
  return Math.floor(((size ** (1 - exponent) - 1) * dice + 1) ** (1 / (1 - exponent))) - 1;
}

const consonants = 'bcdfghjklmnprstvwxzq';
const vowels = 'aeiou';
const spelled: string[] = [];
const ranks = new Map<string, number>();

/** The word of this rank, in two or three syllables: none is spelled like another. */
function vocabulary(rank: number): string {
  for (let next = spelled.length; next <= rank; next++) {
    const syllable = (number: number): string => `${consonants[number % 20]}${vowels[Math.floor(number / 20) % 5]}`;
    const word = `${next >= 10_000 ? syllable(Math.floor(next / 10_000) + 37) : ''}${syllable((next * 37) % 100)}${syllable(Math.floor(next / 100) % 100)}`;
    ranks.set(word, next);
    spelled.push(word);
  }
  return spelled[rank] ?? '';
}

/** Each word has one other for the same: of the next rank. */
const synonymOf = (word: string): string => {
  const rank = ranks.get(word);
  return rank === undefined ? word : vocabulary(rank ^ 1);
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Chance that is the same each time (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = (seed + 0x6d2b79f5) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let hash = Math.imul(state ^ (state >>> 15), 1 | state);
    hash = (hash + Math.imul(hash ^ (hash >>> 7), 61 | hash)) ^ hash;
    return ((hash ^ (hash >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const normalOf = (chance: Chance): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
