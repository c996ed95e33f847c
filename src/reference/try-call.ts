// A developer tries a call: the request goes through the API like any other, with a token that is made for it.
import type { FastifyRequest } from 'fastify';
import { lendToken, listTestConnections, type TestConnection } from '../connect/index.ts';
import type { Person } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { findMemberApplication, listOwnApplications } from '../developers/index.ts';
import { findCarFacts } from '../vehicles/index.ts';
import type { Call } from './call.ts';
import { addressOf, type Values } from './sample-code.ts';
import { isCommand } from './tried-request.ts';

/** A connection that a developer may try calls with. */
export type Offer = TestConnection & { readonly label: string };

/** What to name a connection by in a form. */
export const offerId = ({ grant, vehicle }: Pick<Offer, 'grant' | 'vehicle'>): string => `${grant}.${vehicle}`;

/** The test and simulated cars that the applications of this person's organizations are connected with. */
export async function listOffers(kernel: Kernel, actor: Person): Promise<Offer[]> {
  const applications = await listOwnApplications(kernel, actor);
  const names = new Map(applications.map(({ id, name }) => [id, name]));
  const connections = await listTestConnections(kernel, [...names.keys()]);
  const cars = await findCarFacts(kernel, connections);
  return connections.map(connection => {
    const { make = '', model = 'Car', year = '' } = cars.get(connection.vehicle) ?? {};
    const car = [titled(make), model, year].join(' ').trim();
    return { ...connection, label: `${car} · ${names.get(connection.application)} · ${connection.mode}` };
  });
}

const titled = (make: string): string => (make.length <= 3 ? make : make.charAt(0) + make.slice(1).toLowerCase());

export type Answered = {
  readonly status: number;
  /** Those that mean something to a client. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly requestId: string;
  /** JSON with line breaks; empty when there was none. */
  readonly body: string;
};

const TOLD = /^(?:sc-|ratelimit|retry-after$|content-type$|www-authenticate$)/;

/**
 * Sends the call as the application of the connection would: the same permissions, limits and logs hold. It stands in
 * the audit log who tried it.
 * @param offer one of `listOffers`
 * @throws Refusal not_found when the connection has ended or its car is a real one; not_allowed when a member, who may
 *   only look, would tell the car to do something
 */
export async function tryCall(
  kernel: Kernel,
  actor: Person,
  { server }: Pick<FastifyRequest, 'server'>,
  { call, offer, values }: { readonly call: Call; readonly offer: Offer; readonly values: Values },
): Promise<Answered> {
  const application = await findMemberApplication(kernel, actor, offer.application);
  if (isCommand(call) && !application.mayChange) throw refuse('not_allowed');
  const reply = await lendToken(kernel, { grant: offer.grant, application: application.id }, token =>
    server.inject({
      method: call.method as 'GET',
      url: addressOf(call, values),
      headers: {
        host: new URL(kernel.config.publicUrl).host,
        'user-agent': 'Telltale API reference',
        ...values.headers,
        authorization: `Bearer ${token.reveal()}`,
        ...(values.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(values.body !== undefined && { payload: values.body }),
    }),
  );
  const requestId = String(reply.headers['sc-request-id'] ?? '');
  await kernel.audit.record(kernel.db, {
    actor: actor.id,
    action: 'application.try',
    subject: application.id,
    details: { call: `${call.api} ${call.id}`, grant: offer.grant, vehicle: offer.vehicle, request: requestId },
  });
  return {
    status: reply.statusCode,
    headers: Object.entries(reply.headers).flatMap(([name, value]) =>
      TOLD.test(name) && value !== undefined ? [[name, String(value)] as const] : [],
    ),
    requestId,
    body: pretty(reply.body),
  };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
