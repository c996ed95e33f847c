// How a client may prove itself after a 401 (RFC 9110 §11.6.1, RFC 6750 §3, RFC 9449 §7.1). Pure.
import { PROOF_ALGORITHMS } from '../catalog/proof-algorithms.ts';

const algorithms = `algs="${PROOF_ALGORITHMS.join(' ')}"`;

/** Calls that take the application's own secrets. */
const BY_SECRET = /^\/v\d+\.\d+\/(?:compatibility|management)(?:[/?]|$)/;

/**
 * The value of `WWW-Authenticate`. A scheme that was tried is told what was wrong; who tried none learns the schemes
 * alone.
 * @param url path of the request
 */
export function challengeFor(url: string, authorization: string | undefined, hasProof: boolean): string {
  if (BY_SECRET.test(url)) return 'Basic realm="applications", charset="UTF-8"';
  const scheme = authorization?.split(' ', 1)[0]?.toLowerCase();
  if (scheme === 'dpop') {
    const error = hasProof ? 'invalid_token' : 'invalid_dpop_proof';
    return `DPoP error="${error}", ${algorithms}`;
  }
  return scheme === 'bearer' ? `Bearer error="invalid_token", DPoP ${algorithms}` : `Bearer, DPoP ${algorithms}`;
}
