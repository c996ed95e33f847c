// What an owner allowed: which application, which cars, which permissions, until when. Pure.

/** One permission of an owner to an application, as its owner sees it. At most one is active per owner, application and car. */
export type Grant = {
  readonly id: string;
  readonly application: { readonly id: string; readonly name: string };
  /** The owner's person id. */
  readonly owner: string;
  /** Vehicle ids (UUIDs). */
  readonly vehicles: readonly string[];
  /** Permissions as in catalog/scopes.ts, without the `required:` prefix. */
  readonly scopes: readonly string[];
  readonly grantedAt: Date;
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
  /** When a token of the grant was last used, exact to a minute. */
  readonly lastUsedAt?: Date;
};

/** Why a grant ended; kept with it and shown to its owner. */
export type EndReason = 'owner' | 'application' | 'superseded' | 'erased';
