// Time stamps as RFC 3161 has them: the query for a hash, and what a reply says. Pure. Whether it is true: check-time-stamp.ts.
import {
  contextTag,
  DerFault,
  type DerValue,
  der,
  derInteger,
  derOid,
  derSequence,
  derTags,
  expectTag,
  readDer,
  readOid,
  valuesIn,
} from './der.ts';

export const oids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  signedData: '1.2.840.113549.1.7.2',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  /** Names the certificate by its SHA-1 (RFC 2634 §5.4). */
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  /** Names it by a hash that it names too, SHA-256 otherwise (RFC 5035 §3). */
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

/** The reply is none, or says something else than what was asked; the message is a sentence. */
export class TimeStampFault extends Error {}

export type TimeStampReply = {
  /** What was stamped: SHA-256, 32 bytes. */
  readonly digest: Buffer;
  readonly nonce: Buffer | undefined;
  readonly at: Date;
  /** In hex, as the authority counts. */
  readonly serial: string;
  /** Under which the authority works, an object identifier. */
  readonly policy: string;
  /** Certificates that came along, each in DER. */
  readonly certificates: readonly Buffer[];
  /** The content of the time stamp, as it was hashed for the signature. */
  readonly content: Buffer;
  readonly signer: {
    readonly digestAlgorithm: string;
    readonly signatureAlgorithm: string;
    readonly signature: Buffer;
    /** The attributes as they were signed. */
    readonly signed: Buffer;
    /** The one value of each attribute, by its identifier. */
    readonly attributes: ReadonlyMap<string, DerValue>;
  };
};

/**
 * A TimeStampReq (RFC 3161 §2.4.1) that asks for the certificate as well.
 * @param digest SHA-256 of what is to be stamped
 * @param nonce comes back in the reply
 */
export const timeStampQuery = (digest: Buffer, nonce: Buffer): Buffer =>
  derSequence(
    derInteger(Buffer.from([1])),
    imprintOf(digest),
    derInteger(nonce),
    der(derTags.boolean, Buffer.from([0xff])),
  );

/** A MessageImprint of SHA-256. */
const imprintOf = (digest: Buffer): Buffer =>
  derSequence(derSequence(derOid(oids.sha256), der(derTags.null)), der(derTags.octetString, digest));

/**
 * Reads a TimeStampResp (RFC 3161 §2.4.2) with its token (RFC 5652 §5). Checks its form, and nothing of what it says.
 * @throws TimeStampFault when it is none, or the authority refused
 */
export function readTimeStamp(reply: Buffer): TimeStampReply {
  try {
    return readReply(reply);
  } catch (error) {
    if (error instanceof DerFault) throw new TimeStampFault(`The reply cannot be read: ${error.message}.`);
    throw error;
  }
}

const refusals: Readonly<Record<number, string>> = {
  2: 'rejected it',
  3: 'lets us wait',
  4: 'warns of a revocation',
  5: 'was revoked',
};

function readReply(reply: Buffer): TimeStampReply {
  const [info, token] = valuesIn(expectTag(readDer(reply), derTags.sequence));
  const status = expectTag(valuesIn(expectTag(info, derTags.sequence))[0], derTags.integer).content;
  // 0 is granted, 1 granted with modifications.
  const code = status.length === 1 ? (status[0] ?? 255) : 255;
  if (code > 1) throw new TimeStampFault(`The authority ${refusals[code] ?? 'gave an unknown state'}.`);
  const [type, wrapped] = valuesIn(expectTag(token, derTags.sequence));
  if (readOid(type) !== oids.signedData) throw new TimeStampFault('The token is not signed data.');
  const [, , encapsulated, ...more] = valuesIn(
    expectTag(valuesIn(expectTag(wrapped, contextTag(0)))[0], derTags.sequence),
  );
  const [contentType, inner] = valuesIn(expectTag(encapsulated, derTags.sequence));
  if (readOid(contentType) !== oids.timeStampInfo) throw new TimeStampFault('What is signed is no time stamp.');
  const { content } = expectTag(valuesIn(expectTag(inner, contextTag(0)))[0], derTags.octetString);
  const certificates = more.find(({ tag }) => tag === contextTag(0));
  const signers = valuesIn(expectTag(more.at(-1), derTags.set));
  if (signers.length !== 1) throw new TimeStampFault('A time stamp has one signer.');
  return {
    ...readInfo(content),
    content,
    // Other forms than X.509 are not looked at (RFC 5652 §10.2.2).
    certificates: (certificates ? valuesIn(certificates) : [])
      .filter(({ tag }) => tag === derTags.sequence)
      .map(({ whole }) => whole),
    signer: readSigner(signers[0]),
  };
}

/** TSTInfo (RFC 3161 §2.4.2). */
function readInfo(content: Buffer): Pick<TimeStampReply, 'digest' | 'nonce' | 'at' | 'serial' | 'policy'> {
  const [version, policy, imprint, serial, time, ...more] = valuesIn(expectTag(readDer(content), derTags.sequence));
  if (!expectTag(version, derTags.integer).content.equals(Buffer.from([1])))
    throw new TimeStampFault('The time stamp is of an unknown version.');
  const [algorithm, digest] = valuesIn(expectTag(imprint, derTags.sequence));
  if (readOid(valuesIn(expectTag(algorithm, derTags.sequence))[0]) !== oids.sha256)
    throw new TimeStampFault('The time stamp is of another hash than SHA-256.');
  return {
    digest: expectTag(digest, derTags.octetString).content,
    nonce: more.find(({ tag }) => tag === derTags.integer)?.content,
    at: readTime(expectTag(time, derTags.generalizedTime).content.toString('latin1')),
    serial: expectTag(serial, derTags.integer).content.toString('hex'),
    policy: readOid(policy),
  };
}

/** GeneralizedTime as RFC 3161 §2.4.2 allows it: UTC, with or without a fraction. */
function readTime(text: string): Date {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(text) ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(at.getTime())) throw new TimeStampFault('The time stamp has no time.');
  return at;
}

/** SignerInfo (RFC 5652 §5.3). */
function readSigner(value: DerValue | undefined): TimeStampReply['signer'] {
  const [, , digestAlgorithm, attributes, signatureAlgorithm, signature] = valuesIn(expectTag(value, derTags.sequence));
  const set = expectTag(attributes, contextTag(0));
  const read = new Map<string, DerValue>();
  for (const attribute of valuesIn(set)) {
    const [name, values] = valuesIn(expectTag(attribute, derTags.sequence));
    const [only, ...others] = valuesIn(expectTag(values, derTags.set));
    const oid = readOid(name);
    if (only === undefined || others.length > 0 || read.has(oid))
      throw new TimeStampFault('A signed attribute has not just one value.');
    read.set(oid, only);
  }
  const algorithmOf = (value: DerValue | undefined): string => readOid(valuesIn(expectTag(value, derTags.sequence))[0]);
  return {
    digestAlgorithm: algorithmOf(digestAlgorithm),
    signatureAlgorithm: algorithmOf(signatureAlgorithm),
    signature: expectTag(signature, derTags.octetString).content,
    // Signed as the SET that they are, not with the tag that they have in the message (RFC 5652 §5.4).
    signed: der(derTags.set, set.content),
    attributes: read,
  };
}
