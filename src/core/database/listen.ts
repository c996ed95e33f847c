// Notices between processes by PostgreSQL's LISTEN and NOTIFY, on one connection that comes back by itself.
import pg from 'pg';
import { type Clock, SECOND } from '../clock.ts';
import type { Log } from '../log.ts';

/**
 * Registers for notices of a channel.
 * @param onGap called whenever notices may have been missed; caches that rely on notices must be emptied then, and
 *   `isListening` tells whether they may be filled again
 */
export type Listen = (channel: string, onNotice: (payload: string) => void, onGap: (gap: Gap) => void) => void;

/** `begun`: the channel is heard from now on. `broken`: the connection broke, or is back after that. */
export type Gap = 'begun' | 'broken';

type Subscription = { readonly channel: string; onNotice(payload: string): void; onGap(gap: Gap): void };

export type Listener = {
  readonly listen: Listen;
  /** Whether every notice that was committed more than five seconds ago has been heard. */
  isListening(): boolean;
  close(): Promise<void>;
};

/** The name of this connection in the database: each process of the product has exactly one. */
export const NOTICES = 'telltale-notices';

const RETRY_MS = SECOND;

/** Listeners hear themselves on a channel of their own: this, and the number of their backend. */
const PULSE = 'telltale_pulse_';

/** Milliseconds: between pulses, after which without one nothing is trusted, and after which the connection is given up. */
export type PulseTimes = { readonly every: number; readonly trusted: number; readonly gone: number };
const TIMES: PulseTimes = { every: SECOND, trusted: 5 * SECOND, gone: 15 * SECOND };

/**
 * Opens the connection; it is up before this resolves.
 *
 * Notices arrive in the order of their commits, so a notice that the listener sends to itself proves that all from before
 * have arrived. Without that proof a connection that died in silence, or a process that stood still, would be believed.
 */
export async function openListener(
  options: pg.ClientConfig,
  clock: Clock,
  log: Log,
  times: PulseTimes = TIMES,
): Promise<Listener> {
  const subscriptions: Subscription[] = [];
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let pulse: NodeJS.Timeout | undefined;
  /** When the last pulse was sent that came back: what was told before then is known. */
  let provenAt = 0;
  /** Whether one is under way: sent later it would prove more, so no second one is put behind it. */
  let isPulsing = false;

  /** What the present connection was asked last; the next question waits for its answer. */
  let asked: Promise<unknown> = Promise.resolve();

  const ask = (to: pg.Client, text: string, values: readonly string[] = []): Promise<unknown> => {
    asked = asked.catch(() => undefined).then(() => to.query(text, [...values]));
    return asked;
  };
  const subscribe = (to: pg.Client, channel: string): Promise<unknown> =>
    ask(to, `listen ${pg.escapeIdentifier(channel)}`);

  const lose = (error: Error | undefined, lost: pg.Client): void => {
    if (client !== lost) return;
    client = undefined;
    clearInterval(pulse);
    for (const { onGap } of subscriptions) onGap('broken');
    if (closed) return;
    log.warn({ err: error, at: clock.now().toISOString() }, 'the connection for notices broke; trying again');
    retry = setTimeout(() => void connect().catch(() => undefined), RETRY_MS).unref();
  };

  /** Times are counted by the process's own clock that nobody sets: it is the connection that is judged. */
  const sendPulse = (to: pg.Client, channel: string): void => {
    const now = performance.now();
    if (now - provenAt > times.gone) {
      lose(new Error('the connection for notices no longer answers'), to);
      void to.end().catch(() => undefined);
      return;
    }
    if (isPulsing) return;
    isPulsing = true;
    ask(to, 'select pg_notify($1, $2)', [channel, String(now)])
      .catch(() => undefined)
      .finally(() => {
        isPulsing = false;
      });
  };

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      ...options,
      application_name: NOTICES,
      keepAlive: true,
      connectionTimeoutMillis: times.gone,
      query_timeout: times.gone,
    });
    let ended = false;
    let own: string | undefined;
    try {
      fresh.on('error', error => lose(error, fresh));
      fresh.on('end', () => {
        ended = true;
        lose(undefined, fresh);
      });
      fresh.on('notification', ({ channel, payload = '' }) => {
        if (channel === own) {
          provenAt = Math.max(provenAt, Number(payload));
          return;
        }
        for (const subscription of subscriptions) if (subscription.channel === channel) subscription.onNotice(payload);
      });
      await fresh.connect();
      const begun = performance.now();
      asked = Promise.resolve();
      isPulsing = false;
      const { rows } = await fresh.query<{ pid: number }>('select pg_backend_pid() as pid');
      own = `${PULSE}${rows[0]?.pid}`;
      await subscribe(fresh, own);
      const channels = new Set<string>();
      // The list may grow while it is worked off.
      for (const { channel } of subscriptions)
        if (!channels.has(channel)) {
          channels.add(channel);
          await subscribe(fresh, channel);
        }
      if (ended) throw new Error('the connection for notices ended at once');
      // Notices between the loss and now went by unheard.
      for (const { onGap } of subscriptions) onGap('broken');
      provenAt = begun;
      client = fresh;
      pulse = setInterval(sendPulse, times.every, fresh, own).unref();
    } catch (error) {
      await fresh.end().catch(() => undefined);
      if (!closed) retry = setTimeout(() => void connect().catch(() => undefined), RETRY_MS).unref();
      throw error;
    }
  };

  await connect();
  return {
    listen: (channel, onNotice, onGap) => {
      const isNew = !subscriptions.some(subscription => subscription.channel === channel);
      subscriptions.push({ channel, onNotice, onGap });
      const current = client;
      if (!isNew || current === undefined) return;
      subscribe(current, channel).then(
        // Until now nothing was heard of it.
        () => {
          if (client === current) for (const one of subscriptions) if (one.channel === channel) one.onGap('begun');
        },
        (error: Error) => lose(error, current),
      );
    },
    isListening: () => client !== undefined && performance.now() - provenAt < times.trusted,
    close: async () => {
      closed = true;
      clearTimeout(retry);
      clearInterval(pulse);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}
