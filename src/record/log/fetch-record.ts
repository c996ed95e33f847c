// Fetches a program's log, statistics and keys from its server, as anybody may.
import { routes } from '../../catalog/routes.ts';
import type { GuardedFetch } from '../../core/fetch.ts';

export type FetchedRecord = { readonly log: string; readonly statistics: string; readonly keys: string };

const LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * @param address any https address of the server
 * @returns undefined when it does not have all three
 */
export async function fetchRecord(ask: GuardedFetch, address: string): Promise<FetchedRecord | undefined> {
  const { origin } = new URL(address);
  const get = async (path: string): Promise<string | undefined> => {
    const { status, body } = await ask(origin + path, { limitBytes: LIMIT_BYTES, timeoutMs: 120_000 });
    return status === 200 ? body.toString('utf8') : undefined;
  };
  const log = await get(routes.record.log.path);
  const statistics = await get(routes.record.statisticsJson.path);
  const keys = await get(routes.site.keys.path);
  return log === undefined || statistics === undefined || keys === undefined ? undefined : { log, statistics, keys };
}
