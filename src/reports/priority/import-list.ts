// Imports a list about exploitation from a file, by hand or by the nightly job.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { findImportedLists, replaceList } from './exploit-list-store.ts';
import { type ListKind, readExploitList } from './exploit-lists.ts';

export type ImportOutcome =
  | { readonly ok: true; readonly kind: ListKind; readonly entries: number; readonly day: string }
  | { readonly ok: false; readonly reason: string };

/** Reads the file and puts it in the place of the list before. An older list than the present one is refused. */
export async function importList(kernel: Kernel, actor: Actor, file: Buffer): Promise<ImportOutcome> {
  const read = await readExploitList(file);
  if (!read.ok) return read;
  const { list } = read;
  const sha256 = hashToken(file).toString('hex');
  return kernel.transaction(async kernel => {
    const before = (await findImportedLists(kernel)).find(({ kind }) => kind === list.kind);
    if (before && before.day > list.day)
      return { ok: false, reason: `The list in use is of ${before.day}; this one is older (${list.day}).` };
    await replaceList(kernel, actor, { list, sha256 });
    const details = { kind: list.kind, day: list.day, entries: list.entries.length };
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'exploit-list.import',
      subject: list.kind,
      details,
    });
    return { ok: true, ...details };
  });
}

/** The largest answer that is taken; EPSS is some 2 MB packed, CISA's list 2 MB. */
export const LARGEST_FILE = 32 * 1024 * 1024;

/** Fetches the lists for which an address is configured; without one nothing is fetched. */
export const refreshExploitListsJob: Job = {
  name: 'refresh-exploit-lists',
  every: '41 4 * * *',
  run: async kernel => {
    for (const url of kernel.config.exploitLists) {
      try {
        const { status, body } = await kernel.fetch(url, {
          limitBytes: LARGEST_FILE,
          timeoutMs: 60_000,
          redirects: 2,
        });
        const outcome: ImportOutcome =
          status === 200
            ? await importList(kernel, system('refresh-exploit-lists'), body)
            : { ok: false, reason: `answered ${status}` };
        if (!outcome.ok)
          kernel.log.warn({ host: new URL(url).host, reason: outcome.reason }, 'a list was not imported');
      } catch (error) {
        // The list before stays in use and says its day; tomorrow is soon enough.
        if (!isRefusal(error, 'outgoing_failed') && !isRefusal(error, 'outgoing_refused')) throw error;
        kernel.log.warn({ host: new URL(url).host, reason: error.code }, 'a list could not be fetched');
      }
    }
  },
};
