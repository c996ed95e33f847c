// The gate to a car's data: one statement writes the read log and hands out how to reach the car, so that no access
// is ever opened without a line in its owner's log. No other file reads `vehicles.connection.access`.
import type pg from 'pg';
import { coalesce } from '../core/coalesce.ts';
import { momentArray, textArray } from '../core/database/binary-array.ts';
import type { Kernel } from '../core/kernel.ts';
import type { ProviderConnection } from './providers/provider.ts';
import type { ReadAttempt } from './read-event.ts';

export type Way = {
  readonly provider: string;
  readonly connection: ProviderConnection;
  /** The account at the maker that has the credentials; null when the connection has all that is needed. */
  readonly account: string | null;
};

/** Attempts with their places in the log. */
export type Logged = {
  /** In the order of the attempts. */
  readonly seqs: readonly number[];
  /**
   * Opens the way to the car: null when every attempt was denied, the car is no longer connected, or its owner's key is gone.
   * @throws SealBroken
   */
  readonly open: () => Promise<Way | null>;
};

/**
 * Logs the attempts of one request on one car durably and gives, when one was allowed, the way to the car. Resolves
 * after the commit. Attempts of the same moment share one statement and one commit, whichever requests they are of.
 * @param attempts at least one, all of the same car, owner and request
 */
export async function logAndOpen(kernel: Kernel, attempts: readonly [ReadAttempt, ...ReadAttempt[]]): Promise<Logged> {
  const at = kernel.clock.now();
  const admissions = await gateOf(kernel)(attempts.map(attempt => ({ ...attempt, at })));
  const [{ owner, vehicle }] = attempts;
  const open = async (): Promise<Way | null> => {
    const found = admissions.find(({ access }) => access !== null);
    if (found === undefined || found.provider === null || found.access === null) return null;
    const vault = await kernel.vault.existing(kernel.db, owner);
    const { provider, access, account } = found;
    if (vault === undefined) return null;
    const connection = readAccess(vault.open(placeOfAccess(vehicle), access));
    return { provider, connection: { ...connection, ours: { vehicle, owner } }, account };
  };
  return { seqs: admissions.map(({ seq }) => seq), open };
}

/** Where a car's access is sealed. */
export const placeOfAccess = (vehicle: string) => ({ table: 'vehicles.connection', column: 'access', row: vehicle });

/** The text under the seal: the maker's id of the car, and the credentials after a line break, when there are any. */
export const writeAccess = ({ vehicle, credentials }: ProviderConnection): string =>
  credentials === null ? vehicle : `${vehicle}\n${credentials}`;

const readAccess = (text: string): ProviderConnection => {
  const end = text.indexOf('\n');
  return end < 0
    ? { vehicle: text, credentials: null }
    : { vehicle: text.slice(0, end), credentials: text.slice(end + 1) };
};

/** Each attempt brings its own time: a batch may hold those of several clocks. */
type TimedAttempt = ReadAttempt & { readonly at: Date };
type Admission = {
  readonly seq: number;
  readonly provider: string | null;
  readonly access: Buffer | null;
  readonly account: string | null;
};
type Row = [seq: number, provider: string | null, access: Buffer | null, account: string | null];

// The arrays come out of sub-selects so that the planner cannot look into them and makes one plan for good. `nextval` is
// taken after the sort, so places follow the order of the attempts. Each car is looked up by its key and by the owner
// too: a grant that named someone else's car would still reach nothing.
const ADMIT = `
  with logged as (
    insert into vehicles.read_event (seq, owner, grant_id, application, vehicle, signal, outcome, reason, request, at)
    select nextval('vehicles.read_event_seq'), owner, grant_id, application, vehicle, signal, outcome, reason, request, at
    from unnest(
      (select $1::text[]), (select $2::text[]), (select $3::text[]), (select $4::text[]),
      (select $5::text[]), (select $6::text[]), (select $7::text[]), (select $8::text[]),
      (select $9::timestamptz[])
    ) with ordinality as given (owner, grant_id, application, vehicle, signal, outcome, reason, request, at, position)
    order by position
    returning seq, owner, vehicle, outcome
  )
  select logged.seq, found.provider, found.access, found.account
  from logged left join lateral (
    select connection.provider, connection.access, connection.account from vehicles.connection
    where connection.vehicle = logged.vehicle and connection.owner = logged.owner and logged.outcome = 'allowed'
    limit 1
  ) as found on true`;

/** In the order of the statement's parameters; the time follows them. */
const TEXTS = ['owner', 'grant', 'application', 'vehicle', 'signal', 'outcome', 'reason', 'request'] as const;

type Gate = (attempts: readonly TimedAttempt[]) => Promise<readonly Admission[]>;

/** One gate per database: attempts of all requests meet there. */
const gates = new WeakMap<pg.Pool, Gate>();

/** Milliseconds: a few commits on a disk that is no faster than most, and only while further reads keep coming. */
const GATHER_FOR = 15;
const GATHER_GAP = 3;

function gateOf({ pool }: Kernel): Gate {
  const known = gates.get(pool);
  if (known) return known;
  // One batch at a time: two would only share the disk's time, in half as large batches. Its fixed cost is that of a
  // dozen reads, so whoever was just served may come along with those who wait.
  const gate = coalesce({
    maxInFlight: 1,
    gatherFor: GATHER_FOR,
    gatherGap: GATHER_GAP,
    run: (requests: readonly (readonly TimedAttempt[])[]) => admitAll(pool, requests),
  });
  gates.set(pool, gate);
  return gate;
}

async function admitAll(pool: pg.Pool, requests: readonly (readonly TimedAttempt[])[]): Promise<Admission[][]> {
  const attempts = requests.flat();
  const { rows } = await pool.query<Row>({
    name: 'vehicles.admit-reads',
    text: ADMIT,
    rowMode: 'array',
    values: [
      ...TEXTS.map(column => textArray(attempts.map(attempt => attempt[column]))),
      momentArray(attempts.map(({ at }) => at)),
    ],
  });
  const admissions = rows
    .map(([seq, provider, access, account]) => ({ seq, provider, access, account }))
    .sort((one, other) => one.seq - other.seq);
  let taken = 0;
  return requests.map(({ length }) => {
    taken += length;
    return admissions.slice(taken - length, taken);
  });
}
