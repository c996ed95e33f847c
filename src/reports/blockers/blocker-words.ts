// Whom a report waits for and for what, in words for staff.

import type { BlockedParty, BlockerKind } from '../report-snapshot.ts';

export const partyWords: Readonly<Record<BlockedParty, string>> = {
  reporter: 'The reporter',
  owner: 'The team that owns the target',
  thirdparty: 'Another company',
};

export const kindWords: Readonly<Record<BlockerKind, string>> = {
  reproduction: 'how to reproduce it',
  impact: 'what it can do',
  access: 'access to something',
  credentials: 'an account to try it with',
  comment: 'a comment',
  other: 'something else',
};
