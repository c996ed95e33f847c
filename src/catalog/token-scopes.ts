// What an API token can be allowed to do, and which permission its person needs for that.
import type { Permission } from './permissions.ts';

export const tokenScopes = ['reports:read', 'reports:write', 'reports:submit', 'telemetry:write'] as const;
export type TokenScope = (typeof tokenScopes)[number];

type ScopeEntry = { readonly permission: Permission; readonly label: string; readonly hint: string };

/** The scopes for people. */
export const tokenScopeWords: Readonly<Record<TokenScope, ScopeEntry>> = {
  'reports:read': {
    permission: 'report.read',
    label: 'Read reports',
    hint: 'Lists and opens all reports with their conversation, internal notes included.',
  },
  'reports:write': {
    permission: 'report.triage',
    label: 'Work on reports',
    hint: 'Assigns, judges and moves reports, and writes messages and notes. They are marked as automated.',
  },
  'reports:submit': {
    permission: 'report.read',
    label: 'Send reports',
    hint: 'Sends reports in your name; somebody else judges them.',
  },
  'telemetry:write': {
    permission: 'integration.manage',
    label: 'Send telemetry',
    hint: 'Sends what the cars of a fleet say, and names its cars. It reads nothing.',
  },
};

/** What the person behind a token needs for a scope. */
export const permissionOf = (scope: TokenScope): Permission => tokenScopeWords[scope].permission;
