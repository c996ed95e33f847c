// The product tree of a CSAF document: vendor, product, version, each claim one leaf with its id.

import type { AdvisoryRecord } from '../advisory-record.ts';
import { claimsOfRecord, type ProductClaim, subjectInWords, versOf } from './product-claims.ts';

type Branch = { category: string; name: string; branches?: Branch[]; product?: Leaf };
type Leaf = { name: string; product_id: string; product_identification_helper?: Record<string, unknown> };

/** @param edition CSAF 2.1 has a list of package URLs where 2.0 has one */
export function productTree(record: AdvisoryRecord, edition: '2.0' | '2.1'): { branches: Branch[] } {
  const byVendor = Map.groupBy(claimsOfRecord(record), ({ product }) => product.vendor);
  return {
    branches: [...byVendor].map(([vendor, claims]) => ({
      category: 'vendor',
      name: vendor,
      branches: [...Map.groupBy(claims, ({ product }) => product.name)].map(([name, ofProduct]) =>
        productBranch(name, ofProduct, edition),
      ),
    })),
  };
}

function productBranch(name: string, claims: readonly ProductClaim[], edition: '2.0' | '2.1'): Branch {
  const [first] = claims;
  if (claims.length === 1 && first?.subject.kind === 'whole')
    return { category: 'product_name', name, product: leaf(first, edition) };
  return { category: 'product_name', name, branches: claims.map(claim => versionBranch(claim, edition)) };
}

function versionBranch(claim: ProductClaim, edition: '2.0' | '2.1'): Branch {
  const { subject, product } = claim;
  if (subject.kind === 'version')
    return { category: 'product_version', name: subject.version, product: leaf(claim, edition) };
  const name =
    subject.kind === 'whole'
      ? `vers:${product.versionScheme === 'semver' ? 'semver' : 'generic'}/*`
      : versOf(product, subject.range);
  return { category: 'product_version_range', name, product: leaf(claim, edition) };
}

function leaf(claim: ProductClaim, edition: '2.0' | '2.1'): Leaf {
  const { product, subject } = claim;
  const name = `${product.vendor} ${product.name}${subject.kind === 'whole' ? '' : ` ${subjectInWords(claim)}`}`;
  const helper = {
    ...(product.cpe === null ? {} : { cpe: product.cpe }),
    ...(product.purl === null ? {} : edition === '2.0' ? { purl: product.purl } : { purls: [product.purl] }),
  };
  return {
    name,
    product_id: claim.id,
    ...(Object.keys(helper).length === 0 ? {} : { product_identification_helper: helper }),
  };
}
