// Gathers the stories of reports as events: under pseudonyms for the public log, under their ids for who may know them.
import type { Actor } from '../../core/actor.ts';
import { keyedHash } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { listOwnStories, listStories, type ReportStory } from '../../reports/index.ts';
import { listPublications } from './edition-store.ts';
import type { LogLine } from './event.ts';
import { eventsOf, type ToldStory } from './events-of-story.ts';
import type { TellableReport } from './next-lines.ts';

/** Everything that has happened by now, by pseudonym of this log. */
export async function tellableReports(kernel: Kernel, actor: Actor, log: string): Promise<TellableReport[]> {
  const terms = await currentProgram(kernel);
  const stories = await withPublications(kernel, await listStories(kernel, actor));
  const now = kernel.clock.now();
  return stories.map(story => ({ report: pseudonymOf(kernel, log, story.id), events: eventsOf(story, terms, now) }));
}

/** 80 bits in letters and digits; without the installation's key nobody finds the report by it. */
export function pseudonymOf(kernel: Kernel, log: string, report: string): string {
  const bytes = keyedHash(kernel.keyring.secretKey('public-log'), `${log}\n${report}`);
  return Array.from({ length: 16 }, (_, index) => ALPHABET.charAt(bytes.readUInt8(index) & 31)).join('');
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** The whole log as staff may know it, nothing held back: reports under their ids. */
export async function completeLines(kernel: Kernel, actor: Actor): Promise<LogLine[]> {
  return linesOf(kernel, await listStories(kernel, actor));
}

/** The same of a person's own reports. */
export async function ownLines(kernel: Kernel, actor: Actor): Promise<LogLine[]> {
  return linesOf(kernel, await listOwnStories(kernel, actor));
}

async function linesOf(kernel: Kernel, stories: readonly ReportStory[]): Promise<LogLine[]> {
  const terms = await currentProgram(kernel);
  const now = kernel.clock.now();
  const told = await withPublications(kernel, stories);
  return told
    .flatMap(story => eventsOf(story, terms, now).map(event => ({ report: story.id, ...event })))
    .toSorted((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0))
    .map((event, index) => ({ n: index + 1, ...event }));
}

async function withPublications(kernel: Kernel, stories: readonly ReportStory[]): Promise<ToldStory[]> {
  if (stories.length === 0) return [];
  const publications = await listPublications(kernel);
  return stories.map(story => ({ ...story, publishedAt: publications.get(story.id) ?? null }));
}
