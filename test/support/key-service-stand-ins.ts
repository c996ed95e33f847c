// AWS KMS and Vault's transit engine as far as the product speaks with them: their protocols, signatures, contexts, faults.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Heard, Said, StandIn } from './https-stand-in.ts';

type Json = Record<string, unknown>;

/** AES-256-GCM with a nonce in front and the tag behind. */
function seal(key: Buffer, plaintext: Buffer, aad: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(aad));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, sealed: Buffer, aad: string): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(aad))
    .setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

export const awsSecret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

/** The signing key of a day (AWS, "Create a signed request", step 4). */
export function awsSigningKey(secret: string, day: string, region: string, service: string): Buffer {
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
}

/** What is wrong with the signature of a request; undefined when nothing is. */
function signatureFault({ headers, body, method, path }: Heard): string | undefined {
  const [, credential = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      headers['authorization'] ?? '',
    ) ?? [];
  const [accessKey, day = '', region = '', service = '', end] = credential.split('/');
  const date = headers['x-amz-date'] ?? '';
  if (accessKey !== 'AKIDEXAMPLE' || region !== 'eu-central-1' || service !== 'kms' || end !== 'aws4_request')
    return 'credential';
  if (!date.startsWith(day)) return 'date';
  for (const needed of ['host', 'x-amz-date', 'x-amz-target', 'content-type'])
    if (!names.split(';').includes(needed)) return `${needed} is not signed`;
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = `${method}\n${path}\n\n${names
    .split(';')
    .map(name => `${name}:${headers[name]}\n`)
    .join('')}\n${names}\n${sha256(body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/${service}/aws4_request\n${sha256(canonical)}`;
  const expected = createHmac('sha256', awsSigningKey(awsSecret, day, region, service))
    .update(toSign)
    .digest('hex');
  return expected === signature ? undefined : 'signature';
}

export type FakeKms = {
  /** By key id. */
  readonly keys: Map<string, { key: Buffer; state: 'Enabled' | 'Disabled' | 'PendingDeletion' }>;
  readonly contexts: Json[];
  /** Answers nothing but 500 while it is set. */
  isOut: boolean;
};

/** Has the stand-in answer as AWS KMS; each request must be signed by AKIDEXAMPLE in eu-central-1. */
export function actAsAwsKms(standIn: StandIn): FakeKms {
  const kms: FakeKms = { keys: new Map(), contexts: [], isOut: false };
  const aliases = new Map<string, { keyId: string; at: number }>();
  let made = 1_700_000_000;
  const fail = (type: string): Said => ({ status: 400, body: { __type: type } });
  const keyOf = (id: unknown) => {
    const keyId = aliases.get(String(id))?.keyId ?? String(id).split('/').at(-1) ?? '';
    const found = kms.keys.get(keyId);
    return found && { keyId, ...found };
  };
  const aadOf = (context: unknown): string => JSON.stringify(Object.entries((context ?? {}) as Json).sort());
  const actions: Readonly<Record<string, (input: Json) => Said>> = {
    ListAliases: () => ({
      body: {
        Truncated: false,
        Aliases: [...aliases].map(([AliasName, { keyId, at }]) => ({
          AliasName,
          TargetKeyId: keyId,
          CreationDate: at,
        })),
      },
    }),
    DescribeKey: ({ KeyId }) => {
      const found = keyOf(KeyId);
      return found
        ? { body: { KeyMetadata: { KeyId: found.keyId, KeyState: found.state } } }
        : fail('NotFoundException');
    },
    CreateKey: () => {
      const keyId = randomUUID();
      kms.keys.set(keyId, { key: randomBytes(32), state: 'Enabled' });
      return { body: { KeyMetadata: { KeyId: keyId, KeyState: 'Enabled' } } };
    },
    CreateAlias: ({ AliasName, TargetKeyId }) => {
      if (aliases.has(String(AliasName))) return fail('AlreadyExistsException');
      aliases.set(String(AliasName), { keyId: String(TargetKeyId), at: made++ });
      return { body: {} };
    },
    UpdateAlias: ({ AliasName, TargetKeyId }) => {
      if (!aliases.has(String(AliasName))) return fail('NotFoundException');
      aliases.set(String(AliasName), { keyId: String(TargetKeyId), at: made++ });
      return { body: {} };
    },
    DeleteAlias: ({ AliasName }) => (aliases.delete(String(AliasName)) ? { body: {} } : fail('NotFoundException')),
    DisableKey: ({ KeyId }) => {
      const found = kms.keys.get(String(KeyId));
      if (found) found.state = 'Disabled';
      return { body: {} };
    },
    ScheduleKeyDeletion: ({ KeyId, PendingWindowInDays }) => {
      const found = kms.keys.get(String(KeyId));
      if (!found || Number(PendingWindowInDays) < 7) return fail('ValidationException');
      found.state = 'PendingDeletion';
      return { body: {} };
    },
    Encrypt: ({ KeyId, Plaintext, EncryptionContext }) => {
      const found = keyOf(KeyId);
      if (!found) return fail('NotFoundException');
      if (found.state !== 'Enabled') return fail('DisabledException');
      kms.contexts.push(EncryptionContext as Json);
      const sealed = seal(found.key, Buffer.from(String(Plaintext), 'base64'), aadOf(EncryptionContext));
      return {
        body: {
          KeyId: `arn:aws:kms:eu-central-1:111122223333:key/${found.keyId}`,
          CiphertextBlob: sealed.toString('base64'),
        },
      };
    },
    Decrypt: ({ KeyId, CiphertextBlob, EncryptionContext }) => {
      const found = keyOf(KeyId);
      if (!found) return fail('NotFoundException');
      if (found.state !== 'Enabled') return fail('KMSInvalidStateException');
      const opened = open(found.key, Buffer.from(String(CiphertextBlob), 'base64'), aadOf(EncryptionContext));
      return opened ? { body: { Plaintext: opened.toString('base64') } } : fail('InvalidCiphertextException');
    },
  };
  standIn.answer(heard => {
    if (kms.isOut) return { status: 500, body: {} };
    if (signatureFault(heard) !== undefined) return fail('InvalidSignatureException');
    const action = actions[(heard.headers['x-amz-target'] ?? '').replace(/^TrentService\./, '')];
    return action ? action(JSON.parse(heard.body) as Json) : fail('UnknownOperationException');
  });
  return kms;
}

