// The CSAF trusted provider over HTTP: everything is TLP:CLEAR, for everybody and every origin.
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes, json, text } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type CsafEntry, findCsafDocument, listCsafEntries } from './csaf-document-store.ts';
import {
  changesCsv,
  indexTxt,
  type ProviderPlace,
  providerMetadata,
  rolieCategories,
  rolieFeed,
  rolieService,
} from './provider-documents.ts';
import { publisherOf } from './publisher.ts';
import { listSigningKeys } from './signing-key-store.ts';

const anywhere = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

const place = ({ config }: Kernel): ProviderPlace => ({ origin: config.publicUrl, publisher: publisherOf(config) });

/** When anything here last changed; before the first document that is the beginning of Unix time. */
const lastUpdated = (entries: readonly CsafEntry[]): Date => entries[0]?.updatedAt ?? new Date(0);

const jsonFile = (value: unknown) => json(value, { headers: anywhere });
const textFile = (value: string) => text(value, { headers: anywhere });

async function documentFile(kernel: Kernel, year: string, asked: string) {
  const [, file = '', suffix] = /^(.+\.json)(?:\.(sha256|sha512|asc))?$/.exec(asked) ?? [];
  const document = file === '' ? undefined : await findCsafDocument(kernel, year, file);
  if (!document) throw refuse('not_found');
  const type = 'application/json; charset=utf-8';
  if (suffix === undefined) return bytes(document.content, type, { headers: anywhere });
  if (suffix === 'asc')
    return bytes(Buffer.from(document.signature), 'application/pgp-signature', { headers: anywhere });
  return textFile(`${suffix === 'sha256' ? document.sha256 : document.sha512}  ${file}\n`);
}

export const providerFiles: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafProvider,
    access: publicly(),
    limit: 'lookup',
    summary: 'Who publishes CSAF documents here and where they are: provider-metadata.json.',
    handle: async ({ kernel }) => {
      const [keys, entries] = [await listSigningKeys(kernel), await listCsafEntries(kernel)];
      return jsonFile(providerMetadata(place(kernel), keys, lastUpdated(entries)));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafFeed,
    access: publicly(),
    limit: 'lookup',
    summary: 'All CSAF documents as a ROLIE feed.',
    handle: async ({ kernel }) => {
      const entries = await listCsafEntries(kernel);
      return jsonFile(rolieFeed(place(kernel), entries, lastUpdated(entries)));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafService,
    access: publicly(),
    limit: 'lookup',
    summary: 'The ROLIE service document of the CSAF provider.',
    handle: async ({ kernel }) => jsonFile(rolieService(place(kernel))),
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafCategories,
    access: publicly(),
    limit: 'lookup',
    summary: 'The ROLIE category document of the CSAF provider.',
    handle: async ({ kernel }) => jsonFile(rolieCategories(place(kernel))),
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafIndex,
    access: publicly(),
    limit: 'lookup',
    summary: 'The paths of all CSAF documents, one a line.',
    handle: async ({ kernel }) => textFile(indexTxt(await listCsafEntries(kernel))),
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafChanges,
    access: publicly(),
    limit: 'lookup',
    summary: 'The paths of all CSAF documents with their last change, the latest first.',
    handle: async ({ kernel }) =>
      bytes(Buffer.from(changesCsv(await listCsafEntries(kernel))), 'text/csv; charset=utf-8', { headers: anywhere }),
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafKey,
    access: publicly(),
    limit: 'lookup',
    summary: 'A public OpenPGP key that signs CSAF documents, by its fingerprint.',
    handle: async ({ kernel, params }) => {
      const key = (await listSigningKeys(kernel)).find(({ fingerprint }) => `${fingerprint}.asc` === params.file);
      if (!key) throw refuse('not_found');
      return bytes(Buffer.from(key.publicKey), 'application/pgp-keys', { headers: anywhere });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.advisories.csafFile,
    access: publicly(),
    limit: 'lookup',
    summary: 'A CSAF document, its digests (.sha256, .sha512) or its signature (.asc).',
    handle: async ({ kernel, params }) => documentFile(kernel, params.year, params.file),
  }),
];
