// What is wrong with one product of a record: its names, its status and its versions.
import { PackageURL } from 'packageurl-js';
import {
  type AdvisoryProduct,
  type VersionRange,
  versionSchemes,
  vexJustifications,
  vexStatuses,
} from './advisory-record.ts';
import { compareSemver, isSemver } from './semver.ts';

/** `field` is a path into the record: `title`, `products.0.purl`. */
export type RecordFault = { readonly field: string; readonly sentence: string };

/** `field` is the product's own path: `products.0`. */
export function checkProduct(product: AdvisoryProduct, field: string): RecordFault[] {
  const faults: RecordFault[] = [];
  const need = (holds: boolean, name: string, sentence: string): void => {
    if (!holds) faults.push({ field: `${field}.${name}`, sentence });
  };
  need(
    product.purl === null || isPurl(product.purl),
    'purl',
    'A package URL looks like pkg:npm/left-pad, without a version.',
  );
  need(product.cpe === null || isCpe(product.cpe), 'cpe', 'A CPE looks like cpe:2.3:a:vendor:product:*:*:*:*:*:*:*:*.');
  need(vexStatuses.includes(product.status), 'status', `The status is one of ${vexStatuses.join(', ')}.`);
  need(
    versionSchemes.includes(product.versionScheme),
    'versionScheme',
    `The scheme is one of ${versionSchemes.join(', ')}.`,
  );
  if (product.status === 'not_affected') {
    need(
      product.justification !== null || product.statement.trim() !== '',
      'justification',
      'Say why the product is not affected: choose a justification or write a statement.',
    );
    need(
      product.affected.length === 0 && product.fixed.length === 0,
      'affected',
      'A product that is not affected has no affected or fixed versions.',
    );
  } else
    need(product.justification === null, 'justification', 'Only a product that is not affected has a justification.');
  if (product.justification !== null)
    need(
      vexJustifications.includes(product.justification),
      'justification',
      `The justification is one of ${vexJustifications.join(', ')}.`,
    );
  need(
    product.status !== 'fixed' || product.fixed.length > 0 || product.affected.length === 0,
    'fixed',
    'Name the version in which it is fixed.',
  );

  const versions: { at: string; version: string }[] = product.fixed.map((version, index) => ({
    at: `fixed.${index}`,
    version,
  }));
  product.affected.forEach((range, index) => {
    if (range.from !== null) versions.push({ at: `affected.${index}`, version: range.from });
    if (range.until !== null) versions.push({ at: `affected.${index}`, version: range.until.version });
  });
  let areOrdered = product.versionScheme === 'semver';
  for (const { at, version } of versions) {
    const isPlain =
      /^[A-Za-z0-9][A-Za-z0-9.+_~-]{0,99}$/.test(version) &&
      !/^(all|any|earlier|later|prior|before|after)$/i.test(version);
    need(isPlain, at, 'A version is letters, digits and the signs . + _ ~ -, for example 2.4.1.');
    if (product.versionScheme === 'semver')
      need(
        isSemver(version),
        at,
        `“${version}” is not a version by semver.org, like 2.4.1; or choose the vendor’s own scheme.`,
      );
    areOrdered &&= isSemver(version);
  }
  if (areOrdered) checkOrder(product, need);
  if (product.versionScheme === 'custom')
    for (const [index, range] of product.affected.entries())
      need(
        range.from === null || range.from !== range.until?.version || range.until.inclusive,
        `affected.${index}`,
        'This range is empty.',
      );
  need(new Set(product.fixed).size === product.fixed.length, 'fixed', 'A fixed version is listed twice.');
  return faults;
}

function checkOrder(
  { affected, fixed }: AdvisoryProduct,
  need: (holds: boolean, name: string, sentence: string) => void,
): void {
  affected.forEach((range, index) => {
    need(!isEmpty(range), `affected.${index}`, 'This range is empty: its end lies before its start.');
    const before = affected[index - 1];
    if (before)
      need(
        isBefore(before, range),
        `affected.${index}`,
        'Ranges are listed from the oldest to the newest and do not overlap.',
      );
  });
  fixed.forEach((version, index) => {
    need(
      !affected.some(range => holdsVersion(range, version)),
      `fixed.${index}`,
      `${version} cannot be both affected and fixed.`,
    );
  });
}

function isEmpty({ from, until }: VersionRange): boolean {
  if (from === null || until === null) return false;
  const order = compareSemver(from, until.version);
  return until.inclusive ? order > 0 : order >= 0;
}

function isBefore(earlier: VersionRange, later: VersionRange): boolean {
  if (earlier.until === null || later.from === null) return false;
  const order = compareSemver(earlier.until.version, later.from);
  return earlier.until.inclusive ? order < 0 : order <= 0;
}

function holdsVersion({ from, until }: VersionRange, version: string): boolean {
  if (from !== null && compareSemver(version, from) < 0) return false;
  if (until === null) return true;
  const order = compareSemver(version, until.version);
  return until.inclusive ? order <= 0 : order < 0;
}

function isPurl(text: string): boolean {
  try {
    const purl = PackageURL.fromString(text);
    return (
      purl.version === undefined &&
      purl.qualifiers === undefined &&
      purl.subpath === undefined &&
      purl.toString() === text
    );
  } catch {
    return false;
  }
}

// The eleven attributes of a CPE 2.3 formatted string (NISTIR 7695 §6.2.1); language and edition are not looked up.
function isCpe(text: string): boolean {
  const attribute = String.raw`(?:\*|-|(?:\\[!-/:-@[-\`{-~]|[A-Za-z0-9._])+\*?)`;
  return new RegExp(`^cpe:2\\.3:[aho](?::${attribute}){10}$`).test(text);
}
