// All SQL of participants: names and addresses sealed under the case's key, and the secret links and sessions that open
// their pages.
import type { Selectable } from 'kysely';
import { after, DAY } from '../../core/clock.ts';
import type { LookupIndex } from '../../core/crypto/lookup/rotate-lookups.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import { refuse } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RmState } from '../machines/report-management.ts';
import type { AdvisoriesParticipant, AdvisoriesTables } from '../tables.ts';
import type { Participant, ParticipantRole } from './case-record.ts';

const TABLE = 'advisories.participant';
const LINK = 'advisories.participant_link';
const SESSION = 'advisories.participant_session';

/** How long a mailed link opens the page. */
export const LINK_DAYS = 30;

export type NewParticipant = Pick<Participant, 'case' | 'isOwner' | 'roles' | 'name' | 'email' | 'progress'> & {
  readonly invitedBy: string;
};

/** Adds a participant; gives its id. @param fresh.email normalized */
export async function insertParticipant(kernel: Kernel, fresh: NewParticipant): Promise<string> {
  const id = newId('ptc', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, fresh.case);
  const now = kernel.clock.now();
  const { odd, even } =
    fresh.email === null ? { odd: null, even: null } : await kernel.vault.lookups.of(kernel.db, EMAIL, fresh.email);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      case: fresh.case,
      is_owner: fresh.isOwner,
      roles: [...fresh.roles],
      name: vault.seal(place('name', id), fresh.name),
      email: fresh.email === null ? null : vault.seal(place('email', id), fresh.email),
      email_index: odd,
      email_index_even: even,
      progress: fresh.progress,
      agreed_at: null,
      invited_by: fresh.invitedBy,
      invited_at: now,
      opened_at: fresh.isOwner ? now : null,
    })
    .execute();
  return id;
}

/** Everybody who takes or took part in a case that the caller has found for its actor, the owner first. */
export async function listParticipants(kernel: Kernel, caseId: string): Promise<Participant[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('case', '=', caseId)
    .orderBy('is_owner', 'desc')
    .orderBy('id')
    .execute();
  const vault = await kernel.vault.existing(kernel.db, caseId);
  return vault ? rows.map(row => openParticipant(row, vault)) : [];
}

/** How many take part in each case. */
export async function countParticipants(kernel: Kernel, cases: readonly string[]): Promise<Map<string, number>> {
  if (cases.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select(({ fn }) => ['case', fn.countAll<number>().as('count')])
    .where('case', 'in', [...cases])
    .where('removed_at', 'is', null)
    .groupBy('case')
    .execute();
  return new Map(rows.map(row => [row.case, Number(row.count)]));
}

export type ParticipantChange = {
  readonly progress?: RmState;
  readonly agreedAt?: Date;
  readonly statement?: string | null;
  readonly openedAt?: Date;
  readonly removedAt?: Date;
};

/** Writes a change of a participant whose case this transaction has locked. */
export async function saveParticipant(
  kernel: Kernel,
  { id, case: caseId }: Pick<Participant, 'id' | 'case'>,
  change: ParticipantChange,
): Promise<void> {
  const vault = await kernel.vault.subject(kernel, caseId);
  const { statement } = change;
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      ...(change.progress && { progress: change.progress }),
      ...(change.agreedAt && { agreed_at: change.agreedAt }),
      ...(statement !== undefined && {
        statement: statement === null ? null : vault.seal(place('statement', id), statement),
        statement_at: kernel.clock.now(),
      }),
      ...(change.openedAt && { opened_at: change.openedAt }),
      ...(change.removedAt && { removed_at: change.removedAt }),
    })
    .where('id', '=', id)
    .execute();
  if (change.removedAt) await closeDoors(kernel, id);
}

/** Makes a new secret link of a participant; the token is nowhere else. */
export async function insertLink(kernel: Kernel, participant: string): Promise<string> {
  const token = newToken(kernel.random);
  const now = kernel.clock.now();
  await tables(kernel)
    .insertInto(LINK)
    .values({
      token_hash: hashToken(token),
      participant,
      created_at: now,
      expires_at: after(now, LINK_DAYS * DAY),
    })
    .execute();
  return token;
}

/** Who a participant is and whose case it sees. */
export type Seat = { readonly participant: string; readonly case: string };

/** The seat of a link's token, while the link lives and the participant takes part. */
export const findByLink = (kernel: Kernel, token: string): Promise<Seat | undefined> => findSeat(kernel, LINK, token);

/** The seat of a session's token, likewise. */
export const findBySession = (kernel: Kernel, token: string): Promise<Seat | undefined> =>
  findSeat(kernel, SESSION, token);

/** Begins a session of a participant. */
export async function insertSession(kernel: Kernel, participant: string, expiresAt: Date): Promise<string> {
  const token = newToken(kernel.random);
  await tables(kernel)
    .insertInto(SESSION)
    .values({ token_hash: hashToken(token), participant, created_at: kernel.clock.now(), expires_at: expiresAt })
    .execute();
  return token;
}

/** Ends the session of a token. */
export async function deleteSession(kernel: Kernel, token: string): Promise<void> {
  await tables(kernel).deleteFrom(SESSION).where('token_hash', '=', hashToken(token)).execute();
}

