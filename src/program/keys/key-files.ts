// The key as programs fetch it: an armored file, former keys by fingerprint, and the Web Key Directory of the contact.
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { binaryOpenpgpKey } from '../../core/openpgp/openpgp-key.ts';
import { wkdName } from '../../core/openpgp/wkd.ts';
import { findKey } from './key-store.ts';
import { usableKey } from './use-key.ts';

const anywhere = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' };

const keyFile = (armored: string, fingerprint: string) =>
  bytes(Buffer.from(armored), 'application/pgp-keys', {
    headers: { ...anywhere, 'content-disposition': `attachment; filename="${fingerprint}.asc"` },
  });

/** WKD wants the key's bytes, not its armor, and a page of any origin may read them (draft-koch §3.1). */
async function directoryAnswer(kernel: Kernel, domain: string | undefined, name: string) {
  const key = await usableKey(kernel);
  const [local = '', host = ''] = key?.address.split('@') ?? [];
  const isHere =
    key !== undefined && wkdName(local) === name && (domain === undefined || domain.toLowerCase() === host);
  if (!isHere) throw refuse('not_found');
  return bytes(await binaryOpenpgpKey(key.publicKey), 'application/octet-stream', { headers: anywhere });
}

/** An empty file says that there is a directory, and that it has no special rules. */
const emptyPolicy = async () => bytes(Buffer.alloc(0), 'application/octet-stream', { headers: anywhere });

export const keyFiles: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.keyFile,
    access: publicly(),
    limit: 'lookup',
    summary: "The program's OpenPGP key, armored.",
    handle: async ({ kernel }) => {
      const key = await usableKey(kernel);
      if (!key) throw refuse('not_found');
      return keyFile(key.publicKey, key.fingerprint);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.formerKeyFile,
    access: publicly(),
    limit: 'lookup',
    summary: 'A key of the program by its fingerprint, former and revoked ones too.',
    handle: async ({ kernel, params }) => {
      const key = /^[0-9A-F]{40}$/u.test(params.fingerprint) ? await findKey(kernel, params.fingerprint) : undefined;
      if (!key) throw refuse('not_found');
      return keyFile(key.publicKey, key.fingerprint);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.keyDirectory,
    access: publicly(),
    limit: 'lookup',
    summary: "The key of the contact's address, by the direct method of the Web Key Directory.",
    handle: ({ kernel, params }) => directoryAnswer(kernel, undefined, params.name),
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.keyDirectoryPolicy,
    access: publicly(),
    limit: 'lookup',
    summary: 'The policy of the Web Key Directory: none.',
    handle: emptyPolicy,
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.keyDirectoryOfDomain,
    access: publicly(),
    limit: 'lookup',
    summary: "The key of the contact's address, by the advanced method of the Web Key Directory.",
    handle: ({ kernel, params }) => directoryAnswer(kernel, params.domain, params.name),
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.keyDirectoryPolicyOfDomain,
    access: publicly(),
    limit: 'lookup',
    summary: 'The policy of the Web Key Directory of a domain: none.',
    handle: emptyPolicy,
  }),
];
