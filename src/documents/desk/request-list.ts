// The list of everybody who asked for documents, as rows for a CRM: one for each document that was asked for.

import type { Kernel } from '../../core/kernel.ts';
import type { Cell } from '../../core/sheets/write-csv.ts';
import { countDownloads } from '../deliveries/delivery-store.ts';
import { endOf, listGrantsOfItems } from '../requests/grant-store.ts';
import { listRequests, type Request } from '../requests/request-store.ts';
import { findSignatures } from '../terms/signature-store.ts';
import { findVisitors } from '../visitors/visitor-store.ts';

/** Names that stay: tools are set up by them. */
export const listHeading = [
  'email',
  'name',
  'organization',
  'domain',
  'domain_kind',
  'request',
  'asked_at',
  'purpose',
  'document',
  'version',
  'state',
  'decided_at',
  'access_from',
  'access_until',
  'terms_version',
  'accepted_at',
  'downloads',
  'last_download_at',
] as const;

const PAGE = 500;

/** Times are UTC by ISO 8601. Who was forgotten stands without address, name and purpose. */
export async function rowsOfList(kernel: Kernel): Promise<Cell[][]> {
  return kernel.snapshot(async kernel => {
    const rows: Cell[][] = [];
    let before: string | undefined;
    for (;;) {
      const requests = await listRequests(kernel, { waiting: false, before, limit: PAGE });
      rows.push(...(await rowsOf(kernel, requests)));
      before = requests.at(-1)?.id;
      if (requests.length < PAGE) return rows;
    }
  });
}

async function rowsOf(kernel: Kernel, requests: readonly Request[]): Promise<Cell[][]> {
  const items = requests.flatMap(request => request.items.map(item => ({ request, item })));
  const grants = await listGrantsOfItems(
    kernel,
    items.map(({ item }) => item.id),
  );
  const [visitors, signatures, downloads] = await Promise.all([
    findVisitors(
      kernel,
      requests.map(({ visitor }) => visitor),
    ),
    findSignatures(
      kernel,
      requests.map(({ signature }) => signature),
    ),
    countDownloads(
      kernel,
      grants.map(({ id }) => id),
    ),
  ]);
  const grantOf = new Map(grants.map(grant => [grant.item, grant]));
  return items.map(({ request, item }) => {
    const visitor = visitors.get(request.visitor);
    // Whoever had themselves forgotten is in no list that leaves; their acceptance is for claims alone.
    const record = visitor && signatures.get(request.signature)?.record;
    const grant = grantOf.get(item.id);
    const taken = grant && downloads.get(grant.id);
    return [
      visitor?.address ?? null,
      record?.name ?? null,
      request.organization ?? null,
      visitor ? request.domain : null,
      request.domainClass,
      request.id,
      request.createdAt.toISOString(),
      request.purpose ?? null,
      item.title,
      item.versionNumber,
      item.state,
      item.decidedAt?.toISOString() ?? null,
      grant?.from.toISOString() ?? null,
      grant ? endOf(grant).toISOString() : null,
      record?.terms ?? null,
      record?.acceptedAt ?? null,
      taken?.count ?? 0,
      taken?.last.toISOString() ?? null,
    ];
  });
}
