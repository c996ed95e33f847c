// What an owner is shown when an app asks for access, as one canonical text with a hash. Pure.
import { findScope, type Sensitivity } from '../catalog/scopes.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import { type AskedScope, GRANT_FOR } from './grant.ts';
import type { Notice } from './grant-store.ts';

export type OfferedVehicle = {
  readonly id: string;
  readonly make: string;
  readonly model: string;
  readonly year: number;
};

/** A permission in the words of the consent page. */
export type OfferedPermission = {
  readonly name: string;
  readonly sentence: string;
  readonly example: string;
  readonly group: 'see' | 'do';
  readonly sensitivity: Sensitivity;
  readonly isRequired: boolean;
};

/** Everything that the consent page says; the page shows nothing about the decision that is not in here. */
export type Offer = {
  readonly operator: string;
  readonly application: {
    readonly id: string;
    readonly name: string;
    readonly organization: string;
    readonly purpose: string;
    readonly privacyPolicyUrl: string;
  };
  readonly vehicles: readonly OfferedVehicle[];
  readonly permissions: readonly OfferedPermission[];
  readonly ownerPolicy: string;
};

/** The permissions asked for, in the catalog's words: those to see first, required ones before optional ones. */
export function offerPermissions(asked: readonly AskedScope[]): OfferedPermission[] {
  const offered = asked.flatMap(({ name, isRequired }) => {
    const scope = findScope(name);
    if (!scope) return [];
    const { sentence, example, group, sensitivity } = scope;
    return [{ name, sentence, example, group, sensitivity, isRequired }];
  });
  const place = ({ group, isRequired }: OfferedPermission) => (group === 'see' ? 0 : 2) + (isRequired ? 0 : 1);
  return offered.sort((a, b) => place(a) - place(b));
}

/** The offer as it is kept with the grant: canonical JSON (RFC 8785) and its SHA-256. One word changed is another notice. */
export function noticeOf(offer: Offer): Notice {
  const text = canonicalJson({
    version: 1,
    language: 'en',
    operator: offer.operator,
    application: offer.application,
    vehicles: offer.vehicles.map(({ id, make, model, year }) => ({ id, make, model, year })),
    permissions: offer.permissions.map(permission => ({ ...permission })),
    lastsAtMostSeconds: GRANT_FOR / 1000,
    policies: [offer.ownerPolicy, offer.application.privacyPolicyUrl],
  });
  return { text, sha256: hashToken(text), policies: [offer.ownerPolicy] };
}

/** What the owner chose, or what is missing. */
export type Choice =
  | { readonly ok: true; readonly vehicles: readonly string[]; readonly scopes: readonly string[] }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Reads the owner's choice. Only what was offered counts; a required permission that is missing is a no, never a yes to
 * less than what the owner read.
 */
export function readChoice(
  offer: Offer,
  chosen: { readonly vehicles: readonly string[]; readonly permissions: readonly string[] },
): Choice {
  const vehicles = offer.vehicles.map(({ id }) => id).filter(id => chosen.vehicles.includes(id));
  const allowed = offer.permissions.filter(({ name }) => chosen.permissions.includes(name));
  const errors: Record<string, string> = {};
  if (vehicles.length === 0) errors['vehicles'] = 'Choose at least one car.';
  if (allowed.length === 0) errors['permissions'] = 'Tick at least one permission, or do not allow access.';
  else if (offer.permissions.some(permission => permission.isRequired && !allowed.includes(permission)))
    errors['permissions'] = 'The app needs all required permissions. If that is too much, do not allow access.';
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, vehicles, scopes: allowed.map(({ name }) => name) };
}
