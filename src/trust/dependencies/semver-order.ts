// The order of versions by Semantic Versioning 2.0.0, section 11. Pure.

/** Below 0 when the first comes first. What is no version at all is compared as text. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [read(one), read(other)];
  if (!a || !b) return one < other ? -1 : one > other ? 1 : 0;
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

type Version = { readonly numbers: readonly bigint[]; readonly prerelease: readonly string[] };

/** Missing numbers count as 0: advisories say `0` and `1.2`. */
function read(text: string): Version | undefined {
  const match = /^v?(\d{1,20})(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease] = match;
  return {
    numbers: [major, minor, patch].map(BigInt),
    prerelease: prerelease === undefined ? [] : prerelease.split('.'),
  };
}

function comparePrereleases(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return Math.sign(other.length - one.length);
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const [a, b] = [one[index], other[index]];
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
    if (a === b) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumber && isOtherNumber) return BigInt(a) < BigInt(b) ? -1 : 1;
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}
