// What anybody may download: the log, and the figures that follow from it.
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes, jsonText } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findLastEdition, readLogText } from '../log/edition-store.ts';

const openly = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' };

/** The file changes with an edition only, so each process reads it once. */
const files = new WeakMap<Kernel['pool'], { readonly number: number; readonly file: Buffer }>();

async function logFile(kernel: Kernel): Promise<Buffer> {
  const last = await findLastEdition(kernel, 'signed');
  if (!last) throw refuse('not_found');
  const { number } = last.statement;
  const known = files.get(kernel.pool);
  if (known?.number === number) return known.file;
  const file = Buffer.from(await readLogText(kernel));
  files.set(kernel.pool, { number, file });
  return file;
}

export const publicFiles: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.record.log,
    access: publicly(),
    limit: 'lookup',
    summary: "The program's public log as NDJSON: events of reports under pseudonyms, in signed editions.",
    handle: async ({ kernel }) =>
      bytes(await logFile(kernel), 'application/x-ndjson; charset=utf-8', { headers: openly }),
  }),
  defineRoute({
    method: 'GET',
    at: routes.record.statisticsJson,
    access: publicly(),
    limit: 'lookup',
    summary: "The program's figures, with the signed edition of the log that they follow from.",
    handle: async ({ kernel }) => {
      const last = await findLastEdition(kernel, 'signed');
      if (!last) throw refuse('not_found');
      const { signed, figures } = last;
      return jsonText(JSON.stringify({ format: 'telltale-statistics-1', edition: signed, figures }, null, 2), {
        headers: openly,
      });
    },
  }),
];
