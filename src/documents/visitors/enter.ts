// Proving an address: a code by mail, the same answer for every address, and a session of a day.
import { href, routes } from '../../catalog/routes.ts';
import { actorId, anonymous } from '../../core/actor.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addressIndex, beginSession, CODE_MINUTES, insertCode, useCode, visitorOf } from './visitor-store.ts';

/**
 * Mails a code. When too many were asked for, none is mailed and nobody is told: that would say who asked before.
 * @param address normalized
 * @returns what the browser keeps to try the code with
 */
export async function askForCode(kernel: Kernel, address: string): Promise<string> {
  const may = await mayMail(kernel, address);
  return kernel.transaction(async kernel => {
    const { id, code } = await insertCode(kernel, address);
    if (may)
      await kernel.compose(kernel, {
        to: address,
        subject: `Your code for documents of ${kernel.config.operator.name}`,
        text: [
          `Somebody, most likely you, wants to ask ${kernel.config.operator.name} for documents under this address.`,
          '',
          `The code: ${code.slice(0, 4)} ${code.slice(4)}`,
          '',
          `It is good for ${CODE_MINUTES} minutes, in the browser that asked for it:`,
          kernel.config.publicUrl + href(routes.documents.code),
          '',
          'If it was not you, do nothing. Never tell the code to anybody.',
        ].join('\n'),
        forget: true,
      });
    return id;
  });
}

/** @returns the session of who proved the address; undefined when the code does not */
export async function enter(
  kernel: Kernel,
  id: string,
  typed: string,
): Promise<{ readonly token: string; readonly seconds: number; readonly visitor: string } | undefined> {
  // A wrong try counts, so that it must be written whatever follows.
  const address = await useCode(kernel, id, typed.replace(/\D/g, ''));
  if (address === undefined) return undefined;
  return kernel.transaction(async kernel => {
    const visitor = await visitorOf(kernel, address);
    await kernel.audit.record(kernel.db, { actor: actorId(anonymous), action: 'documents.enter', subject: visitor });
    return { ...(await beginSession(kernel, visitor)), visitor };
  });
}

async function mayMail(kernel: Kernel, address: string): Promise<boolean> {
  try {
    await kernel.rateLimiter.take('documentCode', addressIndex(kernel, address).toString('hex'));
    return true;
  } catch (error) {
    if (isRefusal(error, 'rate_limited')) return false;
    throw error;
  }
}
