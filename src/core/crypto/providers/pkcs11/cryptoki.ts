// PKCS #11 (OASIS, version 2.40) as far as we need it: a token's session through the foreign function interface, one call
// after another, outside the main thread.
import type { IKoffiCType, KoffiFunction } from 'koffi';
import { type Attribute, CryptokiError, ULONG } from './cryptoki-values.ts';

const OK = 0;
const ALREADY_INITIALIZED = 0x191;
const ALREADY_LOGGED_IN = 0x100;

/** An object of the token. */
export type Handle = bigint;

const CKM_AES_KEY_GEN = 0x1080;
const CKM_AES_GCM = 0x1087;
const TAG_BITS = 128;
/** A session in which the user is signed in. Its calls run one at a time. */
export type Session = {
  generate(template: readonly Attribute[]): Promise<Handle>;
  find(template: readonly Attribute[]): Promise<Handle[]>;
  /** Values of attributes, each at most so many bytes long. */
  read(key: Handle, attributes: readonly (readonly [type: number, most: number])[]): Promise<Buffer[]>;
  write(key: Handle, template: readonly Attribute[]): Promise<void>;
  destroy(key: Handle): Promise<void>;
  /** AES-GCM: the ciphertext with its tag of 16 bytes behind it. */
  encrypt(key: Handle, nonce: Buffer, about: Buffer, plain: Buffer): Promise<Buffer>;
  decrypt(key: Handle, nonce: Buffer, about: Buffer, sealed: Buffer): Promise<Buffer>;
};

type Library = {
  readonly call: (name: FunctionName, ...args: unknown[]) => Promise<void>;
  readonly gcm: (nonce: Buffer, about: Buffer) => unknown;
};

type FunctionName = keyof ReturnType<typeof signatures>;

/** Each library is loaded once in a process, as its standard wants it. */
const loaded = new Map<string, Promise<Library>>();

/**
 * Opens a session of the token that has the label, and signs in.
 * @throws CryptokiError, or Error when the library cannot be loaded or has no such token
 */
export async function openSession(file: string, label: string, pin: string): Promise<Session> {
  const library = await (loaded.get(file) ?? remember(file));
  const slot = await findSlot(library, label);
  const opened = [0];
  await library.call('C_OpenSession', slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, null, null, opened);
  const session = opened[0];
  const secret = Buffer.from(pin);
  try {
    await library.call('C_Login', session, CKU_USER, secret, secret.length);
  } catch (error) {
    // Another session of this process has signed in: that counts for all.
    if (!(error instanceof CryptokiError) || error.code !== ALREADY_LOGGED_IN) throw error;
  } finally {
    secret.fill(0);
  }
  return sessionOf(library, session);
}

const CKF_RW_SESSION = 2;
const CKF_SERIAL_SESSION = 4;
const CKU_USER = 1;

function remember(file: string): Promise<Library> {
  const library = load(file);
  loaded.set(file, library);
  library.catch(() => loaded.delete(file));
  return library;
}

