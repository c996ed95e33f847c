// A world with a webhook's server beside it: the demo's developer, its car, and whatever the server has heard.
import assert from 'node:assert/strict';
import { href, routes } from '../../src/catalog/routes.ts';
import { giveGrant, listGrantsOfOwner, revokeGrant } from '../../src/connect/index.ts';
import type { Person } from '../../src/core/actor.ts';
import { MINUTE } from '../../src/core/clock.ts';
import { type Heard, openStandIn, type StandIn } from './https-stand-in.ts';
import { smartcar } from './official-smartcar.ts';
import { signInAs } from './sign-in.ts';
import type { FormFields } from './visitor.ts';
import { openWorld } from './world.ts';

// A workday's morning, so that the car drives within the hours that the tests pass; ahead of the real clock, by which jobs wait.
const MORNING = new Date('2031-03-04T06:00:00Z');
/** Where errors are explained, as the operator says. */
export const DOCS = 'https://docs.example/cars';
const SCOPES = ['read_vehicle_info', 'read_odometer', 'read_charge', 'read_battery'];

/** A message as its receiver reads it. */
export type Message = {
  readonly eventId: string;
  readonly eventType: string;
  readonly data: {
    readonly user: { readonly id: string };
    readonly vehicle: { readonly id: string; readonly make: string | null };
    readonly signals: readonly { readonly code: string; readonly status: object; readonly body: object | null }[];
    readonly errors: readonly {
      readonly type: string;
      readonly code: string;
      readonly docURL: string;
      readonly state: string;
      readonly signals?: readonly { readonly code: string }[];
    }[];
  };
  readonly triggers: readonly { readonly signal: { readonly code: string } }[];
  readonly meta: { readonly mode: string };
};

type Answers = Parameters<StandIn['answer']>[0];

/** Opens it. Close it after use; `begin` before each test. */
export async function openSubscribedWorld() {
  const standIn = await openStandIn();
  const world = await openWorld({
    fetch: standIn.fetch,
    limitsOff: true,
    now: MORNING,
    environment: { ERROR_DOCS_URL: DOCS },
  });
  const facts = await world.seed();
  const application = facts['application']?.['clientId'] ?? '';
  const secret = facts['application']?.['clientSecret'] ?? '';
  const token = facts['application']?.['managementToken'] ?? '';
  const volt = facts['vehicles']?.['volt'] ?? '';
  const owner: Person = {
    kind: 'person',
    id: facts['owner']?.['id'] ?? '',
    session: 'none',
    staffRole: undefined,
    signedInAt: world.clock.now(),
  };

  /** A server that proves itself, and takes everything unless the test says otherwise. */
  const answering =
    (other: Answers = () => ({})): Answers =>
    heard => {
      const { eventType, data } = JSON.parse(heard.body);
      return eventType === 'VERIFY'
        ? { body: JSON.stringify({ challenge: smartcar.hashChallenge(token, data.challenge) }) }
        : other(heard);
    };

  const grant = (scopes: readonly string[] = SCOPES): Promise<string> =>
    giveGrant(world.kernel, { owner: owner.id, application, vehicles: [volt], scopes });

  const revokeAll = async (): Promise<void> => {
    for (const { id, revokedAt } of await listGrantsOfOwner(world.kernel, owner))
      if (!revokedAt) await revokeGrant(world.kernel, owner, id, 'owner');
  };

  /** Nothing of the tests before: no webhook, no grant, nothing heard. */
  const begin = async (): Promise<void> => {
    await world.database.pool.query('delete from webhooks.webhook');
    await world.database.pool.query('delete from core.delivery_lane');
    await revokeAll();
    await world.settle();
    standIn.heard.length = 0;
    standIn.answer(answering());
  };

  /** Creates and verifies a webhook at this path of the server. */
  async function webhook(path: string, more: FormFields = {}): Promise<string> {
    const developer = await signInAs(world, 'developer');
    const id = crypto.randomUUID();
    const page = await developer.post(href(routes.webhooks.create, { id: application }), {
      name: 'Trips',
      callback: standIn.origin + path,
      triggers: 'odometer',
      data: ['charging', 'location'],
      webhook: id,
      ...more,
    });
    assert.match(page.location ?? page.body.slice(0, 1000), /done=verified/);
    return id;
  }

  /** What the server heard at this path, but for questions to prove itself. */
  const messages = (path: string): Message[] =>
    standIn.heard
      .filter((heard: Heard) => heard.path === path && !heard.body.includes('"VERIFY"'))
      .map(({ body }) => JSON.parse(body) as Message);

  /** Lets time pass, with a look at all subscribed cars at each step. */
  async function pass(time: number, step = 7 * MINUTE): Promise<void> {
    for (let passed = 0; passed < time; passed += step) {
      world.clock.advance(step);
      const job = `select graphile_worker.add_job('watch-subscribed-cars', '{}'::json)`;
      await world.database.pool.query(job);
      await world.settle();
    }
  }

  const close = async (): Promise<void> => {
    await world.close();
    await standIn.close();
  };

  return {
    world,
    standIn,
    facts: { owner, application, secret, token, volt },
    answering,
    begin,
    grant,
    revokeAll,
    webhook,
    messages,
    pass,
    close,
  };
}
