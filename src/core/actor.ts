// Who acts. What an actor may see follows from this alone, never from an id that the client sent.
import type { StaffRole } from '../catalog/permissions.ts';
import { refuse } from './errors.ts';

/** Nobody in particular. */
export type Anonymous = { readonly kind: 'anonymous' };

/** Somebody signed in: an owner, a developer, a researcher, or staff when a role is given. */
export type Person = {
  readonly kind: 'person';
  readonly id: string;
  readonly session: string;
  readonly staffRole: StaffRole | undefined;
  /** When the person last proved who they are; some steps want it to be recent. */
  readonly signedInAt: Date;
  /** Set when a program acts for the person by an API token: it may do what the scopes say, and no human has spoken. */
  readonly token?: { readonly id: string; readonly scopes: ReadonlySet<string> };
  /** Set for the simulated owner of a researcher's sandbox, who is nobody but on pages that serve such owners. */
  readonly sandbox?: string;
};

/** Whoever holds the receipt code of one report: may read and write that report, and nothing else. */
export type ReceiptHolder = { readonly kind: 'receipt-holder'; readonly report: string };

/** Whoever holds the secret link of one participant of a case: sees that case as this participant, and nothing else. */
export type Participant = { readonly kind: 'participant'; readonly id: string; readonly case: string };

/** Somebody who proved an e-mail address to ask for documents: sees what is theirs there, and nothing else. */
export type DocumentVisitor = { readonly kind: 'document-visitor'; readonly id: string };

/** An application with an access token: it may do what the grant says, with the vehicles of the grant. */
export type Application = {
  readonly kind: 'application';
  readonly id: string;
  readonly grant: string;
  readonly owner: string;
  readonly scopes: ReadonlySet<string>;
  readonly vehicles: ReadonlySet<string>;
  /** Set when the grant was given within a researcher's sandbox: no car of it is real. */
  readonly sandbox?: string;
  /** Set while the owner has paused the grant: it has no cars and no scopes then, and refusals say why. */
  readonly isPaused?: true;
  /** Set when the owner wants places told to about a kilometer only. */
  readonly isCoarse?: true;
  /** What has become of the grant since it was read; absent where no owner can take anything back. */
  readonly since?: GrantSince;
};

export type GrantSince = {
  /** Whether it has not changed, as far as this process knows. Costs no statement: it is asked in every read. */
  readonly isUnchanged: () => boolean;
  /** Reads who acts with it now; undefined once it has ended. */
  readonly lookAgain: () => Promise<Application | undefined>;
};

/** Secrets by which an application shows who it is in each request. */
export type ClientProof = 'client-secret' | 'management-token';

/** An application that acts in its own name: no owner has spoken, so it reaches no car by itself. */
export type ApplicationItself = {
  readonly kind: 'application-itself';
  readonly id: string;
  /** By which secret it showed who it is; absent for a token of the authorization server. */
  readonly proof?: ClientProof;
  /** Set when the application belongs to a researcher's sandbox. */
  readonly sandbox?: string;
};

/** The product itself: a job, a subscriber, the command line. */
export type System = { readonly kind: 'system'; readonly name: string };

export type Actor =
  | Anonymous
  | Person
  | ReceiptHolder
  | Participant
  | DocumentVisitor
  | Application
  | ApplicationItself
  | System;
export type ActorKind = Actor['kind'];

export const anonymous: Anonymous = { kind: 'anonymous' };
export const system = (name: string): System => ({ kind: 'system', name });

/**
 * The person who acts, for handlers whose route lets nobody else in.
 * @throws Refusal sign_in_required
 */
export function personOf(actor: Actor): Person {
  if (actor.kind !== 'person') throw refuse('sign_in_required');
  return actor;
}

/** Whether a program acts, and not a person: a job of ours, or somebody's API token. */
export const isAutomated = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && actor.token !== undefined);

/** The sandbox within which the actor acts; undefined for everybody real. */
export const sandboxOf = (actor: Actor): string | undefined => ('sandbox' in actor ? actor.sandbox : undefined);

/** The opaque id under which the audit log and rate limits know the actor. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'person':
    case 'participant':
    case 'document-visitor':
    case 'application':
    case 'application-itself':
      return actor.id;
    case 'receipt-holder':
      return `reporter:${actor.report}`;
    case 'system':
      return `system:${actor.name}`;
  }
}
