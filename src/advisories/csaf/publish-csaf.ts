// Publishes a record's CSAF document at the provider: its bytes, their digests, and a signature by the provider's key.
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { fileDigests } from '../../core/crypto/file-digests.ts';
import type { Kernel } from '../../core/kernel.ts';
import { makeOpenpgpPair, readOwnOpenpgpKey } from '../../core/openpgp/openpgp-key.ts';
import { signDetached } from '../../core/openpgp/openpgp-message.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import { makeCsaf20 } from '../artefacts/csaf.ts';
import { csafFileName, csafYear } from '../artefacts/csaf-file-name.ts';
import { saveCsafDocument } from './csaf-document-store.ts';
import { addSigningKey, listSigningKeys, openSigningKey, type SigningKey } from './signing-key-store.ts';

/** A signing key is good for three years; half a year before its end the next one takes over. */
const KEY_DAYS = 3 * 365;
const RENEW_DAYS = 182;

/**
 * Puts the record among the provider's documents, or its new edition in place of the former. Call it inside the
 * transaction that publishes the record, after `validateForPublication` had nothing to say.
 * @throws TypeError for a draft, and for anything but TLP:CLEAR: the provider has no closed part
 */
export async function publishCsaf(kernel: Kernel, actor: Actor, record: AdvisoryRecord): Promise<void> {
  const { published, updated } = record.dates;
  if (record.tlp !== 'CLEAR') throw new TypeError('the CSAF provider publishes TLP:CLEAR only');
  if (record.status === 'draft' || published === null) throw new TypeError('a draft is not published');
  const content = Buffer.from(`${JSON.stringify(makeCsaf20(record), null, 2)}\n`);
  const key = await currentSigningKey(kernel);
  const file = csafFileName(record.trackingId);
  await saveCsafDocument(kernel, {
    trackingId: record.trackingId,
    year: csafYear(record),
    file,
    title: record.title,
    content,
    ...fileDigests(content),
    signature: await signDetached(content, await openSigningKey(kernel, key.id), kernel.clock.now()),
    signedWith: key.id,
    releasedAt: new Date(published),
    updatedAt: new Date(updated),
  });
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'csaf.publish',
    subject: record.trackingId,
    details: { revision: record.revisions.length },
  });
}

/** The newest key while it has half a year left; else a new one, made here. */
async function currentSigningKey(kernel: Kernel): Promise<SigningKey> {
  const now = kernel.clock.now();
  const [newest] = await listSigningKeys(kernel);
  if (newest && newest.expiresAt > after(now, RENEW_DAYS * DAY)) return newest;
  const { operator, publicUrl } = kernel.config;
  const address = operator.securityContact.startsWith('mailto:')
    ? operator.securityContact.slice('mailto:'.length)
    : `csaf@${new URL(publicUrl).hostname}`;
  const pair = await makeOpenpgpPair(
    { name: `${operator.name} CSAF`, address },
    { now, seconds: KEY_DAYS * 24 * 60 * 60 },
  );
  const { fingerprint } = await readOwnOpenpgpKey(pair.publicKey, now);
  return addSigningKey(kernel, pair, { fingerprint, expiresAt: after(now, KEY_DAYS * DAY) });
}
