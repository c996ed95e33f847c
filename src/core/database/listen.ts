// Notices between processes by PostgreSQL's LISTEN and NOTIFY, on one connection that comes back by itself.
import pg from 'pg';
import { type Clock, SECOND } from '../clock.ts';
import type { Log } from '../log.ts';

/**
 * Registers for notices of a channel.
 * @param onGap called whenever notices may have been missed (the connection broke), until the connection is back;
 *   caches that rely on notices must be emptied then, and `isListening` tells whether they may be filled again
 */
export type Listen = (channel: string, onNotice: (payload: string) => void, onGap: () => void) => void;

export type Listener = { readonly listen: Listen; isListening(): boolean; close(): Promise<void> };

/** The name of this connection in the database: each process of the product has exactly one. */
export const NOTICES = 'telltale-notices';

const RETRY_MS = SECOND;

/** Opens the connection; it is up before this resolves. */
export async function openListener(options: pg.ClientConfig, clock: Clock, log: Log): Promise<Listener> {
  const subscriptions: { channel: string; onNotice: (payload: string) => void; onGap: () => void }[] = [];
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const subscribe = (to: pg.Client, channel: string): Promise<unknown> =>
    to.query(`listen ${pg.escapeIdentifier(channel)}`);

  const lose = (error: Error | undefined, lost: pg.Client): void => {
    if (client !== lost) return;
    client = undefined;
    for (const { onGap } of subscriptions) onGap();
    if (closed) return;
    log.warn({ err: error, at: clock.now().toISOString() }, 'the connection for notices broke; trying again');
    retry = setTimeout(() => void connect().catch(() => undefined), RETRY_MS).unref();
  };

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ ...options, application_name: NOTICES, keepAlive: true });
    let ended = false;
    try {
      fresh.on('error', error => lose(error, fresh));
      fresh.on('end', () => {
        ended = true;
        lose(undefined, fresh);
      });
      fresh.on('notification', ({ channel, payload = '' }) => {
        for (const subscription of subscriptions) if (subscription.channel === channel) subscription.onNotice(payload);
      });
      await fresh.connect();
      const channels = new Set<string>();
      // The list may grow while it is worked off.
      for (const { channel } of subscriptions)
        if (!channels.has(channel)) {
          channels.add(channel);
          await subscribe(fresh, channel);
        }
      if (ended) throw new Error('the connection for notices ended at once');
      // Notices between the loss and now went by unheard.
      for (const { onGap } of subscriptions) onGap();
      client = fresh;
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
      if (isNew && current) subscribe(current, channel).catch((error: Error) => lose(error, current));
    },
    isListening: () => client !== undefined,
    close: async () => {
      closed = true;
      clearTimeout(retry);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}
