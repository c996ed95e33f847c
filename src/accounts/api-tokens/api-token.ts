// What an API token is, when it works, and how the form that makes one is read.
import type { StaffRole } from '../../catalog/permissions.ts';
import { may } from '../../catalog/permissions.ts';
import { permissionOf, type TokenScope, tokenScopes } from '../../catalog/token-scopes.ts';
import { after, DAY } from '../../core/clock.ts';

export type ApiToken = {
  readonly id: string;
  readonly person: string;
  /** The role in which it was made. */
  readonly role: StaffRole | undefined;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
};

/** Lifetimes to choose from, in days. */
export const lifetimes = [7, 30, 90, 365] as const;

/** Whether it works now, for a person whose role is `role` now: it ends with its day, and with the role. */
export const isTokenGood = (
  token: Pick<ApiToken, 'role' | 'expiresAt'>,
  role: StaffRole | undefined,
  now: Date,
): boolean => role !== undefined && role === token.role && now < token.expiresAt;

/** The scopes that somebody in this role can put into a token. */
export const scopesFor = (role: StaffRole | undefined): TokenScope[] =>
  tokenScopes.filter(scope => may(role, permissionOf(scope)));

/** Values of the form; those of checkboxes may be one or many. */
export type TokenForm = {
  readonly name?: string | undefined;
  readonly scopes?: string | readonly string[] | undefined;
  readonly days?: string | undefined;
};

export type NewToken = { readonly name: string; readonly scopes: readonly TokenScope[]; readonly expiresAt: Date };

type Read =
  | { readonly ok: true; readonly value: NewToken }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

const LONGEST_NAME = 60;

/** Reads the form; every token has an end. */
export function readTokenForm(form: TokenForm, role: StaffRole | undefined, now: Date): Read {
  const name = (form.name ?? '').normalize('NFC').trim().replace(/\s+/gu, ' ');
  const chosen: readonly string[] = typeof form.scopes === 'string' ? [form.scopes] : (form.scopes ?? []);
  const allowed = scopesFor(role);
  const scopes = allowed.filter(scope => chosen.includes(scope));
  const days = lifetimes.find(each => String(each) === form.days);
  const isNamed = name !== '' && [...name].length <= LONGEST_NAME && !/\p{Cc}/u.test(name) && name.isWellFormed();
  const isKnown = scopes.length > 0 && chosen.every(scope => allowed.some(each => each === scope));
  if (isNamed && isKnown && days !== undefined)
    return { ok: true, value: { name, scopes, expiresAt: after(now, days * DAY) } };
  return {
    ok: false,
    errors: {
      ...(!isNamed && { name: `Name what will use it, in at most ${LONGEST_NAME} characters.` }),
      ...(!isKnown && { scopes: 'Choose what it may do: at least one of these.' }),
      ...(days === undefined && { days: 'Choose when it ends.' }),
    },
  };
}
