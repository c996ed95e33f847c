// The file name of a CSAF document, and where the provider keeps it.
import { href, routes } from '../../catalog/routes.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';

/**
 * The tracking id in lower case, every run of other characters than `+ - a-z 0-9` one underscore, and `.json`.
 * Source: CSAF 2.0 §5.1.
 */
export function csafFileName(trackingId: string): string {
  return `${trackingId.toLowerCase().replace(/[^+\-a-z0-9]+/g, '_')}.json`;
}

/** The folder of a document: the year of its first release (CSAF 2.0 §7.1.11). */
export function csafYear({ dates }: Pick<AdvisoryRecord, 'dates'>): string {
  return (dates.published ?? dates.updated).slice(0, 4);
}

/** Where the provider on the advisory's own server has the document. */
export function csafUrl(record: AdvisoryRecord): string {
  return new URL(
    href(routes.advisories.csafFile, { year: csafYear(record), file: csafFileName(record.trackingId) }),
    record.url,
  ).href;
}
