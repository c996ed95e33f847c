// What the pages of one simulated car begin with: the organization, the car, and what it does now.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { findOrganization, findOwnOrganization } from '../../developers/index.ts';
import { type CarView, lookAtCar, type MadeCar } from '../../vehicles/index.ts';
import { findCar } from '../keep-cars.ts';
import { crumbs } from './garage.tsx';

/** @throws Refusal not_found for who is no member, and for a car that is gone; not_allowed when `isOwnerOnly` */
export async function openCar(
  context: Pick<RouteContext<{ readonly id: string; readonly car: string }>, 'kernel' | 'actor' | 'params'>,
  { isOwnerOnly = false } = {},
): Promise<{
  readonly organization: Awaited<ReturnType<typeof findOrganization>>;
  readonly car: MadeCar;
  readonly view: CarView;
  /** The way up from the car. */
  readonly breadcrumbs: readonly { readonly href: string; readonly label: string }[];
}> {
  const { kernel, params } = context;
  const actor = personOf(context.actor);
  const organization = await (isOwnerOnly ? findOwnOrganization : findOrganization)(kernel, actor, params.id);
  const car = await findCar(kernel, actor, params.id, params.car);
  const view = lookAtCar(car, kernel.clock.now());
  if (view === null) throw refuse('not_found');
  const garage = { href: href(routes.garage.cars, { id: organization.id }), label: 'Simulated cars' };
  return { organization, car, view, breadcrumbs: [...crumbs(organization), garage] };
}
