// The operator's certificate and key, checked before anything listens.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext, DEFAULT_MIN_VERSION } from 'node:tls';
import { DAY } from '../clock.ts';
import type { Config } from '../config.ts';
import { OperatorFault } from '../operator-fault.ts';

/**
 * The certificate chain and key that the server listens with.
 * @throws OperatorFault when the files cannot be read, are no PEM, or do not belong together
 */
export function readTlsFiles({ certFile, keyFile }: NonNullable<Config['tls']>): { cert: Buffer; key: Buffer } {
  try {
    const files = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    createSecureContext(files);
    return files;
  } catch (error) {
    throw new OperatorFault(
      `cannot use TLS_CERT_FILE ${certFile} and TLS_KEY_FILE ${keyFile}: ${(error as Error).message}. They must be a PEM certificate chain and its own private key, readable by this user.`,
      { cause: error },
    );
  }
}

/** So long before its end a certificate should have been replaced. */
const REPLACED_BEFORE = 14 * DAY;

/** RFC 9325 §4.5: bits that an RSA key has at least. */
const WEAKEST_RSA = 2048;

/**
 * Whether what the server listens with is right for its name, strong, and good for a while; and that older protocols
 * than TLS 1.2 are refused (RFC 9325 §3.1.1).
 * @param host the name under which people reach it
 */
export function judgeTls(
  files: NonNullable<Config['tls']>,
  host: string,
  now: Date,
  oldest: string = DEFAULT_MIN_VERSION,
): { readonly ok: boolean; readonly detail: string } {
  const certificate = new X509Certificate(readTlsFiles(files).cert);
  const until = new Date(certificate.validTo);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  const isWeak = type === 'dsa' || (type === 'rsa' && (details?.modulusLength ?? 0) < WEAKEST_RSA);
  const faults = [
    ...(oldest === 'TLSv1.2' || oldest === 'TLSv1.3' ? [] : [`${oldest} is still spoken`]),
    ...((isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) === undefined
      ? [`the certificate is not for ${host}`]
      : []),
    ...(now < new Date(certificate.validFrom) ? ['the certificate is not good yet'] : []),
    ...(until.getTime() - now.getTime() < REPLACED_BEFORE ? [`the certificate ends ${until.toISOString()}`] : []),
    ...(isWeak ? ['its key is weak'] : []),
  ];
  return {
    ok: faults.length === 0,
    detail:
      faults.join('; ') || `${oldest} and newer, a certificate (${type}) until ${until.toISOString().slice(0, 10)}`,
  };
}
