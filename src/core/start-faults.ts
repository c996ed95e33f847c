// Turns what can go wrong at start into one message for the operator, without a stack trace.
import { ConfigError } from './config.ts';
import { DatabaseError } from './connect-database.ts';
import { KeyringError } from './crypto/keyring.ts';
import { DataFolderError } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres.ts';
import { describeError } from './log.ts';
import { SchemaError } from './migrate.ts';

const TOLD_AS_THEY_ARE = [
  ConfigError,
  DataFolderError,
  DatabaseError,
  SchemaError,
  EmbeddedPostgresError,
  KeyringError,
];

/** What happened and what to do. Unforeseen errors keep their kind and message, since only the operator reads them. */
export function describeStartFault(error: unknown): string {
  if (TOLD_AS_THEY_ARE.some(kind => error instanceof kind)) return (error as Error).message;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE')
    return `port ${port} on ${address} is already in use: stop the other program, or set PORT.`;
  if (code === 'EACCES' && port !== undefined)
    return `this user may not listen on port ${port}: use a port above 1023, or let a proxy listen there.`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${address}: check HOST.`;
  return JSON.stringify(describeError(error));
}
