// All SQL of what was said and what happened in a case, and of who has read how far. The caller has found the case for
// its actor; the actor says here which messages and entries are shown.
import type { Selectable } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoriesCaseEntry, AdvisoriesCaseMessage, AdvisoriesTables } from '../tables.ts';
import type { CaseEntry, CaseMessage, EntryKind, MessageAudience } from './case-record.ts';

const MESSAGE = 'advisories.case_message';
const ENTRY = 'advisories.case_entry';
const VISIT = 'advisories.case_visit';

export type NewMessage = Pick<CaseMessage, 'participant' | 'audience' | 'partner' | 'vulnerability' | 'body'>;

/** Adds a message; gives its id. */
export async function insertMessage(kernel: Kernel, actor: Actor, caseId: string, fresh: NewMessage): Promise<string> {
  const id = newId('cmg', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, caseId);
  await tables(kernel)
    .insertInto(MESSAGE)
    .values({
      id,
      case: caseId,
      at: kernel.clock.now(),
      author: actorId(actor),
      participant: fresh.participant,
      audience: fresh.audience,
      partner: fresh.partner,
      vulnerability: fresh.vulnerability,
      body: vault.seal({ table: MESSAGE, column: 'body', row: id }, fresh.body),
    })
    .execute();
  return id;
}

/** The conversation as the actor sees it, oldest first: staff all of it, a participant what is meant for it. */
export async function listMessages(kernel: Kernel, actor: Actor, caseId: string): Promise<CaseMessage[]> {
  const rows = await tables(kernel)
    .selectFrom(MESSAGE)
    .selectAll()
    .where('case', '=', caseId)
    .where(row =>
      seesAll(actor)
        ? row.val(true)
        : row.or([
            row('audience', '=', 'everyone'),
            row.and([row('audience', '=', 'private'), row('partner', '=', actorId(actor))]),
          ]),
    )
    .orderBy('at')
    .orderBy('id')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, caseId);
  return vault ? rows.map(row => openMessage(row, vault)) : [];
}

/** Who sees a message, for subscribers that tell of it. */
export async function findMessageAudience(
  kernel: Kernel,
  id: string,
): Promise<{ audience: MessageAudience; partner: string | null } | undefined> {
  const row = await tables(kernel)
    .selectFrom(MESSAGE)
    .select(['audience', 'partner'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { audience: row.audience as MessageAudience, partner: row.partner };
}

export type NewEntry = Pick<CaseEntry, 'kind' | 'audience'> &
  Partial<Pick<CaseEntry, 'participant' | 'details' | 'note'>>;

/** Adds to the story of a case; gives the entry's id. */
export async function insertEntry(kernel: Kernel, actor: Actor, caseId: string, fresh: NewEntry): Promise<string> {
  const id = newId('cen', kernel.clock, kernel.random);
  const { note = null } = fresh;
  const vault = await kernel.vault.subject(kernel, caseId);
  await tables(kernel)
    .insertInto(ENTRY)
    .values({
      id,
      case: caseId,
      at: kernel.clock.now(),
      kind: fresh.kind,
      actor: actorId(actor),
      participant: fresh.participant ?? null,
      audience: fresh.audience,
      details: JSON.stringify(fresh.details ?? {}),
      note: note === null ? null : vault.seal({ table: ENTRY, column: 'note', row: id }, note),
    })
    .execute();
  return id;
}

/** The story from its beginning; what is internal for staff only. */
export async function listEntries(kernel: Kernel, actor: Actor, caseId: string): Promise<CaseEntry[]> {
  const rows = await tables(kernel)
    .selectFrom(ENTRY)
    .selectAll()
    .where('case', '=', caseId)
    .where('audience', 'in', seesAll(actor) ? ['everyone', 'internal'] : ['everyone'])
    .orderBy('at')
    .orderBy('id')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, caseId);
  return vault ? rows.map(row => openEntry(row, vault)) : [];
}

/** One entry's facts without its note, for subscribers that tell of it. */
export async function findEntryFacts(
  kernel: Kernel,
  id: string,
): Promise<Pick<CaseEntry, 'kind' | 'actor' | 'participant' | 'audience' | 'details'> | undefined> {
  const row = await tables(kernel).selectFrom(ENTRY).selectAll().where('id', '=', id).executeTakeFirst();
  return row && factsOf(row);
}

/** Notes that the actor has the case before their eyes now. @returns when they last had, undefined for the first time */
export async function visit(kernel: Kernel, actor: Actor, caseId: string): Promise<Date | undefined> {
  const visitor = actorId(actor);
  const before = await tables(kernel)
    .selectFrom(VISIT)
    .select('seen_at')
    .where('case', '=', caseId)
    .where('visitor', '=', visitor)
    .executeTakeFirst();
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto(VISIT)
    .values({ case: caseId, visitor, seen_at: now })
    .onConflict(conflict => conflict.columns(['case', 'visitor']).doUpdateSet({ seen_at: now }))
    .execute();
  return before?.seen_at;
}

const seesAll = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'case.read'));

const tables = ({ db }: Kernel) => db.withTables<AdvisoriesTables>();

// The check constraints of the tables hold the values of these text columns to the types named.

const openMessage = (row: Selectable<AdvisoriesCaseMessage>, vault: SubjectVault): CaseMessage => ({
  id: row.id,
  at: row.at,
  author: row.author,
  participant: row.participant,
  audience: row.audience as MessageAudience,
  partner: row.partner,
  vulnerability: row.vulnerability,
  body: vault.open({ table: MESSAGE, column: 'body', row: row.id }, row.body),
});

const factsOf = (row: Selectable<AdvisoriesCaseEntry>) => ({
  kind: row.kind as EntryKind,
  actor: row.actor,
  participant: row.participant,
  audience: row.audience as CaseEntry['audience'],
  details: row.details as CaseEntry['details'],
});

const openEntry = (row: Selectable<AdvisoriesCaseEntry>, vault: SubjectVault): CaseEntry => ({
  id: row.id,
  at: row.at,
  ...factsOf(row),
  note: row.note && vault.open({ table: ENTRY, column: 'note', row: row.id }, row.note),
});
