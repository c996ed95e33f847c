// The ledger of erasures: written before anything is destroyed, read at each start, so that a restored backup or a crash
// brings nobody back.
import { sql } from 'kysely';
import { erasuresFile } from '../data-folder.ts';
import { isRefusal } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import type { PersonalDataHolder } from '../module.ts';
import { OperatorFault } from '../operator-fault.ts';
import {
  appendToLedger,
  type Erasure,
  emptyLedger,
  hashOfEntry,
  type LedgerEntry,
  type LedgerFault,
  readLedger,
} from './erasure-ledger-file.ts';
import { needsKeys, sparedOf } from './held-items.ts';

export { type Erasure, hashOfEntry, type LedgerEntry, type LedgerFault } from './erasure-ledger-file.ts';

/** Serializes all processes that append. */
const LOCK = 7_201_931;

/**
 * Adds an erasure: on the disk when it resolves, whatever becomes of the transaction around it. From then on it will be
 * carried out, at the latest by the next start. Erasing what is gone already is harmless. Once for a request and what it
 * keeps: a second call gives the entry that is there.
 * @throws OperatorFault when the ledger cannot be trusted
 */
export const appendErasure = (kernel: Kernel, erasure: Erasure): Promise<LedgerEntry> =>
  kernel.transaction(async kernel => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(kernel.db);
    const entries = await readErasures(kernel);
    const before = entries.find(
      ({ request, kept }) => request === erasure.request && kept.join() === erasure.kept.join(),
    );
    if (before) return before;
    const last = entries.at(-1);
    const head = last ? { seq: last.seq, hash: hashOfEntry(last) } : emptyLedger;
    return appendToLedger(erasuresFile(kernel.config.dataDir), head, erasure, {
      at: kernel.clock.now(),
      signer: kernel.keyring.signer('audit'),
    });
  });

/** All entries, oldest first. @throws OperatorFault when a line is not as it was written */
export async function readErasures(kernel: Pick<Kernel, 'config' | 'keyring'>): Promise<readonly LedgerEntry[]> {
  const file = erasuresFile(kernel.config.dataDir);
  const { entries, faults } = await readLedger(file, kernel.keyring.verifiers());
  const [fault] = faults;
  if (fault)
    throw new OperatorFault(
      `the ledger of erasures ${file} cannot be trusted: line ${fault.line} ${fault.what}. Put back a copy of it that is whole; without it, people who were erased could come back.`,
    );
  return entries;
}

/**
 * Checks the ledger's lines, and that the database has applied no entry that the file lacks.
 * @returns how many entries are whole, how many of these this database has not applied, and what is wrong
 */
export async function verifyErasures(kernel: Kernel): Promise<{
  readonly entries: number;
  readonly pending: number;
  readonly faults: readonly LedgerFault[];
}> {
  const { entries, faults } = await readLedger(erasuresFile(kernel.config.dataDir), kernel.keyring.verifiers());
  const applied = await appliedErasures(kernel);
  const pending = entries.filter(entry => applied.get(entry.seq) !== hashOfEntry(entry)).length;
  return { entries: entries.length, pending, faults: [...faults, ...lostEntries(entries, applied)] };
}

/**
 * Entries that this database has not applied: after a crash in the middle of one, or after a backup was restored.
 * @throws OperatorFault when the file lacks an entry that the database knows, or has another in its place
 */
export async function pendingErasures(kernel: Kernel): Promise<readonly LedgerEntry[]> {
  const entries = await readErasures(kernel);
  const applied = await appliedErasures(kernel);
  const [lost] = lostEntries(entries, applied);
  if (lost)
    throw new OperatorFault(
      `the ledger of erasures ${erasuresFile(kernel.config.dataDir)} is not the one that this database knows: entry ${lost.line} ${lost.what}. Put back the newest copy of it.`,
    );
  return entries.filter(({ seq }) => !applied.has(seq));
}

/**
 * Carries out one erasure: what every module holds of the person, then the keys; all of it or nothing. Harmless to repeat.
 * @param holders what the modules hold of people, lowest module first
 * @param options.earlier what earlier entries of the same person left for a legal hold
 * @param options.finish joins the same transaction
 */
export const applyErasure = (
  kernel: Kernel,
  entry: LedgerEntry,
  holders: readonly PersonalDataHolder[],
  {
    earlier = [],
    finish = async () => undefined,
  }: { readonly earlier?: readonly string[]; readonly finish?: (kernel: Kernel) => Promise<void> } = {},
): Promise<void> =>
  kernel.transaction(async kernel => {
    for (const { name, erase } of holders.toReversed())
      if (!entry.kept.includes(name)) await erase(kernel, entry.person, sparedOf(name, entry.kept, earlier));
    for (const subject of needsKeys(entry.kept, holders) ? [] : entry.subjects) {
      for (const file of await kernel.files.list(kernel.db, subject)) await kernel.files.remove(kernel, file);
      await kernel.vault.shred(kernel.db, subject);
    }
    await sql`insert into core.erasure_applied (seq, hash, at)
      values (${entry.seq}, ${Buffer.from(hashOfEntry(entry), 'hex')}, ${kernel.clock.now()})
      on conflict (seq) do nothing`.execute(kernel.db);
    await finish(kernel);
  });

/**
 * Applies all that is pending, oldest first; the server opens no port before. A restore and its drill call it, too.
 * @param holders what the modules hold of people, lowest module first
 * @returns how many were applied
 * @throws OperatorFault when the ledger cannot be trusted, or an erasure cannot be carried out
 */
export async function applyPendingErasures(kernel: Kernel, holders: readonly PersonalDataHolder[]): Promise<number> {
  const pending = await pendingErasures(kernel);
  const kept = Map.groupBy(pending.length > 0 ? await readErasures(kernel) : [], ({ person }) => person);
  for (const entry of pending) {
    const earlier = (kept.get(entry.person) ?? []).filter(({ seq }) => seq < entry.seq).flatMap(({ kept }) => kept);
    try {
      await applyErasure(kernel, entry, holders, { earlier });
    } catch (error) {
      if (!isRefusal(error, 'last_admin')) throw error;
      throw new OperatorFault(
        'the only admin in this database was erased later: make another one first, with telltale create-admin.',
        { cause: error },
      );
    }
  }
  return pending.length;
}

async function appliedErasures({ db }: Kernel): Promise<Map<number, string>> {
  const rows = await db.selectFrom('core.erasure_applied').select(['seq', 'hash']).orderBy('seq').execute();
  return new Map(rows.map(({ seq, hash }) => [seq, hash.toString('hex')]));
}

const lostEntries = (entries: readonly LedgerEntry[], applied: ReadonlyMap<number, string>): LedgerFault[] =>
  [...applied].flatMap(([seq, hash]) => {
    const entry = entries[seq - 1];
    if (entry === undefined) return [{ line: seq, what: 'is missing' }];
    return hashOfEntry(entry) === hash ? [] : [{ line: seq, what: 'is another one' }];
  });