/** Where an address takes part: open cases only. @param email normalized */
export async function findSeatsOfEmail(kernel: Kernel, email: string): Promise<Seat[]> {
  const { at, hash } = await kernel.vault.lookups.of(kernel.db, EMAIL, email);
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .innerJoin('advisories.coordination_case as matter', 'matter.id', 'advisories.participant.case')
    .select(['advisories.participant.id as participant', 'advisories.participant.case as case'])
    .where(COLUMNS[at], '=', hash)
    .where('removed_at', 'is', null)
    .where('matter.state', '=', 'open')
    .orderBy('advisories.participant.id')
    .execute();
  return rows;
}

/** Every seat that an address ever had, for exports and erasure. @param email normalized */
export async function findAllSeatsOfEmail(kernel: Kernel, email: string): Promise<Seat[]> {
  const { at, hash } = await kernel.vault.lookups.of(kernel.db, EMAIL, email);
  return tables(kernel).selectFrom(TABLE).select(['id as participant', 'case']).where(COLUMNS[at], '=', hash).execute();
}

/** Seats by their ids, for an erasure that left them for a time. */
export async function findSeatsById(kernel: Kernel, ids: readonly string[]): Promise<Seat[]> {
  if (ids.length === 0) return [];
  return tables(kernel)
    .selectFrom(TABLE)
    .select(['id as participant', 'case'])
    .where('id', 'in', [...ids])
    .execute();
}

/** Takes name and address out of a seat; what was said for an organization stays. */
export async function forgetContact(kernel: Kernel, { participant, case: caseId }: Seat): Promise<void> {
  const vault = await kernel.vault.existing(kernel.db, caseId);
  if (!vault) return;
  await tables(kernel)
    .updateTable(TABLE)
    .set({
      name: vault.seal(place('name', participant), '(erased)'),
      email: null,
      email_index: null,
      email_index_even: null,
    })
    .where('id', '=', participant)
    .execute();
  await closeDoors(kernel, participant);
}

/** @throws Refusal not_found unless the participant is one of the case */
export function participantOf(participants: readonly Participant[], id: string): Participant {
  const found = participants.find(one => one.id === id);
  if (!found) throw refuse('not_found');
  return found;
}

async function closeDoors(kernel: Kernel, participant: string): Promise<void> {
  await tables(kernel).deleteFrom(LINK).where('participant', '=', participant).execute();
  await tables(kernel).deleteFrom(SESSION).where('participant', '=', participant).execute();
}

async function findSeat(kernel: Kernel, table: typeof LINK | typeof SESSION, token: string): Promise<Seat | undefined> {
  return tables(kernel)
    .selectFrom(table)
    .innerJoin(TABLE, `${TABLE}.id`, `${table}.participant`)
    .select([`${TABLE}.id as participant`, `${TABLE}.case as case`])
    .where(`${table}.token_hash`, '=', hashToken(token))
    .where(`${table}.expires_at`, '>', kernel.clock.now())
    .where(`${TABLE}.removed_at`, 'is', null)
    .executeTakeFirst();
}

const EMAIL = 'advisories.participant-email';
const COLUMNS = ['email_index', 'email_index_even'] as const;

/** How seats are found by an address. */
export const seatLookup: LookupIndex = {
  purpose: EMAIL,
  finds: 'Participants of cases by their address',
  tables: [
    {
      table: TABLE,
      id: 'id',
      odd: COLUMNS[0],
      even: COLUMNS[1],
      valuesOf: async (kernel, ids) => {
        const rows = await tables(kernel)
          .selectFrom(TABLE)
          .select(['id', 'case', 'email'])
          .where('id', 'in', [...ids])
          .execute();
        const vaults = await kernel.vault.subjects(
          kernel.db,
          rows.map(({ case: matter }) => matter),
        );
        return new Map(
          rows.flatMap(({ id, case: matter, email }) => {
            const vault = email === null ? undefined : vaults.get(matter);
            return vault && email ? [[id, vault.open(place('email', id), email)] as const] : [];
          }),
        );
      },
    },
  ],
};

/** The hash that stays the same, for limits. @param email normalized */
export const emailIndex = ({ vault }: Pick<Kernel, 'vault'>, email: string): Buffer => vault.blindIndex(EMAIL, email);

const tables = ({ db }: Kernel) => db.withTables<AdvisoriesTables>();
const place = (column: 'name' | 'email' | 'statement', row: string) => ({ table: TABLE, column, row });

// The check constraints of the table, and the actions that write roles, hold the values to the types named.
const openParticipant = (row: Selectable<AdvisoriesParticipant>, vault: SubjectVault): Participant => ({
  id: row.id,
  case: row.case,
  isOwner: row.is_owner,
  roles: row.roles as ParticipantRole[],
  name: vault.open(place('name', row.id), row.name),
  email: row.email && vault.open(place('email', row.id), row.email),
  progress: row.progress as RmState,
  agreedAt: row.agreed_at,
  statement: row.statement && vault.open(place('statement', row.id), row.statement),
  statementAt: row.statement_at,
  invitedAt: row.invited_at,
  openedAt: row.opened_at,
  removedAt: row.removed_at,
});
