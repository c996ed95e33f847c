// What an owner is shown when an app asks for access, as one canonical text with a hash. Pure.
import { findScope, isScopeName, type Sensitivity } from '../../catalog/scopes.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Mode } from '../../vehicles/index.ts';
import { type AskedScope, GRANT_FOR } from '../grant.ts';
import type { Notice } from '../grant-store.ts';
import { type Language, permissionWordsIn, wordsIn } from '../words/languages.ts';
import { brandName } from './brands.ts';
import { type OwnerPolicy, policyReference, policySha256 } from './owner-policy.ts';

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

/** What is asked, before it is put into words. */
export type Offer = {
  readonly language: Language;
  readonly mode: Mode;
  readonly operator: string;
  readonly application: {
    readonly id: string;
    readonly name: string;
    readonly organization: string;
    readonly purpose: string;
    readonly privacyPolicyUrl: string;
    /** Lower-case hex SHA-256 of the policy as it was last fetched; null when it never could be. */
    readonly privacyPolicySha256: string | null;
  };
  readonly vehicles: readonly OfferedVehicle[];
  /** Exactly one car is to be chosen. */
  readonly isSingle: boolean;
  readonly hasAccountSync: boolean;
  readonly asked: readonly AskedScope[];
  readonly ownerPolicy: OwnerPolicy;
};

/** A policy as the page named it. */
export type NamedPolicy = {
  readonly title: string;
  readonly url: string | null;
  readonly version: string | null;
  readonly sha256: string | null;
};

/** Everything that the consent page says about the decision; it shows nothing that is not in here. */
export type NoticeContent = {
  readonly version: 2;
  readonly language: Language;
  readonly mode: Mode;
  readonly operator: string;
  readonly application: Offer['application'];
  readonly title: string;
  readonly vehicles: readonly OfferedVehicle[];
  readonly isSingle: boolean;
  readonly seeTitle: string;
  readonly doTitle: string;
  readonly permissions: readonly OfferedPermission[];
  /** The choice of how exactly places are told; null where they are not asked for, absent in older notices. */
  readonly exactness?: { readonly title: string; readonly precise: string; readonly coarse: string } | null;
  readonly howLongTitle: string;
  readonly howLong: string;
  readonly accountSync: string | null;
  readonly lastsAtMostSeconds: number;
  readonly dataTitle: string;
  readonly ownerPolicy: NamedPolicy;
  readonly applicationPolicy: NamedPolicy;
  /** Whose it is, as it says itself; null in notices of the time before that was said of each. */
  readonly belongs: string | null;
  readonly allow: string;
  readonly deny: string;
};

/** "Chevrolet Volt". */
export const carName = ({ make, model }: OfferedVehicle): string => `${brandName(make)} ${model}`;

/** The permissions asked for, in the reader's words: those to see first, required ones before optional ones. */
function offerPermissions(asked: readonly AskedScope[], language: Language): OfferedPermission[] {
  const offered = asked.flatMap(({ name, isRequired }) => {
    const scope = findScope(name);
    if (!scope || !isScopeName(name)) return [];
    const [sentence, example] = permissionWordsIn(language)[name];
    return [{ name, sentence, example, group: scope.group, sensitivity: scope.sensitivity, isRequired }];
  });
  const place = ({ group, isRequired }: OfferedPermission) => (group === 'see' ? 0 : 2) + (isRequired ? 0 : 1);
  return offered.sort((a, b) => place(a) - place(b));
}

