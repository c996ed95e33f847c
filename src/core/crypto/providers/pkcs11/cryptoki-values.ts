// Values of PKCS #11 by their names in the standard: attributes, what a key is made and found by, what calls give back.

/** What a call of the library gave back instead of CKR_OK. */
export class CryptokiError extends Error {
  override name = 'CryptokiError';
  readonly code: number;

  constructor(call: string, code: number) {
    super(`${call} gives ${codes.get(code) ?? `0x${code.toString(16)}`}`);
    this.code = code;
  }
}

/** Names of the return values that an operator is likely to meet. */
const codes: ReadonlyMap<number, string> = new Map([
  [0x05, 'CKR_GENERAL_ERROR'],
  [0x06, 'CKR_FUNCTION_FAILED'],
  [0x30, 'CKR_DEVICE_ERROR'],
  [0x32, 'CKR_DEVICE_REMOVED'],
  [0x40, 'CKR_ENCRYPTED_DATA_INVALID'],
  [0x41, 'CKR_ENCRYPTED_DATA_LEN_RANGE'],
  [0x60, 'CKR_KEY_HANDLE_INVALID'],
  [0x68, 'CKR_KEY_FUNCTION_NOT_PERMITTED'],
  [0x70, 'CKR_MECHANISM_INVALID'],
  [0x82, 'CKR_OBJECT_HANDLE_INVALID'],
  [0xa0, 'CKR_PIN_INCORRECT'],
  [0xa4, 'CKR_PIN_LOCKED'],
  [0xb3, 'CKR_SESSION_HANDLE_INVALID'],
  [0xe0, 'CKR_TOKEN_NOT_PRESENT'],
  [0xe1, 'CKR_TOKEN_NOT_RECOGNIZED'],
  [0x101, 'CKR_USER_NOT_LOGGED_IN'],
]);

export type Attribute = { readonly type: number; readonly value: Buffer };

/** Attributes, by their names in the standard. */
export const CKA = {
  class: 0x00,
  token: 0x01,
  private: 0x02,
  label: 0x03,
  keyType: 0x100,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  wrap: 0x106,
  unwrap: 0x107,
  valueLength: 0x161,
  extractable: 0x162,
  neverExtractable: 0x164,
  alwaysSensitive: 0x165,
} as const;

const SECRET_KEY = 4;
const AES = 0x1f;
/** CK_ULONG of a 64-bit system other than Windows. */
export const ULONG = 8;

export const ulong = (value: number): Buffer => {
  const bytes = Buffer.alloc(ULONG);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
export const flag = (is: boolean): Buffer => Buffer.from([is ? 1 : 0]);

/** What a secret AES key is searched and made by. */
export const aesKey: readonly Attribute[] = [
  { type: CKA.class, value: ulong(SECRET_KEY) },
  { type: CKA.keyType, value: ulong(AES) },
  { type: CKA.token, value: flag(true) },
];
