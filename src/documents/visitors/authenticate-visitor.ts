// Recognizes whoever proved an address by the cookie that they were given for it; on these pages only.
import { readCookie } from '../../core/http/cookies.ts';
import type { Authenticator } from '../../core/module.ts';
import { findSession } from './visitor-store.ts';

export const visitorAuthenticator: Authenticator = {
  credential: 'cookie',
  only: 'document-visitor',
  recognize: async (kernel, request) => {
    const token = readCookie(kernel.config, request, 'document-visitor');
    const id = token === undefined ? undefined : await findSession(kernel, token);
    return id === undefined ? undefined : { kind: 'document-visitor', id };
  },
};
