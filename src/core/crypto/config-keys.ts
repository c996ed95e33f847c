// Reads how keys and backups are kept.
import path from 'node:path';
import { type Neighbor, originAt, pemAt } from '../config-makers.ts';
import { wholeNumber } from '../config-text.ts';
import { redact } from '../redacted.ts';
import type { AwsKmsConfig } from './providers/aws-kms.ts';
import type { Pkcs11Config } from './providers/pkcs11/pkcs11.ts';
import type { VaultConfig } from './providers/vault-transit.ts';

export type BackupConfig = {
  /** Public keys of age (`age1…`): each of their secret halves opens a backup. */
  readonly recipients: readonly string[];
};

export type KeysConfig = {
  /** Days after which a new key-encryption key is made; undefined: only when somebody asks for it. */
  readonly rotateDays: number | undefined;
  /** Who keeps the key-encryption keys; undefined: the keyring's file. */
  readonly service:
    | (VaultConfig & { readonly kind: 'vault' })
    | (AwsKmsConfig & { readonly kind: 'aws-kms' })
    | (Pkcs11Config & { readonly kind: 'pkcs11' })
    | undefined;
};

type Read = (name: string) => string | undefined;
type Fault = (variable: string, what: string) => void;

/** @param text gives a variable's value, or undefined when it is not set */
export function readBackup(text: Read, fault: Fault): BackupConfig {
  const recipients = (text('BACKUP_RECIPIENTS') ?? '').split(/[\s,]+/).filter(Boolean);
  if (recipients.some(recipient => !/^age1[a-z0-9]{50,}$/.test(recipient)))
    fault('BACKUP_RECIPIENTS', 'must be public keys of age, age1…, separated by spaces');
  return { recipients };
}

/**
 * @param text gives a variable's value, or undefined when it is not set
 * @param mayBeHttp whether a key service may be reached without TLS: for tests
 */
export function readKeys(text: Read, fault: Fault, mayBeHttp: boolean): KeysConfig {
  const kind = text('KEY_PROVIDER') ?? 'file';
  if (!kinds.includes(kind)) fault('KEY_PROVIDER', 'must be file, vault, aws-kms or pkcs11');
  // With a file each new key wants a new backup of the file, so it is made when somebody asks for it.
  const days = text('KEY_ROTATION_DAYS') ?? (kind === 'file' ? 'off' : '30');
  const rotateDays = days === 'off' ? undefined : wholeNumber(days, 1, 400);
  if (days !== 'off' && rotateDays === undefined)
    fault('KEY_ROTATION_DAYS', 'must be a whole number of days from 1 to 400, or off');
  // What belongs to the others is read too, and may be as it likes.
  const faultOf = (of: string): Fault => (kind === of ? fault : () => undefined);
  const vault = readVault(text, faultOf('vault'), mayBeHttp);
  const awsKms = readAwsKms(text, faultOf('aws-kms'), mayBeHttp);
  const pkcs11 = readPkcs11(text, faultOf('pkcs11'));
  const service = { vault, 'aws-kms': awsKms, pkcs11 }[kind];
  return { rotateDays, service };
}

const kinds: readonly string[] = ['file', 'vault', 'aws-kms', 'pkcs11'];

/** The key service, which may lie at a private address since the operator named it. */
export const keyServiceOf = ({ service }: KeysConfig): readonly Neighbor[] =>
  service && 'origin' in service ? [{ origin: service.origin, ca: 'ca' in service ? service.ca : undefined }] : [];

function readVault(text: Read, fault: Fault, mayBeHttp: boolean): KeysConfig['service'] {
  const origin = originAt(text, fault, 'VAULT_ADDR', mayBeHttp);
  const token = text('VAULT_TOKEN');
  const mount = text('VAULT_TRANSIT_MOUNT') ?? 'transit';
  const key = text('VAULT_TRANSIT_KEY') ?? 'telltale';
  if (text('VAULT_ADDR') === undefined) fault('VAULT_ADDR', 'is missing, though KEY_PROVIDER is vault');
  if (token === undefined) fault('VAULT_TOKEN', 'is missing, though KEY_PROVIDER is vault');
  for (const [name, value] of [
    ['VAULT_TRANSIT_MOUNT', mount],
    ['VAULT_TRANSIT_KEY', key],
  ] as const)
    if (!/^[\w-]+(?:\/[\w-]+)*$/.test(value)) fault(name, 'must be letters, digits, - and _');
  const namespace = text('VAULT_NAMESPACE');
  const ca = pemAt(text, fault, 'VAULT_CA_FILE');
  if (origin === undefined || token === undefined) return undefined;
  return {
    kind: 'vault',
    origin,
    token: redact(token),
    namespace,
    mount,
    key,
    ca,
  };
}

function readAwsKms(text: Read, fault: Fault, mayBeHttp: boolean): KeysConfig['service'] {
  const region = text('AWS_REGION') ?? '';
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) fault('AWS_REGION', 'must be a region such as eu-central-1');
  const origin = originAt(text, fault, 'AWS_KMS_ORIGIN', mayBeHttp) ?? `https://kms.${region}.amazonaws.com`;
  const accessKeyId = text('AWS_ACCESS_KEY_ID');
  const secretAccessKey = text('AWS_SECRET_ACCESS_KEY');
  const sessionToken = text('AWS_SESSION_TOKEN');
  if (accessKeyId === undefined) fault('AWS_ACCESS_KEY_ID', 'is missing, though KEY_PROVIDER is aws-kms');
  if (secretAccessKey === undefined) fault('AWS_SECRET_ACCESS_KEY', 'is missing, though KEY_PROVIDER is aws-kms');
  const prefix = text('AWS_KMS_PREFIX') ?? 'telltale';
  if (!/^[\w-]{1,60}$/.test(prefix) || prefix === 'aws')
    fault('AWS_KMS_PREFIX', 'must be letters, digits, - and _, and not aws');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    kind: 'aws-kms',
    origin,
    region,
    accessKeyId,
    secretAccessKey: redact(secretAccessKey),
    sessionToken: sessionToken === undefined ? undefined : redact(sessionToken),
    prefix,
  };
}

function readPkcs11(text: Read, fault: Fault): KeysConfig['service'] {
  const library = text('PKCS11_LIBRARY');
  const token = text('PKCS11_TOKEN');
  const pin = text('PKCS11_PIN');
  const prefix = text('PKCS11_PREFIX') ?? 'telltale';
  if (library === undefined || !path.isAbsolute(library))
    fault('PKCS11_LIBRARY', 'must be the whole path of the shared library that came with the module');
  if (token === undefined) fault('PKCS11_TOKEN', 'is missing, though KEY_PROVIDER is pkcs11');
  if (pin === undefined) fault('PKCS11_PIN', 'is missing, though KEY_PROVIDER is pkcs11');
  if (!/^[\w-]{1,60}$/.test(prefix)) fault('PKCS11_PREFIX', 'must be letters, digits, - and _');
  if (library === undefined || token === undefined || pin === undefined) return undefined;
  return { kind: 'pkcs11', library, token, pin: redact(pin), prefix };
}