export type FakeTransit = {
  readonly versions: Map<number, Buffer>;
  /** Associated data of each encryption. */
  readonly contexts: string[];
  isOut: boolean;
};

/** Has the stand-in answer as a transit engine with one key `telltale`, whose token is `hvs.token`. */
export function actAsTransit(standIn: StandIn): FakeTransit {
  const transit: FakeTransit = { versions: new Map([[1, randomBytes(32)]]), contexts: [], isOut: false };
  let [minDecryption, minEncryption, minAvailable] = [1, 0, 0];
  const latest = (): number => Math.max(...transit.versions.keys());
  const fail = (status: number): Said => ({ status, body: { errors: ['no'] } });
  const handle = (path: string, method: string, input: Json): Said => {
    if (method === 'GET' && path === 'keys/telltale')
      return {
        body: {
          data: {
            type: 'aes256-gcm96',
            latest_version: latest(),
            min_decryption_version: minDecryption,
            min_available_version: minAvailable,
            keys: Object.fromEntries([...transit.versions.keys()].map(version => [version, 1_700_000_000 + version])),
          },
        },
      };
    if (method !== 'POST') return fail(405);
    if (path === 'keys/telltale/rotate') {
      transit.versions.set(latest() + 1, randomBytes(32));
      return { body: { data: {} } };
    }
    if (path === 'keys/telltale/config') {
      const [decryption, encryption] = [input['min_decryption_version'], input['min_encryption_version']];
      if (Number(decryption ?? 0) > latest()) return fail(400);
      minDecryption = Number(decryption ?? minDecryption);
      minEncryption = Number(encryption ?? minEncryption);
      return { body: { data: {} } };
    }
    if (path === 'keys/telltale/trim') {
      const from = Number(input['min_available_version']);
      // As the engine has it: both must be set, and none may be below.
      if (from > minDecryption || minEncryption === 0 || from > minEncryption) return fail(400);
      minAvailable = from;
      for (const version of transit.versions.keys()) if (version < from) transit.versions.delete(version);
      return { body: { data: {} } };
    }
    const aad = String(input['associated_data']);
    if (path === 'encrypt/telltale') {
      transit.contexts.push(aad);
      const key = transit.versions.get(latest()) ?? Buffer.alloc(0);
      const sealed = seal(key, Buffer.from(String(input['plaintext']), 'base64'), aad).toString('base64');
      return { body: { data: { ciphertext: `vault:v${latest()}:${sealed}`, key_version: latest() } } };
    }
    if (path === 'decrypt/telltale') {
      const [, version = '', sealed = ''] = /^vault:v(\d+):(.+)$/.exec(String(input['ciphertext'])) ?? [];
      const key = Number(version) >= minDecryption ? transit.versions.get(Number(version)) : undefined;
      const opened = key && open(key, Buffer.from(sealed, 'base64'), aad);
      return opened ? { body: { data: { plaintext: opened.toString('base64') } } } : fail(400);
    }
    return fail(404);
  };
  standIn.answer(({ headers, path, method, body }) => {
    if (transit.isOut) return { status: 503, body: {} };
    if (headers['x-vault-token'] !== 'hvs.token' || headers['x-vault-request'] !== 'true') return fail(403);
    return handle(path.replace('/v1/transit/', ''), method, body === '' ? {} : (JSON.parse(body) as Json));
  });
  return transit;
}
