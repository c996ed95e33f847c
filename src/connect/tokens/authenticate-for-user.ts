// Tokens on the calls of API v3 on a car: an application with a token of its own names the user (vehicle-platform §12.1).
import type { FastifyRequest } from 'fastify';
import { routes } from '../../catalog/routes.ts';
import type { Actor, Application, ApplicationItself } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Authenticator } from '../../core/module.ts';
import { namedUser } from '../../vehicles/index.ts';
import { bearerAuthenticator } from '../authenticate-bearer.ts';
import { listConnections } from '../connections/connection-store.ts';
import { actorsForUser, grantee } from './act-for-user.ts';

/**
 * Recognizes what the bearer token says; on calls on a car, a token of the application itself becomes the grant that the
 * user of `sc-user-id` has given it. Nobody has to be named where a car is only described.
 */
export const userAuthenticator: Authenticator = {
  credential: 'authorization',
  only: 'application',
  recognize: async (kernel, request) => {
    const actor = await bearerAuthenticator.recognize(kernel, request);
    const path = request.routeOptions.url ?? '';
    if (actor?.kind !== 'application-itself' || !path.startsWith(routes.vehiclesV3.vehicle.path)) return actor;
    return (await granteeFor(kernel, actor, request, path)) ?? actor;
  },
};

async function granteeFor(
  kernel: Kernel,
  actor: ApplicationItself,
  { headers, params }: FastifyRequest,
  path: string,
): Promise<Actor | undefined> {
  const vehicle = (params as { readonly id?: string }).id?.toLowerCase() ?? '';
  const user = namedUser(headers);
  if (user !== undefined) {
    const actors = await actorsForUser(kernel, actor, user);
    return actors.find(({ vehicles }) => vehicles.has(vehicle)) ?? actors.find(({ isPaused }) => isPaused) ?? actors[0];
  }
  return path === routes.vehiclesV3.vehicle.path ? anyGrantee(kernel, actor, vehicle) : undefined;
}

async function anyGrantee(kernel: Kernel, actor: ApplicationItself, vehicle: string): Promise<Application | undefined> {
  const [connection] = await listConnections(kernel, actor, { vehicle }, 1);
  return connection && grantee(kernel, connection.grant);
}
