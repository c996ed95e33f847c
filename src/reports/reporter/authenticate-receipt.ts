// Recognizes whoever came back with a receipt code by the cookie that they were given for it.
import { readCookie } from '../../core/http/cookies.ts';
import type { Authenticator } from '../../core/module.ts';
import { findReceiptSession } from '../receipt-store.ts';

/** Asked after the session of an account: who is signed in acts as themselves. */
export const receiptAuthenticator: Authenticator = {
  credential: 'cookie',
  recognize: async (kernel, request) => {
    const token = readCookie(kernel.config, request, 'receipt');
    const report = token === undefined ? undefined : await findReceiptSession(kernel, token);
    return report === undefined ? undefined : { kind: 'receipt-holder', report };
  },
};