/** Puts the offer into words. */
export function contentOf(offer: Offer): NoticeContent {
  const { language, operator, application, vehicles, ownerPolicy } = offer;
  const { grant } = wordsIn(language);
  const [onlyCar] = vehicles.length === 1 ? vehicles : [];
  return {
    version: 2,
    language,
    mode: offer.mode,
    operator,
    application: { ...application },
    title: grant.title(application.name, onlyCar ? carName(onlyCar) : grant.car),
    vehicles: vehicles.map(({ id, make, model, year }) => ({ id, make, model, year })),
    isSingle: offer.isSingle,
    seeTitle: grant.see(application.name),
    doTitle: grant.act(application.name),
    permissions: offerPermissions(offer.asked, language),
    exactness: offer.asked.some(({ name }) => name === 'read_location') ? { ...grant.exactness } : null,
    howLongTitle: grant.howLongTitle,
    howLong: grant.howLong(application.name),
    accountSync: offer.hasAccountSync ? grant.accountSync(application.name) : null,
    lastsAtMostSeconds: GRANT_FOR / 1000,
    dataTitle: grant.dataTitle,
    ownerPolicy: {
      title: grant.ownerPolicy(operator),
      url: null,
      version: ownerPolicy.version,
      sha256: policySha256(ownerPolicy),
    },
    applicationPolicy: {
      title: grant.appPolicy(application.name),
      url: application.privacyPolicyUrl,
      version: null,
      sha256: application.privacyPolicySha256,
    },
    belongs:
      application.organization === application.name
        ? grant.unchecked(application.name, operator)
        : grant.belongs(application.name, application.organization, operator),
    allow: grant.allow,
    deny: grant.deny,
  };
}

/** The content as it is kept with the grant: canonical JSON (RFC 8785) and its SHA-256. One word changed is another notice. */
export function noticeOf(content: NoticeContent, ownerPolicy: OwnerPolicy): Notice {
  const text = canonicalJson({
    ...content,
    application: { ...content.application },
    vehicles: content.vehicles.map(vehicle => ({ ...vehicle })),
    permissions: content.permissions.map(permission => ({ ...permission })),
    exactness: content.exactness ? { ...content.exactness } : null,
    ownerPolicy: { ...content.ownerPolicy },
    applicationPolicy: { ...content.applicationPolicy },
  });
  const { url, sha256 } = content.applicationPolicy;
  return {
    text,
    sha256: hashToken(text),
    policies: [policyReference(ownerPolicy), `${url}${sha256 === null ? '' : `#sha256:${sha256}`}`],
  };
}

/** The content of a notice that was kept; undefined for one of an older form. @param text as `noticeOf` made it */
export function readNoticeContent(text: string): NoticeContent | undefined {
  const value = JSON.parse(text) as { readonly version?: unknown };
  // Only noticeOf wrote it, and the version says which form it has.
  return value.version === 2 ? (value as NoticeContent) : undefined;
}

/** The answer that wants places told to about a kilometer. */
export const COARSE = 'coarse';

/** What the owner chose, or what is missing. */
export type Choice =
  | {
      readonly ok: true;
      readonly vehicles: readonly string[];
      readonly scopes: readonly string[];
      readonly isCoarse: boolean;
    }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Reads the owner's choice. Only what was offered counts; a required permission that is missing is a no, never a yes to
 * less than what the owner read.
 */
export function readChoice(
  content: NoticeContent,
  chosen: {
    readonly vehicles: readonly string[];
    readonly permissions: readonly string[];
    /** `coarse`, or anything else for precise places. */
    readonly place?: string | undefined;
  },
): Choice {
  const { grant } = wordsIn(content.language);
  const vehicles = content.vehicles.map(({ id }) => id).filter(id => chosen.vehicles.includes(id));
  const allowed = content.permissions.filter(({ name }) => chosen.permissions.includes(name));
  const errors: Record<string, string> = {};
  if (content.isSingle ? vehicles.length !== 1 : vehicles.length === 0)
    errors['vehicles'] = content.isSingle ? grant.oneCar : grant.noCar;
  if (allowed.length === 0) errors['permissions'] = grant.nothing;
  else if (content.permissions.some(permission => permission.isRequired && !allowed.includes(permission)))
    errors['permissions'] = grant.lacksRequired;
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : {
        ok: true,
        vehicles,
        scopes: allowed.map(({ name }) => name),
        isCoarse: content.exactness != null && chosen.place === COARSE,
      };
}
