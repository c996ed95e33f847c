// An application as a party of Connect's pages: its name, with its logo or its letter on its color. Pure.
import { href, routes } from '../../catalog/routes.ts';
import type { Party } from '../../web/layout.tsx';
import type { Application } from '../application.ts';
import { inkOn } from './brand.ts';

export function brandParty({ id, name, brand: { logo, color } }: Pick<Application, 'id' | 'name' | 'brand'>): Party {
  return {
    name,
    ...(logo !== undefined && { logoHref: href(routes.developers.logo, { id, logo }) }),
    ...(color !== undefined && { plate: { color, ink: inkOn(color) } }),
  };
}
