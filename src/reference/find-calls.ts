// All calls of the product, and those that somebody looks for.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apis } from './apis.ts';
import { type ApiDocument, type Call, callsOf } from './call.ts';

const DOCUMENTS = path.resolve(import.meta.dirname, '../../openapi');

let read: readonly Call[] | undefined;

/** Every call of every API, as the API documents beside this program tell them; read once. */
export function allCalls(): readonly Call[] {
  read ??= apis.flatMap(api =>
    api.documents.flatMap(({ file }) => {
      const text = readFileSync(path.join(DOCUMENTS, `${file}.json`), 'utf8');
      return callsOf(api, file, JSON.parse(text) as ApiDocument);
    }),
  );
  return read;
}

export const findCall = (api: string, id: string): Call | undefined =>
  allCalls().find(call => call.api === api && call.id === id);

export type Wanted = { readonly text: string; readonly api: string; readonly permission: string };

/** The calls that fit: every word of `text` stands in path, method, summary, permission, makes or errors. */
export function searchCalls(calls: readonly Call[], { text, api, permission }: Wanted): Call[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return calls.filter(
    call =>
      (api === '' || call.api === api) &&
      (permission === '' || call.permission === permission) &&
      words.every(word => wordsOf(call).includes(word)),
  );
}

const wordsOf = ({ method, path: address, summary, permission, makes, errors }: Call): string =>
  [method, address, summary, permission ?? '', ...makes, ...errors].join(' ').toLowerCase();
