// What is checked before the product serves anybody: the cryptography computes what it should, and the keys fit.
import type { Db } from '../database/db.ts';
import { dataKeyFrom } from './data-key.ts';
import { countByEpoch, findOneKeyPerEpoch, type StoredDataKey } from './data-key-store.ts';
import { openField } from './envelope.ts';
import { KeyProviderError } from './key-provider.ts';
import type { Keyring } from './keyring.ts';

/** A value sealed on the first day by another implementation (WebCrypto). It must open for ever. */
export const knownAnswer = {
  dataKey: { id: Buffer.alloc(16, 1), tenant: 'main', subject: 'rpt_1', purpose: 'data' },
  bytes: Buffer.alloc(32, 7),
  place: { table: 'reports.report', column: 'title', row: 'rpt_1' },
  sealed: Buffer.from(
    'AQEBAQEBAQEBAQEBAQEBAQEBAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMQqeekJreGpctYFo7MIu39UB87m9BB1nN4yPQbe1H9-QQEBAQEBAQEBAQEBJ_JQsRBfo-FvR5eOIn8yd2zbQ92sBtRcw',
    'base64url',
  ),
  text: 'and back',
} as const;

/** Each problem as a sentence for the operator; none when all is well. */
export async function findProblems(db: Db, keyring: Keyring, tenant: string): Promise<string[]> {
  const health = await keyring.provider.health();
  if (!health.ok) return [health.problem];
  if (!knownAnswerOpens()) return ['AES-256-GCM or HKDF-SHA-512 computes wrongly on this machine.'];
  const census = await countByEpoch(db);
  const problems: string[] = [];
  for (const key of await findOneKeyPerEpoch(db)) {
    const { provider, epoch } = key.wrapped;
    const keys = census.find(each => each.provider === provider && each.epoch === epoch)?.keys ?? 1;
    const problem = await problemOf(key, keyring, tenant, keys);
    if (problem) problems.push(problem);
  }
  return problems;
}

function knownAnswerOpens(): boolean {
  const { dataKey, bytes, place, sealed, text } = knownAnswer;
  try {
    return openField(dataKeyFrom(bytes, dataKey), place, sealed).toString() === text;
  } catch {
    return false;
  }
}

async function problemOf(
  key: StoredDataKey,
  keyring: Keyring,
  tenant: string,
  keys: number,
): Promise<string | undefined> {
  const { id: dataKeyId, subject, purpose, wrapped } = key;
  try {
    (await keyring.provider.unwrap(wrapped, { tenant, subject, purpose, dataKeyId })).fill(0);
    return undefined;
  } catch (error) {
    if (!(error instanceof KeyProviderError)) throw error;
    if (error.fault === 'epoch_disabled')
      return `${keys} data keys are still wrapped by the disabled key epoch ${wrapped.epoch}.`;
    return (
      `The keyring ${keyring.fingerprint} does not match this database: it cannot unwrap the ${keys} data keys of ` +
      `key epoch ${wrapped.epoch}; put the keyring back that belongs to it.`
    );
  }
}
