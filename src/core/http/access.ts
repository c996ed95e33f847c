// Who may call a route. Each route names one of these; there is no default.
import { may, type Permission } from '../../catalog/permissions.ts';
import { permissionOf, type TokenScope } from '../../catalog/token-scopes.ts';
import { type Actor, anonymous, type ClientProof, type Person } from '../actor.ts';
import { MINUTE } from '../clock.ts';
import { refuse } from '../errors.ts';

/** Which credential tells who asks: pages read cookies, APIs read the Authorization header, neither reads the other. */
export type Credential = 'cookie' | 'authorization';

export type Access = {
  /** For documents and for the generated tests over all routes. */
  readonly rule:
    | 'public'
    | 'signed-in'
    | 'fresh-sign-in'
    | 'staff'
    | 'reporter'
    | 'participant'
    | 'document-visitor'
    | 'grant'
    | 'application'
    | 'client'
    | 'token';
  readonly permission?: Permission;
  readonly scope?: string;
  readonly credential: Credential;
  /** Whether simulated owners of sandboxes are somebody here. */
  readonly servesSimulated?: true;
  /** @throws Refusal unless the actor may call the route */
  readonly check: (actor: Actor, now: Date) => void;
};

/** Steps that change how somebody signs in want a sign-in of the last quarter of an hour. */
const FRESH = 15 * MINUTE;

/** Whether the person signed in during the last minutes, as `freshlySignedIn` asks. */
export const isFresh = ({ signedInAt }: Person, now: Date): boolean => now.getTime() - signedInAt.getTime() <= FRESH;

/** Who the recognized actor is on a route: simulated owners of sandboxes are nobody where nobody thought of them. */
export const actorOn = ({ servesSimulated }: Access, known: Actor): Actor =>
  known.kind === 'person' && known.sandbox !== undefined && !servesSimulated ? anonymous : known;

/** Anyone, signed in or not. */
export const publicly = (): Access => ({ rule: 'public', credential: 'cookie', check: () => undefined });

/** Any person who is signed in. */
export const signedIn = (): Access => ({
  rule: 'signed-in',
  credential: 'cookie',
  check: actor => {
    if (actor.kind !== 'person') throw refuse('sign_in_required');
  },
});

/** The same, and simulated owners of sandboxes are let in as well: pages of owners. Elsewhere they are nobody. */
export const alsoSimulated = (access: Access): Access => ({ ...access, servesSimulated: true });

/** A person who signed in during the last minutes. */
export const freshlySignedIn = (): Access => ({
  rule: 'fresh-sign-in',
  credential: 'cookie',
  check: (actor, now) => {
    if (actor.kind !== 'person') throw refuse('sign_in_required');
    if (!isFresh(actor, now)) throw refuse('fresh_sign_in_required');
  },
});

/** Whoever may turn out to be staff once they sign in. */
const NOBODY_TO_STAFF: ReadonlySet<Actor['kind']> = new Set([
  'anonymous',
  'receipt-holder',
  'participant',
  'document-visitor',
]);

/** Staff whose role includes the permission. Others learn nothing: to them the page does not exist. */
export const staff = (permission: Permission): Access => ({
  rule: 'staff',
  permission,
  credential: 'cookie',
  check: actor => {
    if (NOBODY_TO_STAFF.has(actor.kind)) throw refuse('sign_in_required');
    if (actor.kind !== 'person' || actor.staffRole === undefined) throw refuse('not_found');
    if (!may(actor.staffRole, permission)) throw refuse('not_allowed');
  },
});

/** A researcher who is signed in, or whoever holds the report's receipt code; the store decides which reports that opens. */
export const reporter = (): Access => ({
  rule: 'reporter',
  credential: 'cookie',
  check: actor => {
    if (actor.kind !== 'person' && actor.kind !== 'receipt-holder') throw refuse('sign_in_required');
  },
});

/**
 * A participant of a case, who came by the link in their mail. Somebody signed in learns nothing here, staff included:
 * they have pages of their own.
 */
export const participant = (): Access => ({
  rule: 'participant',
  credential: 'cookie',
  check: actor => {
    if (actor.kind === 'participant') return;
    throw refuse(actor.kind === 'person' ? 'not_found' : 'invitation_required');
  },
});

/**
 * Somebody who proved an e-mail address on the pages of documents on request. An account counts for nothing here: what
 * was accepted under an address is bound to the proof of that address.
 */
export const documentVisitor = (): Access => ({
  rule: 'document-visitor',
  credential: 'cookie',
  check: actor => {
    if (actor.kind !== 'document-visitor') throw refuse('address_unproven');
  },
});

/** An application whose token carries the scope (any token, when no scope is named). */
export const withGrant = (scope?: string): Access => ({
  rule: 'grant',
  ...(scope === undefined ? {} : { scope }),
  credential: 'authorization',
  check: actor => {
    if (actor.kind !== 'application') throw refuse('token_invalid');
    if (scope !== undefined && !actor.scopes.has(scope)) throw refuse('scope_missing', { scope });
  },
});

/**
 * An application with a token of its own, or with one that an owner's grant stands behind: the handler asks which, and
 * what that opens.
 */
export const byApplication = (): Access => ({
  rule: 'application',
  credential: 'authorization',
  check: actor => {
    if (actor.kind !== 'application-itself' && actor.kind !== 'application') throw refuse('token_invalid');
  },
});

/** An application in its own name, which showed who it is by one of these. */
export const asClient = (...proofs: readonly ClientProof[]): Access => ({
  rule: 'client',
  credential: 'authorization',
  check: actor => {
    if (actor.kind !== 'application-itself' || !proofs.some(proof => proof === actor.proof))
      throw refuse('token_invalid');
  },
});

/** An endpoint that checks its own credentials, as OAuth's endpoints do. */
export const byItsOwnProtocol = (): Access => ({ rule: 'public', credential: 'authorization', check: () => undefined });

/** A program with somebody's API token: the token carries the scope, and the person may do it now. */
export const withToken = (scope: TokenScope): Access => ({
  rule: 'token',
  permission: permissionOf(scope),
  scope,
  credential: 'authorization',
  check: actor => {
    if (actor.kind !== 'person' || actor.token === undefined) throw refuse('token_invalid');
    if (!actor.token.scopes.has(scope)) throw refuse('scope_missing', { scope });
    if (!may(actor.staffRole, permissionOf(scope))) throw refuse('not_allowed');
  },
});

/** Anyone, and a program with an API token that carries the scope; what calls itself something else is turned away. */
export const publiclyOrWithToken = (scope: TokenScope): Access => ({
  rule: 'public',
  scope,
  credential: 'authorization',
  check: actor => {
    if (actor.kind !== 'anonymous') withToken(scope).check(actor, new Date(0));
  },
});
