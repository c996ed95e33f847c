// What can be found by its words: a source gives its texts to the index, and jobs keep the index true.
import type { Kernel } from '../kernel.ts';
import type { Job } from '../work/jobs.ts';
import { mapTakingTurns } from '../work/take-turns.ts';
import {
  dropDocument,
  indexedAmong,
  listOlder,
  type NewDocuments,
  putDocument,
  putManyDocuments,
  putNewDocuments,
} from './document-store.ts';
import { countFresh, countWaiting, gatherFresh, gatherWaiting } from './gather-store.ts';
import { beginGeneration, newestGeneration } from './generation-store.ts';
import { type SearchText, toSearchDocument } from './search-document.ts';
import { hashDocument, termHash } from './term-hash.ts';

export type SearchSource = {
  /** Plain and permanent: keys are derived for it. */
  readonly name: string;
  /** The texts of these keys as they are now; those that have none any more are left out. */
  readonly read: (kernel: Kernel, keys: readonly string[]) => Promise<ReadonlyMap<string, SearchText>>;
  /** Keys that are not indexed as they are now, those left out that changed before `since`. */
  readonly listStale: (kernel: Kernel, since: Date | null, limit: number) => Promise<string[]>;
  /** Keys that are indexed and exist no more. */
  readonly listGone: (kernel: Kernel, limit: number) => Promise<string[]>;
};

/** So many fresh documents are gathered at once. */
const GATHER = 1000;
const AT_ONCE = 200;

/** Brings the index to what the texts of these keys are now. Harmless to repeat. */
export async function indexKeys(kernel: Kernel, source: SearchSource, keys: readonly string[]): Promise<void> {
  const texts = await source.read(kernel, keys);
  await kernel.transaction(async kernel => {
    const indexed = await indexedAmong(kernel, source.name, keys);
    const added = keys.flatMap(key => {
      const text = texts.get(key);
      return text && !indexed.has(key) ? [{ key, text }] : [];
    });
    await indexNew(kernel, source, added);
    for (const key of keys) {
      const text = texts.get(key);
      if (!text) await dropDocument(kernel, source.name, key);
      else if (indexed.has(key)) await indexText(kernel, source, key, text);
    }
  });
}

async function indexText(kernel: Kernel, { name }: SearchSource, key: string, text: SearchText): Promise<void> {
  const generation = await newestGeneration(kernel, name);
  const hashed = hashDocument(termHash(kernel, name, generation), toSearchDocument(text));
  await putDocument(kernel, { source: name, key, generation, hashed });
}

/** Texts of keys that were made just now and have never been indexed. */
export type NewTexts = readonly { readonly key: string; readonly text: SearchText }[];

/** Indexes new texts together, in the caller's transaction. */
async function indexNew(kernel: Kernel, { name }: SearchSource, texts: NewTexts): Promise<void> {
  if (texts.length === 0) return;
  const generation = await newestGeneration(kernel, name);
  const hash = termHash(kernel, name, generation);
  const documents = texts.map(({ key, text }) => ({ key, hashed: hashDocument(hash, toSearchDocument(text)) }));
  await putNewDocuments(kernel, { source: name, generation, documents });
}

/** Texts taken apart and hashed under a source's newest key, to be put into the index together. */
export type HashedTexts = Pick<NewDocuments, 'generation' | 'documents'>;

/** Takes new texts apart, which needs no transaction and gives others their turns. */
export async function hashTexts(kernel: Kernel, { name }: SearchSource, texts: NewTexts): Promise<HashedTexts> {
  const generation = await kernel.transaction(kernel => newestGeneration(kernel, name));
  const hash = termHash(kernel, name, generation);
  const documents = await mapTakingTurns(texts, ({ key, text }) => ({
    key,
    hashed: hashDocument(hash, toSearchDocument(text)),
  }));
  return { generation, documents };
}

/**
 * Puts what `hashTexts` made into the index, in the caller's transaction; found once `gatherHashed` has run, or the job
 * that gathers. If the key was changed in between, the job that indexes anew finds them.
 */
export async function indexHashed(kernel: Kernel, { name }: SearchSource, texts: HashedTexts): Promise<void> {
  if (texts.documents.length > 0) await putManyDocuments(kernel, { source: name, ...texts });
}

/** Has all found that `indexHashed` put there: dearer for each text, the fewer they are. */
export async function gatherHashed(kernel: Kernel): Promise<void> {
  while ((await countWaiting(kernel)) > 0) await kernel.transaction(kernel => gatherWaiting(kernel, 'wait'));
}

/** Has the key's text indexed soon after this transaction, where no event tells that it changed. */
export const indexSoon = (kernel: Kernel, source: string, key: string): Promise<void> =>
  kernel.enqueue(kernel, `index-${source}`, { key }, { key: `index-${source}-${key}` });

/** Takes a text out of the index, to be called where it is erased. */
export const removeFromIndex = (kernel: Kernel, { name }: SearchSource, key: string): Promise<void> =>
  kernel.transaction(kernel => dropDocument(kernel, name, key));

/** Starts a new key for the source; a job indexes everything anew under it. */
export const rotateSearchKey = (kernel: Kernel, { name }: SearchSource): Promise<number> =>
  kernel.transaction(async kernel => {
    const generation = await beginGeneration(kernel, name);
    await kernel.enqueue(kernel, `reindex-${name}`, {}, { key: `reindex-${name}` });
    return generation;
  });

/** The jobs that keep a source's index true, for its module's manifest. */
export const searchJobs = (source: SearchSource): readonly Job[] => [
  {
    name: `index-${source.name}`,
    run: async (kernel, { key }) => {
      if (key !== undefined) await indexKeys(kernel, source, [key]);
    },
  },
  {
    name: `reindex-${source.name}`,
    every: '*/5 * * * *',
    run: async kernel => {
      const generation = await kernel.transaction(kernel => newestGeneration(kernel, source.name));
      await each(kernel, source, kernel => listOlder(kernel, source.name, generation, AT_ONCE));
    },
  },
  {
    name: `index-missed-${source.name}`,
    every: '*/5 * * * *',
    run: async (kernel, { full }) => {
      // Every hour all of it, in between what changed lately: what a crash or an upgrade left out comes in by itself.
      const now = kernel.clock.now();
      const isFull = full === 'yes' || now.getUTCMinutes() < 5;
      const since = isFull ? null : new Date(now.getTime() - RECENT_MS);
      await each(kernel, source, kernel => source.listStale(kernel, since, AT_ONCE));
      if (isFull) await each(kernel, source, kernel => source.listGone(kernel, AT_ONCE));
    },
  },
  {
    name: `gather-postings-${source.name}`,
    every: '* * * * *',
    run: async kernel => {
      while ((await countWaiting(kernel)) > 0)
        if ((await kernel.transaction(kernel => gatherWaiting(kernel, 'leave'))) === 0) return;
      while ((await countFresh(kernel)) >= GATHER) if ((await kernel.transaction(gatherFresh)) === 0) return;
    },
  },
];

const RECENT_MS = 2 * 3_600_000;

/** Indexes what a list names until it names nothing new; one that fails is left for the next run. */
async function each(kernel: Kernel, source: SearchSource, list: (kernel: Kernel) => Promise<string[]>): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const keys = (await list(kernel)).filter(key => !tried.has(key));
    if (keys.length === 0) return;
    for (const key of keys) {
      tried.add(key);
      await indexKeys(kernel, source, [key]).catch((err: unknown) =>
        kernel.log.error({ err, source: source.name, key }, 'a text could not be indexed'),
      );
    }
  }
}
