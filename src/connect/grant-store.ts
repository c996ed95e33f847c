// All SQL of grants. An owner finds their own; ending one takes its codes and tokens along in the same transaction.
import { sql } from 'kysely';
import type { ApplicationItself, Person } from '../core/actor.ts';
import { newId } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { type Mode, userIdOf } from '../vehicles/index.ts';
import { placeOfNotice } from './consent/notice-store.ts';
import type { EndReason, PauseReason } from './grant.ts';
import type { ConnectTables } from './tables.ts';

const TABLE = 'connect.grant';

/** A grant as stored; names come from elsewhere. */
export type StoredGrant = {
  readonly id: string;
  readonly owner: string;
  readonly application: string;
  readonly vehicles: readonly string[];
  readonly scopes: readonly string[];
  readonly grantedAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | undefined;
  readonly endReason: EndReason | undefined;
  readonly reusedAt: Date | undefined;
  readonly lastUsedAt: Date | undefined;
  readonly pausedAt: Date | undefined;
  readonly pauseReason: PauseReason | undefined;
  readonly isCoarse: boolean;
  readonly renewedAt: Date | undefined;
  /** The researcher's sandbox within which it was given; null for a real one. */
  readonly sandbox: string | null;
  readonly mode: Mode;
};

/** What the owner saw when allowing: canonical JSON and its SHA-256. */
export type Notice = { readonly text: string; readonly sha256: Buffer; readonly policies: readonly string[] };

