// The operator's certificate and key, checked before anything listens.
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
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
