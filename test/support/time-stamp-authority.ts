// A time-stamping authority (RFC 3161) of our own, with its root, intermediate and signing certificate; says untrue things on demand.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  contextTag,
  der,
  derInteger,
  derOid,
  derSequence,
  derTags,
  readDer,
  valuesIn,
} from '../../src/core/crypto/time-stamp/der.ts';
import { oids } from '../../src/core/crypto/time-stamp/time-stamp.ts';

/** What it does otherwise than it should. */
export type Untrue = {
  readonly status?: number;
  readonly digest?: Buffer;
  readonly nonce?: Buffer;
  /** Changes the content after it was signed. */
  readonly changedContent?: true;
  readonly wrongSignature?: true;
  /** Leaves out which certificate signed. */
  readonly unnamed?: true;
  /** Names it by SHA-1, as older ones do (RFC 2634). */
  readonly namedBySha1?: true;
  /** Signs with a certificate that is not for time stamps. */
  readonly otherUsage?: true;
};

export type Authority = {
  /** PEM. */
  readonly root: string;
  /** A TimeStampResp for a TimeStampReq. */
  answer(query: Buffer, at: Date, untrue?: Untrue): Buffer;
};

const ECDSA_SHA256 = derSequence(derOid('1.2.840.10045.4.3.2'));
const SHA256 = derSequence(derOid(oids.sha256), der(derTags.null));
const bit = (bytes: Buffer): Buffer => der(derTags.bitString, Buffer.from([0]), bytes);
const octets = (bytes: Buffer): Buffer => der(derTags.octetString, bytes);
const yes = der(derTags.boolean, Buffer.from([0xff]));
const named = (name: string): Buffer =>
  derSequence(der(derTags.set, derSequence(derOid('2.5.4.3'), der(derTags.utf8String, Buffer.from(name)))));
const utcTime = (at: Date): Buffer =>
  der(derTags.utcTime, Buffer.from(`${at.toISOString().replace(/[-T:]/g, '').slice(2, 14)}Z`));
const extension = (oid: string, value: Buffer): Buffer => derSequence(derOid(oid), yes, octets(value));
const pemOf = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;

type Pair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
const newPair = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

let serials = 1;
function certify(subject: string, pair: Pair, issuer: string, by: Pair, extensions: readonly Buffer[], until: Date) {
  const toBeSigned = derSequence(
    der(contextTag(0), derInteger(Buffer.from([2]))),
    derInteger(Buffer.from([serials++])),
    ECDSA_SHA256,
    named(issuer),
    derSequence(utcTime(new Date('2020-01-01T00:00:00Z')), utcTime(until)),
    named(subject),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    der(contextTag(3), derSequence(...extensions)),
  );
  return derSequence(toBeSigned, ECDSA_SHA256, bit(sign('sha256', toBeSigned, by.privateKey)));
}

const forCa = [
  extension('2.5.29.19', derSequence(yes)),
  extension('2.5.29.15', der(derTags.bitString, Buffer.from([1, 6]))),
];
const forUse = (oid: string): Buffer[] => [extension('2.5.29.37', derSequence(derOid(oid)))];

/** @param until the last moment of the signing certificate */
export function timeStampAuthority(until = new Date('2049-01-01T00:00:00Z')): Authority {
  const late = new Date('2049-12-31T00:00:00Z');
  const [rootPair, middlePair, pair] = [newPair(), newPair(), newPair()];
  const root = certify('Stand-in root', rootPair, 'Stand-in root', rootPair, forCa, late);
  const middle = certify('Stand-in authority', middlePair, 'Stand-in root', rootPair, forCa, late);
  const leaf = (oid: string): Buffer =>
    certify('Stand-in time stamps', pair, 'Stand-in authority', middlePair, forUse(oid), until);
  const signing = leaf('1.3.6.1.5.5.7.3.8');
  const other = leaf('1.3.6.1.5.5.7.3.4');
  return {
    root: pemOf(root),
    answer: (query, at, untrue = {}) => {
      if (untrue.status !== undefined && untrue.status > 1)
        return derSequence(derSequence(derInteger(Buffer.from([untrue.status]))));
      const [, imprint, nonce] = valuesIn(readDer(query));
      const digest = valuesIn(imprint ?? readDer(query))[1]?.content ?? Buffer.alloc(0);
      const info = (digest: Buffer): Buffer =>
        derSequence(
          derInteger(Buffer.from([1])),
          derOid('1.3.6.1.4.1.99999.1'),
          derSequence(SHA256, octets(digest)),
          derInteger(Buffer.from([0x0a, serials])),
          der(derTags.generalizedTime, Buffer.from(`${at.toISOString().replace(/[-T:]/g, '').slice(0, 14)}Z`)),
          derSequence(derInteger(Buffer.from([1]))),
          untrue.nonce ? derInteger(untrue.nonce) : (nonce?.whole ?? Buffer.alloc(0)),
        );
      const content = info(untrue.digest ?? digest);
      const certificate = untrue.otherUsage ? other : signing;
      const attribute = (oid: string, value: Buffer): Buffer => derSequence(derOid(oid), der(derTags.set, value));
      const byName = untrue.namedBySha1
        ? attribute(
            oids.signingCertificate,
            derSequence(derSequence(derSequence(octets(createHash('sha1').update(certificate).digest())))),
          )
        : attribute(
            oids.signingCertificateV2,
            derSequence(derSequence(derSequence(octets(createHash('sha256').update(certificate).digest())))),
          );
      // DER sorts a set by its bytes; so do verifiers that encode it anew.
      const attributes = [
        attribute(oids.contentType, derOid(oids.timeStampInfo)),
        attribute(oids.messageDigest, octets(createHash('sha256').update(content).digest())),
        ...(untrue.unnamed ? [] : [byName]),
      ].toSorted(Buffer.compare);
      const signature = sign(
        'sha256',
        der(derTags.set, ...attributes),
        (untrue.wrongSignature ? rootPair : pair).privateKey,
      );
      const signedData = derSequence(
        derInteger(Buffer.from([3])),
        der(derTags.set, SHA256),
        derSequence(
          derOid(oids.timeStampInfo),
          der(contextTag(0), octets(untrue.changedContent ? info(Buffer.alloc(32, 7)) : content)),
        ),
        der(contextTag(0), middle, certificate),
        der(
          derTags.set,
          derSequence(
            derInteger(Buffer.from([1])),
            derSequence(
              named('Stand-in authority'),
              valuesIn(valuesIn(readDer(certificate))[0] ?? readDer(certificate))[1]?.whole ?? Buffer.alloc(0),
            ),
            SHA256,
            der(contextTag(0), ...attributes),
            ECDSA_SHA256,
            octets(signature),
          ),
        ),
      );
      return derSequence(
        derSequence(derInteger(Buffer.from([untrue.status ?? 0]))),
        derSequence(derOid(oids.signedData), der(contextTag(0), signedData)),
      );
    },
  };
}
