// One asking of a car before it is made: may the application, and the line that the owner's log gets. Pure.
import type { ScopeName } from '../catalog/scopes.ts';
import type { Application } from '../core/actor.ts';
import { type Refusal, refuse } from '../core/errors.ts';
import type { DenialReason, ReadAttempt } from './read-event.ts';

export type Request = {
  /** A car's id as the client sent it, already known to be a UUID, in lower case. */
  readonly vehicle: string;
  /** The request's id, which stands in the log and in the answer. */
  readonly request: string;
  /** Nobody sent it: we look ourselves, for a webhook. It counts in no quota. */
  readonly isOurs?: true;
};

/** Why the grant does not cover it, or null. @param permission null for what needs none */
export function denialOf(actor: Application, vehicle: string, permission: ScopeName | null): Refusal | null {
  if (actor.isPaused) return refuse('grant_paused');
  if (!actor.vehicles.has(vehicle)) return refuse('vehicle_not_granted');
  if (permission !== null && !actor.scopes.has(permission)) return refuse('scope_missing', { scope: permission });
  return null;
}

/** The line for the log. @param subject what is read, or what the car is told to do */
export const attemptOf = (
  { id: application, grant, owner }: Application,
  { vehicle, request }: Request,
  subject: ReadAttempt['signal'],
  denial: Refusal | null,
): ReadAttempt => ({
  owner,
  grant,
  application,
  vehicle,
  signal: subject,
  outcome: denial === null ? 'allowed' : 'denied',
  reason: denial === null ? null : reasonOf(denial),
  request,
});

/** As the log says it. */
export function reasonOf({ code }: Refusal): DenialReason {
  if (code === 'token_invalid') return 'ended';
  if (code === 'grant_paused') return 'paused';
  return code === 'vehicle_not_granted' ? 'vehicle' : 'scope';
}