async function load(file: string): Promise<Library> {
  if (process.platform === 'win32' || !['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch))
    throw new Error('PKCS #11 is spoken on 64-bit systems other than Windows');
  const { default: koffi } = await import('koffi');
  const bytes = 'uint8_t *';
  const Attributes = koffi.pointer(koffi.struct({ type: 'unsigned long', value: bytes, length: 'unsigned long' }));
  const Mechanism = koffi.pointer(
    koffi.struct({ mechanism: 'unsigned long', parameter: 'void *', length: 'unsigned long' }),
  );
  const Gcm = koffi.struct({
    nonce: bytes,
    nonceLength: 'unsigned long',
    nonceBits: 'unsigned long',
    about: bytes,
    aboutLength: 'unsigned long',
    tagBits: 'unsigned long',
  });
  const Arguments = koffi.pointer(
    koffi.struct({ a: 'void *', b: 'void *', c: 'void *', d: 'void *', flags: 'unsigned long', reserved: 'void *' }),
  );
  const library = koffi.load(file);
  const functions = new Map<string, KoffiFunction>();
  for (const [name, parameters] of Object.entries(signatures({ Attributes, Mechanism, Arguments })))
    functions.set(name, library.func(name, 'unsigned long', [...parameters]));
  const call: Library['call'] = async (name, ...args) => {
    const code = await holding(
      args,
      () =>
        new Promise<number>((resolve, reject) => {
          functions
            .get(name)
            ?.async(...args, (error: unknown, code: number | bigint) =>
              error ? reject(error) : resolve(Number(code)),
            );
        }),
    );
    if (code !== OK) throw new CryptokiError(name, code);
  };
  await call('C_Initialize', { a: null, b: null, c: null, d: null, flags: CKF_OS_LOCKING_OK, reserved: null }).catch(
    (error: unknown) => {
      if (!(error instanceof CryptokiError) || error.code !== ALREADY_INITIALIZED) throw error;
    },
  );
  return {
    call,
    gcm: (nonce, about) => ({
      mechanism: CKM_AES_GCM,
      parameter: koffi.as(
        {
          nonce,
          nonceLength: nonce.length,
          nonceBits: nonce.length * 8,
          about,
          aboutLength: about.length,
          tagBits: TAG_BITS,
        },
        koffi.pointer(Gcm),
      ),
      length: koffi.sizeof(Gcm),
    }),
  };
}

const CKF_OS_LOCKING_OK = 2;

/** What another thread reads and writes by its address: the collector must not take it before that is over. */
const held = new Set<unknown>();

async function holding<Result>(what: unknown, work: () => Promise<Result>): Promise<Result> {
  const holder = { what };
  held.add(holder);
  try {
    return await work();
  } finally {
    held.delete(holder);
  }
}

const signatures = ({
  Attributes,
  Mechanism,
  Arguments,
}: {
  Attributes: IKoffiCType;
  Mechanism: IKoffiCType;
  Arguments: IKoffiCType;
}) =>
  ({
    C_Initialize: [Arguments],
    C_GetSlotList: ['uint8_t', 'uint8_t *', '_Inout_ unsigned long *'],
    C_GetTokenInfo: ['unsigned long', 'uint8_t *'],
    C_OpenSession: ['unsigned long', 'unsigned long', 'void *', 'void *', '_Out_ unsigned long *'],
    C_Login: ['unsigned long', 'unsigned long', 'uint8_t *', 'unsigned long'],
    C_GenerateKey: ['unsigned long', Mechanism, Attributes, 'unsigned long', '_Out_ unsigned long *'],
    C_FindObjectsInit: ['unsigned long', Attributes, 'unsigned long'],
    C_FindObjects: ['unsigned long', 'uint8_t *', 'unsigned long', '_Out_ unsigned long *'],
    C_FindObjectsFinal: ['unsigned long'],
    C_GetAttributeValue: ['unsigned long', 'unsigned long', Attributes, 'unsigned long'],
    C_SetAttributeValue: ['unsigned long', 'unsigned long', Attributes, 'unsigned long'],
    C_DestroyObject: ['unsigned long', 'unsigned long'],
    C_EncryptInit: ['unsigned long', Mechanism, 'unsigned long'],
    C_Encrypt: ['unsigned long', 'uint8_t *', 'unsigned long', 'uint8_t *', '_Inout_ unsigned long *'],
    C_DecryptInit: ['unsigned long', Mechanism, 'unsigned long'],
    C_Decrypt: ['unsigned long', 'uint8_t *', 'unsigned long', 'uint8_t *', '_Inout_ unsigned long *'],
  }) satisfies Record<string, readonly (string | IKoffiCType)[]>;

const MOST_SLOTS = 64;

async function findSlot({ call }: Library, label: string): Promise<bigint> {
  const slots = Buffer.alloc(MOST_SLOTS * ULONG);
  const count = [MOST_SLOTS];
  await call('C_GetSlotList', 1, slots, count);
  for (let n = 0; n < (count[0] ?? 0); n++) {
    const slot = slots.readBigUInt64LE(n * ULONG);
    // CK_TOKEN_INFO is 208 bytes long; its label is the first 32, filled up with blanks.
    const info = Buffer.alloc(256);
    const isThere = await call('C_GetTokenInfo', slot, info).then(
      () => true,
      () => false,
    );
    if (isThere && info.toString('utf8', 0, 32).trimEnd() === label) return slot;
  }
  throw new Error(`there is no token with the label ${label}`);
}

function sessionOf({ call, gcm }: Library, session: number | undefined): Session {
  let last: Promise<unknown> = Promise.resolve();
  /** What an operation is begun with belongs to the session: nobody comes in between. */
  const alone = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const rows = (template: readonly Attribute[]) =>
    template.map(({ type, value }) => ({ type, value, length: value.length }));

  return {
    generate: template =>
      alone(async () => {
        const made = [0];
        const mechanism = { mechanism: CKM_AES_KEY_GEN, parameter: null, length: 0 };
        await call('C_GenerateKey', session, mechanism, rows(template), template.length, made);
        return BigInt(made[0] ?? 0);
      }),
    find: template =>
      alone(async () => {
        await call('C_FindObjectsInit', session, rows(template), template.length);
        const found: Handle[] = [];
        const some = Buffer.alloc(FOUND_AT_ONCE * ULONG);
        for (let count = [FOUND_AT_ONCE]; count[0] === FOUND_AT_ONCE; ) {
          await call('C_FindObjects', session, some, FOUND_AT_ONCE, count);
          for (let n = 0; n < (count[0] ?? 0); n++) found.push(some.readBigUInt64LE(n * ULONG));
        }
        await call('C_FindObjectsFinal', session);
        return found;
      }),
    read: (key, attributes) =>
      alone(async () => {
        // One at a time: a library may refuse all of them for one that it does not have.
        const values: Buffer[] = [];
        for (const [type, most] of attributes) {
          const value = Buffer.alloc(most);
          await call('C_GetAttributeValue', session, key, [{ type, value, length: most }], 1);
          values.push(value);
        }
        return values;
      }),
    write: (key, template) => alone(() => call('C_SetAttributeValue', session, key, rows(template), template.length)),
    destroy: key => alone(() => call('C_DestroyObject', session, key)),
    encrypt: (key, nonce, about, plain) =>
      alone(() =>
        holding([nonce, about], async () => {
          await call('C_EncryptInit', session, gcm(nonce, about), key);
          return once('C_Encrypt', plain);
        }),
      ),
    decrypt: (key, nonce, about, sealed) =>
      alone(() =>
        holding([nonce, about], async () => {
          await call('C_DecryptInit', session, gcm(nonce, about), key);
          return once('C_Decrypt', sealed);
        }),
      ),
  };

  async function once(name: 'C_Encrypt' | 'C_Decrypt', input: Buffer): Promise<Buffer> {
    const output = Buffer.alloc(input.length + TAG_BITS / 8);
    const length = [output.length];
    await call(name, session, input, input.length, output, length);
    return output.subarray(0, length[0]);
  }
}

const FOUND_AT_ONCE = 50;