/** All grants of the person, active ones first, newest first. */
export async function listGrants(kernel: Kernel, actor: Pick<Person, 'id'>): Promise<StoredGrant[]> {
  const rows = await grants(kernel)
    .where('owner', '=', actor.id)
    .orderBy(sql`(revoked_at is null and expires_at > ${kernel.clock.now()}::timestamptz)`, 'desc')
    .orderBy('granted_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(fromRow);
}

/** One of the person's own grants. */
export async function findGrant(
  kernel: Kernel,
  actor: Pick<Person, 'id'>,
  id: string,
): Promise<StoredGrant | undefined> {
  const row = await grants(kernel).where('owner', '=', actor.id).where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** A grant that opens something now, for the protocol, which itself is the actor. */
export async function findActiveGrant(kernel: Kernel, id: string): Promise<StoredGrant | undefined> {
  const grant = await findStandingGrant(kernel, id);
  return grant?.pausedAt === undefined ? grant : undefined;
}

/** A grant that has not ended, paused or not. */
export async function findStandingGrant(kernel: Kernel, id: string): Promise<StoredGrant | undefined> {
  const row = await grants(kernel)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', kernel.clock.now())
    .executeTakeFirst();
  return row && fromRow(row);
}

/** A grant as it is or was, with what was shown for it, for receipts. */
export async function findGrantForReceipt(kernel: Kernel, id: string) {
  const row = await grants(kernel).select(['notice_sha256']).where('id', '=', id).executeTakeFirst();
  return row && { ...fromRow(row), noticeSha256: row.notice_sha256?.toString('hex') };
}

/** Grants whose time has come although nobody ended them, a hundred a call. */
export async function listExpiredGrants(kernel: Kernel): Promise<StoredGrant[]> {
  const rows = await grants(kernel)
    .where('revoked_at', 'is', null)
    .where('expires_at', '<=', kernel.clock.now())
    .orderBy('expires_at')
    .limit(100)
    .execute();
  return rows.map(fromRow);
}

/** Lets one transaction at a time give or change grants between an owner and an application. */
export async function lockPair(kernel: Kernel, owner: string, application: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`connect.grant\n${owner}\n${application}`}, 0))`.execute(
    kernel.db,
  );
}

/** The grants of an owner to an application that have not ended, paused ones too. Call it under `lockPair`. */
export async function listActiveGrants(kernel: Kernel, owner: string, application: string): Promise<StoredGrant[]> {
  const rows = await grants(kernel)
    .where('owner', '=', owner)
    .where('application', '=', application)
    .where('revoked_at', 'is', null)
    .execute();
  return rows.map(fromRow);
}

/** The grants that the application has of the owner whom it knows by this id, paused ones too. */
export async function listGrantsOfUser(
  kernel: Kernel,
  actor: Pick<ApplicationItself, 'id'>,
  user: string,
): Promise<StoredGrant[]> {
  const rows = await grants(kernel)
    .where('application', '=', actor.id)
    .where('user_id', '=', user.toLowerCase())
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', kernel.clock.now())
    .execute();
  return rows.map(fromRow);
}

/** @returns the new grant's id */
export async function insertGrant(
  kernel: Kernel,
  grant: {
    owner: string;
    application: string;
    vehicles: readonly string[];
    scopes: readonly string[];
    expiresAt: Date;
    notice: Notice | undefined;
    sandbox: string | null;
    mode: Mode;
    isCoarse: boolean;
    /** Whether it takes the place of another: what was made under that one may tell more. */
    isInPlace: boolean;
  },
): Promise<string> {
  const { owner, application, vehicles, scopes, expiresAt, notice, sandbox, mode, isCoarse, isInPlace } = grant;
  const id = newId('grt', kernel.clock, kernel.random);
  const vault = notice && (await kernel.vault.subject(kernel, owner));
  await kernel.db
    .withTables<ConnectTables>()
    .insertInto(TABLE)
    .values({
      id,
      owner,
      application,
      user_id: userIdOf(kernel, application, owner),
      vehicles: [...vehicles],
      scopes: [...scopes],
      notice: notice && vault ? vault.seal(placeOfNotice(id), notice.text) : null,
      notice_sha256: notice?.sha256 ?? null,
      policies: [...(notice?.policies ?? [])],
      granted_at: kernel.clock.now(),
      expires_at: expiresAt,
      sandbox,
      mode,
      is_coarse: isCoarse,
      narrowed_at: isInPlace ? kernel.clock.now() : null,
    })
    .execute();
  return id;
}

export async function updateVehicles(kernel: Kernel, id: string, vehicles: readonly string[]): Promise<void> {
  await kernel.db
    .withTables<ConnectTables>()
    .updateTable(TABLE)
    .set({ vehicles: [...vehicles] })
    .where('id', '=', id)
    .execute();
}

/** Marks the end: now, or when its time had come. @returns whose it was; undefined when it had ended before */
export async function updateEnded(
  kernel: Kernel,
  id: string,
  reason: EndReason,
): Promise<{ readonly owner: string; readonly mode: string } | undefined> {
  return kernel.db
    .withTables<ConnectTables>()
    .updateTable(TABLE)
    .set(({ ref }) => ({
      revoked_at: reason === 'expired' ? ref('expires_at') : kernel.clock.now(),
      end_reason: reason,
    }))
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning(['owner', 'mode'])
    .executeTakeFirst();
}

/** The cars that an owner ever shared: those that some grant which has not ended still names, paused or not, and the others. */
export async function sharedCars(
  { db, clock }: Kernel,
  owner: string,
): Promise<{ readonly shared: readonly string[]; readonly left: readonly string[] }> {
  const { rows } = await sql<{ vehicle: string; shared: boolean }>`
    select vehicle, bool_or(revoked_at is null and expires_at > ${clock.now()}::timestamptz) as shared
      from connect."grant", unnest(vehicles) as vehicle where owner = ${owner} and mode = 'live'
     group by vehicle`.execute(db);
  const those = (isShared: boolean) => rows.filter(row => row.shared === isShared).map(({ vehicle }) => vehicle);
  return { shared: those(true), left: those(false) };
}

/**
 * Begins a new family of tokens: whoever holds a code or token of the one before, or is about to store one, comes too
 * late. Call it before they are deleted, in the same transaction: it waits for those who are storing.
 * @param isReuse whether a used code or token came again
 */
export async function beginFamily({ db, clock }: Kernel, id: string, isReuse: boolean): Promise<void> {
  await db
    .withTables<ConnectTables>()
    .updateTable(TABLE)
    .set(({ eb }) => ({ family: eb('family', '+', 1), ...(isReuse && { reused_at: clock.now() }) }))
    .where('id', '=', id)
    .execute();
}

/** Writes the user's id into grants of the time when it was not kept, a thousand a call. @returns how many there were */
export async function fillUserIds(kernel: Kernel): Promise<number> {
  const rows = await kernel.db
    .withTables<ConnectTables>()
    .selectFrom(TABLE)
    .select(['id', 'application', 'owner'])
    .where('user_id', 'is', null)
    .limit(1000)
    .execute();
  const users = rows.map(({ application, owner }) => userIdOf(kernel, application, owner));
  await sql`
    update connect."grant" granted set user_id = filled.user_id
      from unnest(${rows.map(({ id }) => id)}::text[], ${users}::text[]) as filled (id, user_id)
     where granted.id = filled.id`.execute(kernel.db);
  return rows.length;
}

/** Removes all grants of a sandbox; they have ended before. */
export async function deleteGrantsOfSandbox(kernel: Kernel, sandbox: string): Promise<void> {
  await kernel.db.withTables<ConnectTables>().deleteFrom(TABLE).where('sandbox', '=', sandbox).execute();
}

const grants = ({ db }: Kernel) =>
  db
    .withTables<ConnectTables>()
    .selectFrom(TABLE)
    .select([
      'id',
      'owner',
      'application',
      'vehicles',
      'scopes',
      'granted_at',
      'expires_at',
      'revoked_at',
      'end_reason',
      'reused_at',
      'last_used_at',
      'paused_at',
      'pause_reason',
      'is_coarse',
      'renewed_at',
      'sandbox',
      'mode',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof grants>['execute']>>[number];

const fromRow = (row: Row): StoredGrant => ({
  id: row.id,
  owner: row.owner,
  application: row.application,
  vehicles: row.vehicles,
  scopes: row.scopes,
  grantedAt: row.granted_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at ?? undefined,
  // The column's check lets nothing else in.
  endReason: (row.end_reason ?? undefined) as EndReason | undefined,
  reusedAt: row.reused_at ?? undefined,
  lastUsedAt: row.last_used_at ?? undefined,
  pausedAt: row.paused_at ?? undefined,
  // The column's check lets nothing else in.
  pauseReason: (row.pause_reason ?? undefined) as PauseReason | undefined,
  isCoarse: row.is_coarse,
  renewedAt: row.renewed_at ?? undefined,
  sandbox: row.sandbox,
  // The column's check lets nothing else in.
  mode: row.mode as Mode,
});
