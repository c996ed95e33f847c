// Links to one file of evidence that need no cookie: signed, and good for minutes.
import { href, routes } from '../../catalog/routes.ts';
import { after, MINUTE } from '../../core/clock.ts';
import { equalBytes, keyedHash } from '../../core/crypto/tokens.ts';
import type { FileId } from '../../core/files.ts';
import type { Kernel } from '../../core/kernel.ts';

/** `picture` is shown in a page, `file` is saved. */
export type LinkUse = 'picture' | 'file';

type Signing = Pick<Kernel, 'keyring' | 'clock'>;

/** A link for whoever has just been found to see the file. A page's pictures may load late, a download begins at once. */
export function evidenceLink(kernel: Signing, use: LinkUse, file: FileId): string {
  const until = String(after(kernel.clock.now(), (use === 'picture' ? 15 : 2) * MINUTE).getTime());
  return href(routes.reports.evidence, { file }, { use, until, seal: sealOf(kernel, use, file, until) });
}

/** What a link opens; undefined when it is not ours, was changed, or is too old. */
export function readEvidenceLink(
  kernel: Signing,
  file: string,
  { use, until, seal }: Readonly<Record<string, string | undefined>>,
): LinkUse | undefined {
  const known = (['picture', 'file'] as const).find(one => one === use);
  if (!known || until === undefined || seal === undefined || !/^\d{13}$/.test(until)) return undefined;
  const isOurs = equalBytes(Buffer.from(seal), Buffer.from(sealOf(kernel, known, file, until)));
  return isOurs && kernel.clock.now().getTime() <= Number(until) ? known : undefined;
}

const sealOf = ({ keyring }: Signing, use: string, file: string, until: string): string =>
  keyedHash(keyring.secretKey('evidence-link'), `${use}\n${file}\n${until}`).toString('base64url');
