// Time-based one-time passwords (RFC 6238) as every authenticator app knows them: SHA-1, six digits, thirty seconds.
import { Secret, TOTP } from 'otpauth';
import type { Random } from '../../core/crypto/random.ts';

const STEP_SECONDS = 30;
/** Clocks may be half a minute apart (RFC 6238 §5.2). */
const WINDOW = 1;

/** A fresh secret of 160 bits (RFC 4226 §4 R6) in base32. */
export const newTotpSecret = (random: Random): string =>
  new Secret({ buffer: new Uint8Array(random.bytes(20)).buffer }).base32;

/** The `otpauth:` address that a QR code carries. */
export const totpUri = (secret: string, issuer: string, account: string): string =>
  totp(secret, { issuer, label: account }).toString();

/** The time step that the code belongs to, within one step of now; undefined when the code is wrong. */
export function matchingStep(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = totp(secret).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / STEP_SECONDS) + delta;
}

/** The code at a moment; what an authenticator app shows. */
export const totpCode = (secret: string, now: Date): string => totp(secret).generate({ timestamp: now.getTime() });

const totp = (secret: string, names: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({ ...names, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: STEP_SECONDS });
