// Carries out an erasure in steps that can each be repeated: access ends, applications are told, the ledger has it, it is done.
import { findPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { endGrantsOfOwner } from '../../connect/index.ts';
import { actorId, system } from '../../core/actor.ts';
import { after, DAY, MINUTE } from '../../core/clock.ts';
import {
  appendErasure,
  applyErasure,
  hashOfEntry,
  type LedgerEntry,
  readErasures,
} from '../../core/erasure/erasure-ledger.ts';
import { heldName, needsKeys } from '../../core/erasure/held-items.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import { applicationNames } from '../../developers/index.ts';
import { type Held, heldOf } from '../holds/hold-store.ts';
import { orderDeletions } from '../orders/order-deletions.ts';
import { listOrdersOfRequest } from '../orders/order-store.ts';
import { heldWords } from '../parts.ts';
import type { RightsRequest } from '../request.ts';
import { lockRequest, moveRequest } from '../request-store.ts';
import { makeCertificate } from './certificate.ts';
import { countKeys } from './key-count-store.ts';

/** The job that carries out one erasure, and the one that does it again for what was on its way. */
export const ERASE_PERSON = 'erase-person';
export const ERASE_AGAIN = 'erase-person-again';

const ACTOR = actorId(system('erasure'));

/** What was read or written in the moment of the erasure has long arrived by then. */
const AGAIN_AFTER = 15 * MINUTE;

/**
 * Goes on where an earlier try was stopped, at whatever line. Nothing happens before the time to take it back is over,
 * nor once it has been taken back.
 * @param holders what the modules hold of people, lowest module first
 */
export async function erasePerson(kernel: Kernel, holders: readonly PersonalDataHolder[], id: string): Promise<void> {
  const begun = await begin(kernel, id);
  if (!begun) return;
  const { request, earlier } = begun;
  const { person } = request;
  const email = (await findPerson(kernel, person))?.email;
  const held = await heldOf(kernel, person);
  const kept = namesOf(held);
  const entry = await appendErasure(kernel, { request: id, person, subjects: [person], kept });
  const keys = needsKeys(kept, holders) ? 0 : await countKeys(kernel, person);
  await applyErasure(kernel, entry, holders, {
    earlier: earlier.flatMap(({ kept }) => kept),
    finish: kernel => finish(kernel, holders, request, { entry, held, keys, email }),
  });
}

const namesOf = (held: readonly Held[]): string[] => held.map(({ part, item }) => heldName(part, item));

/** A request with something to do, and what the ledger has of it. */
type Begun = { readonly request: RightsRequest; readonly earlier: readonly LedgerEntry[] };

/** Ends access and tells applications, in one transaction. @returns undefined when there is nothing to do */
const begin = (kernel: Kernel, id: string): Promise<Begun | undefined> =>
  kernel.transaction(async kernel => {
    const request = await lockRequest(kernel, id);
    const isDue = request?.runsAt !== undefined && request.runsAt <= kernel.clock.now();
    if (request?.kind !== 'erase' || !isDue) return undefined;
    if (request.state !== 'open' && request.state !== 'working' && request.state !== 'held') return undefined;
    // At the first try there is none, and the ledger need not be read.
    const earlier = request.state === 'open' ? [] : (await readErasures(kernel)).filter(entry => entry.request === id);
    const stays = namesOf(await heldOf(kernel, request.person));
    if (request.state === 'held' && earlier.at(-1)?.kept.join() === stays.join()) return undefined;
    await orderDeletions(kernel, { person: request.person, request: id });
    await endGrantsOfOwner(kernel, ACTOR, request.person);
    await moveRequest(kernel, id, 'working');
    return { request, earlier };
  });

async function finish(
  kernel: Kernel,
  holders: readonly PersonalDataHolder[],
  { id, person, createdAt }: RightsRequest,
  {
    entry,
    held,
    keys,
    email,
  }: {
    readonly entry: LedgerEntry;
    readonly held: readonly Held[];
    readonly keys: number;
    readonly email: string | undefined;
  },
): Promise<void> {
  const { config, clock, keyring } = kernel;
  const erasedAt = clock.now();
  const certificate = makeCertificate(
    {
      request: id,
      server: config.publicUrl,
      operator: config.operator.name,
      askedAt: createdAt,
      erasedAt,
      backupDays: config.erasure.backupDays,
      ledger: { entry: entry.seq, sha256: hashOfEntry(entry) },
      keys,
      parts: holders
        .filter(({ name, tables }) => tables.length > 0 && !entry.kept.includes(name))
        .map(({ name, tables }) => ({ part: name, tables })),
      held,
      orders: await namedOrders(kernel, id),
      backupsGoneAt: after(erasedAt, config.erasure.backupDays * DAY),
    },
    keyring.signer('receipt'),
  );
  await moveRequest(kernel, id, held.length > 0 ? 'held' : 'done', {
    certificate: JSON.stringify(certificate),
    end: held.length === 0,
  });
  await kernel.audit.record(kernel.db, {
    actor: ACTOR,
    action: 'rights.erase.done',
    subject: id,
    details: { entry: entry.seq, keys, kept: entry.kept.join(' ') },
  });
  if (held.length === 0)
    await kernel.enqueue(kernel, ERASE_AGAIN, { person }, { key: `again:${id}`, runAt: after(erasedAt, AGAIN_AFTER) });
  if (email !== undefined && !email.endsWith('.invalid'))
    await kernel.compose(
      kernel,
      {
        to: email,
        subject: held.length > 0 ? 'You are erased, but for what the law wants' : 'You are erased',
        text: [
          'What we held of you is erased. The mail of the day you asked has the address of the signed certificate.',
          ...(held.length > 0
            ? [
                `The law makes us keep: ${held.map(({ part, item }) => heldWords({ part, item })).join('; ')}. It goes as soon as that ends.`,
              ]
            : []),
          `No backup holds any of it after ${after(erasedAt, config.erasure.backupDays * DAY)
            .toISOString()
            .slice(0, 10)}.`,
          '',
          `How to check a certificate: ${config.publicUrl}${href(routes.site.keys)}`,
          '',
          'This address is forgotten once this mail has left.',
        ].join('\n'),
        forget: true,
      },
      `erased:${id}:${entry.seq}`,
    );
}

async function namedOrders(kernel: Kernel, request: string) {
  const orders = await listOrdersOfRequest(kernel, request);
  const names = await applicationNames(
    kernel,
    orders.map(({ application }) => application),
  );
  return orders.map(({ application, dueAt }) => ({ application: names.get(application) ?? application, dueAt }));
}

/** Once more, for what another process wrote while the first time ran: all of it is harmless to repeat. */
export const eraseAgain = (kernel: Kernel, holders: readonly PersonalDataHolder[], person: string): Promise<void> =>
  kernel.transaction(async kernel => {
    for (const { erase } of holders.toReversed()) await erase(kernel, person);
    await kernel.vault.shred(kernel.db, person);
  });
