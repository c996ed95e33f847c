// Somebody without an account proves an address by the code that was mailed, to ask for documents.
import assert from 'node:assert/strict';
import { href, routes } from '../../src/catalog/routes.ts';
import { SECOND } from '../../src/core/clock.ts';
import { listMails } from '../../src/core/mail/mail.ts';
import type { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** Has a code mailed to the address. @returns as the mail has it: `1234 5678` */
export async function codeMailedTo(world: World, address: string, visitor: Visitor): Promise<string> {
  // The newest mail is the one that is meant.
  world.clock.advance(SECOND);
  assert.equal((await visitor.post(href(routes.documents.enter), { email: address })).status, 303);
  // What is forgotten once it is sent is read before the job that sends it.
  const mails = await listMails(world.kernel, 50);
  return /The code: (\d{4} \d{4})/.exec(mails.find(({ to }) => to === address)?.text ?? '')?.[1] ?? '';
}

export async function proveAddress(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  const code = await codeMailedTo(world, address, visitor);
  assert.equal((await visitor.post(href(routes.documents.code), { code })).status, 303);
  return visitor;
}
