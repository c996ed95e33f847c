// What a record says about each version of each product, one claim at a time: every artefact lists exactly these.
import type {
  AdvisoryProduct,
  AdvisoryRecord,
  AdvisoryRemediation,
  VersionRange,
  VexStatus,
} from '../advisory-record.ts';

/** What a claim is about: all of the product, one version, or a range of versions. */
type ClaimSubject =
  | { readonly kind: 'whole' }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'range'; readonly range: VersionRange };

export type ProductClaim = {
  /** Unique inside the record and stable while the record's products are: `p1`, `p1-a1`, `p1-f2`. */
  readonly id: string;
  readonly product: AdvisoryProduct;
  readonly status: VexStatus;
  readonly subject: ClaimSubject;
};

/** The claims of a product, in the record's order: its ranges first, then the versions that are fixed. */
function claimsOf(product: AdvisoryProduct): ProductClaim[] {
  const { affected, fixed, status } = product;
  if (affected.length === 0 && fixed.length === 0)
    return [{ id: product.id, product, status, subject: { kind: 'whole' } }];
  const open: VexStatus = status === 'under_investigation' ? 'under_investigation' : 'affected';
  return [
    ...affected.map(
      (range, index): ProductClaim => ({
        id: `${product.id}-a${index + 1}`,
        product,
        status: open,
        subject: subjectOf(range),
      }),
    ),
    ...fixed.map(
      (version, index): ProductClaim => ({
        id: `${product.id}-f${index + 1}`,
        product,
        status: 'fixed',
        subject: { kind: 'version', version },
      }),
    ),
  ];
}

export function claimsOfRecord(record: Pick<AdvisoryRecord, 'products'>): ProductClaim[] {
  return record.products.flatMap(claimsOf);
}

function subjectOf(range: VersionRange): ClaimSubject {
  if (range.from === null && range.until === null) return { kind: 'whole' };
  if (range.from !== null && range.until?.inclusive === true && range.from === range.until.version)
    return { kind: 'version', version: range.from };
  return { kind: 'range', range };
}

/**
 * The range in the VERS notation of the package-url project, which CSAF asks for: `vers:semver/>=1.0.0|<1.4.2`.
 * @param scheme of versions that the vendor orders by its own rule: `generic`
 */
export function versOf(product: AdvisoryProduct, { from, until }: VersionRange): string {
  const parts: string[] = [];
  if (from !== null) parts.push(`>=${encodeURIComponent(from)}`);
  if (until !== null) parts.push(`${until.inclusive ? '<=' : '<'}${encodeURIComponent(until.version)}`);
  return `vers:${product.versionScheme === 'semver' ? 'semver' : 'generic'}/${parts.join('|')}`;
}

/** For people: `1.0.0 up to, but not including, 1.4.2`. */
function rangeInWords({ from, until }: VersionRange): string {
  if (until === null) return from === null ? 'all versions' : `${from} and all later`;
  const end = until.inclusive ? `up to and including ${until.version}` : `up to, but not including, ${until.version}`;
  return from === null ? `all versions ${end}` : `${from} ${end}`;
}

export function subjectInWords({ subject }: ProductClaim): string {
  if (subject.kind === 'whole') return 'all versions';
  return subject.kind === 'version' ? subject.version : rangeInWords(subject.range);
}

/**
 * The remediations with the claims that they are for: those that are affected or still being looked at. Where the
 * record says nothing about an affected product, what follows from its fixed versions stands in.
 */
export function remediationsOf(record: AdvisoryRecord): { remediation: AdvisoryRemediation; claims: ProductClaim[] }[] {
  const open = claimsOfRecord(record).filter(({ status }) => status === 'affected' || status === 'under_investigation');
  const told = record.remediations
    .map(remediation => ({
      remediation,
      claims: open.filter(
        ({ product }) => remediation.products.length === 0 || remediation.products.includes(product.id),
      ),
    }))
    .filter(({ claims }) => claims.length > 0);
  const implied = record.products.flatMap(product => {
    const claims = open.filter(claim => claim.product === product);
    const covering = told.filter(entry => entry.claims.some(claim => claim.product === product));
    if (claims.length === 0) return [];
    const hasFix = covering.some(({ remediation }) => remediation.kind === 'vendor_fix');
    if (product.fixed.length > 0 && !hasFix) return [{ remediation: implyFix(product), claims }];
    return covering.length > 0 ? [] : [{ remediation: implyNone(product), claims }];
  });
  return [...told, ...implied];
}

function implyFix({ id, name, fixed }: AdvisoryProduct): AdvisoryRemediation {
  const details = `Update ${name} to ${fixed.join(' or ')}.`;
  return { kind: 'vendor_fix', details, url: null, date: null, products: [id] };
}

function implyNone({ id, name, status }: AdvisoryProduct): AdvisoryRemediation {
  const details =
    status === 'under_investigation' ? `${name} is still being examined.` : `There is no fix for ${name} yet.`;
  return { kind: 'none_available', details, url: null, date: null, products: [id] };
}
