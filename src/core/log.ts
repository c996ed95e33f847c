// The logger: one JSON line each, opaque ids and plain facts only.
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Field names that must never reach a log line, wherever they stand in what is logged. */
const NEVER = [
  'email',
  'name',
  'address',
  'token',
  'code',
  'secret',
  'password',
  'cookie',
  'authorization',
  'body',
  'title',
  'description',
  'vin',
  'url',
];

/** Makes the logger. Errors are written as name, code and stack, without the details a database puts into them. */
export function openLog(level: Config['logLevel'], destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: NEVER.flatMap(name => [name, `*.${name}`]), censor: '***' },
    serializers: { err: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

const described = new WeakSet<object>();

/**
 * An error as facts: PostgreSQL's `detail` and `where` may quote a row, so only its SQLSTATE and constraint are kept. One
 * that was described before stays as it is.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (typeof error === 'object' && error !== null && described.has(error)) return error as Record<string, unknown>;
  const facts = factsOf(error);
  described.add(facts);
  return facts;
}

function factsOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint, table } = error as Error & { code?: unknown; constraint?: unknown; table?: unknown };
  const fromDatabase = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return {
    type: error.name,
    // Not under the name `code`: that may be one that lets somebody in.
    ...(fromDatabase ? { sqlState: code, constraint, table } : { message: error.message }),
    stack: error.stack?.split('\n').slice(1, 8).join('\n'),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
