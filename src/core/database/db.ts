// PostgreSQL behind Kysely: one pool, types parsed the same way everywhere.
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { CoreTables } from '../tables.ts';

/** The database as the ground sees it; a module widens it with `db.withTables<ItsTables>()`. */
export type Db = Kysely<CoreTables>;

const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export type PoolOptions = { url?: string; host?: string; user?: string; database?: string; max?: number };

/**
 * Opens a pool on a URL or a Unix socket. int8 columns arrive as numbers, timestamptz as Date, bytea as Buffer.
 * @param onIdleError called when an idle connection breaks (a restart of the database); the pool reconnects by itself
 */
export function openPool(options: PoolOptions, onIdleError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOf(options),
    max: options.max ?? 16,
    types,
    application_name: 'telltale',
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', onIdleError);
  // A connection that breaks while a job holds it would otherwise end the process.
  pool.on('connect', client => client.on('error', onIdleError));
  return pool;
}

/** How the driver reaches the database, for connections outside the pool. */
export const connectionOf = ({ url, host, user, database }: PoolOptions): pg.ClientConfig =>
  url === undefined
    ? {
        ...(host !== undefined && { host }),
        ...(user !== undefined && { user }),
        ...(database !== undefined && { database }),
      }
    : { connectionString: url };

/** Kysely over a pool. Closing it closes the pool. */
export const openDb = (pool: pg.Pool): Db => new Kysely<CoreTables>({ dialect: new PostgresDialect({ pool }) });
