// What the frame around every page needs to know, as plain data for the page kit.

import type { StaffRole } from '../../catalog/permissions.ts';
import type { Actor } from '../actor.ts';
import type { RouteContext } from './define-route.ts';

export type Shell = {
  readonly operatorName: string;
  readonly isDemo: boolean;
  readonly actorKind: Actor['kind'];
  readonly staffRole: StaffRole | undefined;
  /** The path of the page shown, to mark where one is. */
  readonly path: string;
  readonly now: Date;
  readonly timeZone: string;
};

/** Gathers the frame's facts from the request. */
export const shell = ({ kernel, actor, request }: Pick<RouteContext, 'kernel' | 'actor' | 'request'>): Shell => ({
  operatorName: kernel.config.operator.name,
  isDemo: kernel.config.environment !== 'production',
  actorKind: actor.kind,
  staffRole: actor.kind === 'person' ? actor.staffRole : undefined,
  path: request.url.split('?')[0] ?? '/',
  now: kernel.clock.now(),
  timeZone: kernel.config.operator.timeZone,
});
