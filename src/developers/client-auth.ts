// How an application proves who it is at the authorization server: by a secret, by a key of its own, or not at all. Pure.

/** What a form says, or what is wrong with it, by field. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** A public key as JSON (RFC 7517). */
export type PublicJwk = Readonly<Record<string, unknown>>;

/** The public keys themselves, or the https address where they are. */
export type ClientKeys = { readonly keys: readonly PublicJwk[] } | { readonly uri: string };

export type ClientAuth = {
  /** `none` is for apps on people's devices, which can keep no secret (RFC 6749 §2.1). */
  readonly method: 'client-secret' | 'private-key' | 'none';
  /** With `private-key` only. */
  readonly keys?: ClientKeys | undefined;
  /** Whether its tokens are good with a proof of a key only (RFC 9449). */
  readonly isBound: boolean;
};

/** The fields as a form sends them. */
export type ClientAuthForm = {
  readonly method?: string;
  readonly keysUri?: string;
  readonly keys?: string;
  readonly isBound?: string;
};

const MAX_KEYS_TEXT = 20_000;
const MAX_KEYS = 10;

/** Reads the form. Each error is one sentence that says what to do. */
export function readClientAuthForm({ method, keysUri = '', keys = '', isBound }: ClientAuthForm): Checked<ClientAuth> {
  const common = { isBound: isBound !== undefined };
  if (method === 'client-secret' || method === 'none') return { ok: true, value: { method, ...common } };
  if (method !== 'private-key')
    return { ok: false, errors: { method: 'Choose how the application proves who it is.' } };
  const uri = keysUri.trim();
  if (uri !== '' && keys.trim() !== '')
    return {
      ok: false,
      errors: { keysUri: 'Give the address of the keys or the keys themselves, and leave the other empty.' },
    };
  if (uri !== '')
    return isWebAddress(uri)
      ? { ok: true, value: { method, keys: { uri }, ...common } }
      : { ok: false, errors: { keysUri: 'Give the https address of a JWK set.' } };
  const read = readKeys(keys);
  return typeof read === 'string'
    ? { ok: false, errors: { keys: read } }
    : { ok: true, value: { method, keys: { keys: read }, ...common } };
}

/** The keys of a JWK set (RFC 7517 §5), or what is wrong with it. */
function readKeys(text: string): PublicJwk[] | string {
  if (text.trim() === '') return 'Give the public keys as a JWK set, or the address where they are.';
  if (text.length > MAX_KEYS_TEXT) return `Give at most ${MAX_KEYS_TEXT} characters.`;
  const keys = keysOf(text);
  if (keys === undefined) return 'This is no JWK set. It looks like {"keys": [{"kty": "EC", …}]}.';
  if (keys.length === 0 || keys.length > MAX_KEYS) return `Give 1 to ${MAX_KEYS} keys.`;
  for (const [index, key] of keys.entries()) {
    const fault = faultOfKey(key);
    if (fault !== undefined) return `Key ${index + 1}: ${fault}`;
  }
  return keys;
}

function keysOf(text: string): PublicJwk[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const keys = isObject(parsed) ? parsed['keys'] : undefined;
  return Array.isArray(keys) && keys.every(isObject) ? keys : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
/** Base64url characters of a modulus of 2048 bits. */
const MODULUS = 342;

/** What is wrong with a key, or undefined. Allowed are those that ES256, EdDSA and PS256 take (RFC 7518 §3.1, RFC 8037). */
function faultOfKey(key: PublicJwk): string | undefined {
  if (PRIVATE.some(name => name in key))
    return 'this is a private key. It is known now to whoever saw it: make a new one, and give its public half.';
  const { kty, crv, x, y, n, e } = key;
  const isText = (...values: unknown[]): boolean =>
    values.every(value => typeof value === 'string' && /^[\w-]+$/.test(value));
  if (kty === 'EC' && crv === 'P-256') return isText(x, y) ? undefined : 'x and y are missing.';
  if (kty === 'OKP' && crv === 'Ed25519') return isText(x) ? undefined : 'x is missing.';
  if (kty !== 'RSA') return 'use P-256, Ed25519 or RSA.';
  if (!isText(n, e)) return 'n and e are missing.';
  return String(n).length >= MODULUS ? undefined : 'use at least 2048 bits.';
}

/** A plain https address without credentials. */
export const isWebAddress = (text: string): boolean =>
  text.length <= 2000 && /^https:\/\/[!-~]+$/.test(text) && URL.canParse(text) && new URL(text).username === '';
