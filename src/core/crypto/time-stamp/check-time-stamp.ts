// Whether a time stamp is true: what was asked was stamped, and somebody signed who may, by a chain to a trusted root.
import { createHash, verify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { equalBytes } from '../tokens.ts';
import { type DerValue, derTags, expectTag, readOid, valuesIn } from './der.ts';
import { oids, readTimeStamp, TimeStampFault, type TimeStampReply } from './time-stamp.ts';

export type TimeStamp = Pick<TimeStampReply, 'at' | 'serial' | 'policy'> & {
  /** The subject of the certificate that signed, on one line. */
  readonly authority: string;
};

/** Certificates from which trust comes. */
export type TrustedRoots = readonly X509Certificate[];

/**
 * Reads the roots that the operator trusts.
 * @param file PEM, one or more certificates
 * @throws when it cannot be read or has no certificate
 */
export function readRoots(file: string): TrustedRoots {
  const blocks = readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error('there is no certificate in it');
  return blocks.map(pem => new X509Certificate(pem));
}

/**
 * @param reply a TimeStampResp in DER
 * @param digest SHA-256 of what should be stamped
 * @param nonce of the query; undefined where a reply that is kept is checked again
 * @throws TimeStampFault with what is wrong
 */
export function checkTimeStamp(
  reply: Buffer,
  { digest, nonce, roots }: { digest: Buffer; nonce?: Buffer; roots: TrustedRoots },
): TimeStamp {
  const stamp = readTimeStamp(reply);
  if (!equalBytes(stamp.digest, digest)) throw new TimeStampFault('Something else was stamped.');
  if (nonce && (stamp.nonce === undefined || !equalBytes(withoutZeros(stamp.nonce), withoutZeros(nonce))))
    throw new TimeStampFault('The reply belongs to another query.');
  try {
    return { at: stamp.at, serial: stamp.serial, policy: stamp.policy, authority: checkSigner(stamp, roots) };
  } catch (error) {
    if (error instanceof TimeStampFault) throw error;
    // What OpenSSL says of keys and certificates that it cannot read.
    throw new TimeStampFault(`The signature cannot be checked: ${(error as Error).message}.`, { cause: error });
  }
}

function withoutZeros(bytes: Buffer): Buffer {
  const from = bytes.findIndex(byte => byte !== 0);
  return from < 0 ? bytes.subarray(0, 0) : bytes.subarray(from);
}

const digests: Readonly<Record<string, string>> = {
  [oids.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Signature algorithms, each with the kind of key and, where it names one, the hash (RFC 8017, RFC 5758, RFC 8410). */
const signatures: Readonly<Record<string, { readonly key: string; readonly hash?: string | null }>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa' },
  '1.2.840.113549.1.1.11': { key: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', hash: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', hash: 'sha512' },
  '1.3.101.112': { key: 'ed25519', hash: null },
};

/** @returns the subject of the certificate */
function checkSigner({ signer, content, certificates, at }: TimeStampReply, roots: TrustedRoots): string {
  const digest = digests[signer.digestAlgorithm];
  const algorithm = signatures[signer.signatureAlgorithm];
  if (digest === undefined || algorithm === undefined)
    throw new TimeStampFault(
      `The signature is of a kind that is not taken here (${signer.digestAlgorithm}, ${signer.signatureAlgorithm}).`,
    );
  const { attributes } = signer;
  const type = attributes.get(oids.contentType);
  const hashed = attributes.get(oids.messageDigest);
  if (readOid(type) !== oids.timeStampInfo) throw new TimeStampFault('The signature is for another kind of content.');
  if (!equalBytes(expectTag(hashed, derTags.octetString).content, createHash(digest).update(content).digest()))
    throw new TimeStampFault('The time stamp was changed after it was signed.');
  const pool = certificates.slice(0, MOST_CERTIFICATES).map(bytes => new X509Certificate(bytes));
  const certificate = namedBy(attributes, [...pool, ...roots]);
  const hash = algorithm.hash === undefined ? digest : algorithm.hash;
  if (
    certificate.publicKey.asymmetricKeyType !== algorithm.key ||
    !verify(hash, signer.signed, certificate.publicKey, signer.signature)
  )
    throw new TimeStampFault('The signature does not fit.');
  // RFC 3161 §2.3: for time stamps, and for nothing else.
  if (certificate.keyUsage?.join() !== TIME_STAMPING)
    throw new TimeStampFault('The certificate is not one for time stamps alone.');
  if (!leadsToRoot(certificate, pool, roots, at, LONGEST_CHAIN))
    throw new TimeStampFault('The certificate does not lead to one that is trusted here, good at that time.');
  return certificate.subject.split('\n').join(', ');
}

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const MOST_CERTIFICATES = 8;
const LONGEST_CHAIN = 5;

/** The certificate that the signature itself names, so that no other can be put in its place (RFC 5816). */
function namedBy(attributes: ReadonlyMap<string, DerValue>, all: TrustedRoots): X509Certificate {
  const second = attributes.get(oids.signingCertificateV2);
  const first = attributes.get(oids.signingCertificate);
  const value = second ?? first;
  if (value === undefined) throw new TimeStampFault('The signature names no certificate.');
  const [list] = valuesIn(expectTag(value, derTags.sequence));
  const parts = valuesIn(expectTag(valuesIn(expectTag(list, derTags.sequence))[0], derTags.sequence));
  const [before, named] = parts[0]?.tag === derTags.octetString ? [undefined, parts[0]] : [parts[0], parts[1]];
  const algorithm = before && digests[readOid(valuesIn(expectTag(before, derTags.sequence))[0])];
  const hash = second ? (before ? algorithm : 'sha256') : 'sha1';
  if (hash === undefined) throw new TimeStampFault('The signature names its certificate by an unknown hash.');
  const { content } = expectTag(named, derTags.octetString);
  const found = all.find(({ raw }) => equalBytes(createHash(hash).update(raw).digest(), content));
  if (!found) throw new TimeStampFault('The certificate of the signature did not come along.');
  return found;
}

function leadsToRoot(
  certificate: X509Certificate,
  pool: TrustedRoots,
  roots: TrustedRoots,
  at: Date,
  left: number,
): boolean {
  if (at < certificate.validFromDate || at > certificate.validToDate) return false;
  if (roots.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256)) return true;
  if (left <= 1) return false;
  return [...roots, ...pool].some(
    issuer =>
      issuer.ca &&
      issuer.fingerprint256 !== certificate.fingerprint256 &&
      certificate.checkIssued(issuer) &&
      certificate.verify(issuer.publicKey) &&
      leadsToRoot(
        issuer,
        pool.filter(other => other !== issuer),
        roots,
        at,
        left - 1,
      ),
  );
}
