// Turns what can go wrong at start into one message for the operator, without a stack trace.
import { describeError } from './log.ts';
import { OperatorFault } from './operator-fault.ts';

/** What happened and what to do. Unforeseen errors keep their kind and message, since only the operator reads them. */
export function describeStartFault(error: unknown): string {
  if (error instanceof OperatorFault) return error.message;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE')
    return `port ${port} on ${address} is already in use: stop the other program, or set PORT.`;
  if (code === 'EACCES' && port !== undefined)
    return `this user may not listen on port ${port}: use a port above 1023, or let a proxy listen there.`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${address}: check HOST.`;
  return JSON.stringify(describeError(error));
}
