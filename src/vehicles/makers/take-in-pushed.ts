// What cars report comes in as it pleases them: it is gathered for a moment, and what some living grant opens is kept.
import { LRUCache } from 'lru-cache';
import { MINUTE } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { keptForNeeds } from '../needs/kept-for-needs.ts';
import type { Needed } from '../needs/needed.ts';
import { LATITUDE, neededReports, wantsLatitude } from '../needs/needed-reports.ts';
import { findLinked, findPushed, keepPushed, type OurCar, type Pushed } from './pushed-value-store.ts';
import { openReporter } from './tell-reported.ts';

export type Intake = {
  /**
   * Takes one value. @param car the maker's id of the car
   * @param at when it was reported; null while that is not known yet
   */
  take(car: string, name: string, text: string, at: Date | null): void;
  /** Forgets who has connected a car: somebody did so just now. @param car the maker's id of it; without it, of all */
  lookAgain(car?: string): void;
  /** Keeps what has gathered, then stops. */
  close(): Promise<void>;
};

const GATHER_MS = 500;
/** A value whose time is not known is kept waiting so often, then dropped: an age is never made up. */
const PATIENCE = 6;
/** More values than this wait only when the database does not answer; what comes then is dropped and comes again. */
const MOST_WAITING = 100_000;
const LONGEST = 2000;

type Waiting = { readonly text: string; readonly at: Date | null; readonly tries: number };

/**
 * Opens the intake of one provider. Several processes may take in the same reports: the newer value wins.
 * @param ageOf when a car last reported at all, for values that came without a time
 */
export function openIntake(kernel: Kernel, provider: string, ageOf: (car: string) => Date | undefined): Intake {
  const cars = new LRUCache<string, readonly OurCar[]>({ max: 20_000, ttl: 10 * MINUTE });
  /** What each car said last, so that the same again is no news. */
  const said = new LRUCache<string, string>({ max: 200_000 });
  const reporter = openReporter(kernel);
  const forNeeds = keptForNeeds(kernel);
  let waiting = new Map<string, Map<string, Waiting>>();
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  /** How often somebody has connected a car: what was looked up before that is not remembered. */
  let connected = 0;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  const put = (car: string, name: string, value: Waiting): void => {
    const values = waiting.get(car) ?? new Map<string, Waiting>();
    if (!values.has(name)) size += 1;
    values.set(name, value);
    waiting.set(car, values);
    if (!isClosed) timer ??= setTimeout(flush, GATHER_MS);
  };

  const flush = (): void => {
    timer = undefined;
    const batch = waiting;
    waiting = new Map();
    size = 0;
    running = running.then(() => keepAll(batch));
  };

  const keepAll = async (batch: typeof waiting): Promise<void> => {
    for (const [car, values] of batch)
      try {
        await keepOne(car, values);
      } catch (err) {
        kernel.log.warn({ err, provider }, 'what a car reported could not be kept');
      }
  };

  const keepOne = async (car: string, values: Map<string, Waiting>): Promise<void> => {
    const began = connected;
    const ours = cars.get(car) ?? (await findLinked(kernel, provider, car));
    if (began === connected) cars.set(car, ours);
    if (ours.length === 0) return;
    const age = ageOf(car);
    const known = new Map<string, Pushed>();
    for (const [name, { text, at, tries }] of values) {
      const time = at ?? age;
      if (time !== undefined) known.set(name, { text, at: time });
      else if (tries < PATIENCE && !waiting.get(car)?.has(name)) put(car, name, { text, at: null, tries: tries + 1 });
    }
    for (const one of ours) await forNeeds(one, needed => keepNeeded(one, needed, known));
  };

  const keepNeeded = async (one: OurCar, needed: Needed, known: ReadonlyMap<string, Pushed>): Promise<void> => {
    const before = wantsLatitude(needed, known) ? await findPushed(kernel, one, [LATITUDE]) : undefined;
    const kept = neededReports(needed, known, before?.get(LATITUDE)?.text);
    await keepPushed(kernel, one, kept);
    const news = [...kept].filter(([name, { text }]) => said.get(`${one.vehicle} ${name}`) !== text);
    for (const [name, { text }] of news) said.set(`${one.vehicle} ${name}`, text);
    if (news.length > 0) reporter.tell(one.vehicle);
  };

  return {
    take: (car, name, text, at) => {
      if (size < MOST_WAITING && text.length <= LONGEST && text.isWellFormed()) put(car, name, { text, at, tries: 0 });
    },
    lookAgain: car => {
      connected += 1;
      if (car === undefined) cars.clear();
      else cars.delete(car);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      flush();
      await running;
      await reporter.close();
    },
  };
}
