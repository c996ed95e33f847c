// A published advisory in each machine-readable format, as a file.
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import { makeCsaf20, makeCsaf21 } from '../artefacts/csaf.ts';
import { makeCnaContainer } from '../artefacts/cve-record.ts';
import { makeGhsa } from '../artefacts/ghsa.ts';
import { makeOpenVex } from '../artefacts/openvex.ts';
import { makeOsv } from '../artefacts/osv.ts';
import { findPublished } from '../publication/published-advisory-store.ts';

type Format = {
  /** File name and address end with it. */
  readonly file: string;
  readonly label: string;
  readonly make: (record: AdvisoryRecord) => unknown;
};

/** Every format that can be downloaded, in the order of the page. */
export const artefactFormats: readonly Format[] = [
  { file: 'csaf.json', label: 'CSAF 2.0', make: makeCsaf20 },
  { file: 'csaf21.json', label: 'CSAF 2.1 (preview)', make: makeCsaf21 },
  {
    file: 'cve.json',
    label: 'CVE record, CNA container',
    make: record => ({ cnaContainer: makeCnaContainer(record) }),
  },
  { file: 'osv.json', label: 'OSV', make: makeOsv },
  { file: 'openvex.json', label: 'OpenVEX', make: makeOpenVex },
  { file: 'ghsa.json', label: 'GitHub advisory draft', make: makeGhsa },
];

export const artefactRoute: AnyRoute = defineRoute({
  method: 'GET',
  at: routes.advisories.artefact,
  access: publicly(),
  limit: 'lookup',
  summary: 'A published advisory as csaf.json, csaf21.json, cve.json, osv.json, openvex.json or ghsa.json.',
  handle: async ({ kernel, params }) => {
    const format = artefactFormats.find(({ file }) => file === params.file);
    const record = format && (await findPublished(kernel, params.id));
    if (!record) throw refuse('not_found');
    return bytes(Buffer.from(`${JSON.stringify(format.make(record), null, 2)}\n`), 'application/json; charset=utf-8', {
      headers: { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' },
    });
  },
});
