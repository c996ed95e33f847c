// Versions by semver.org 2.0.0: are they well formed, and which comes first.

// The pattern that semver.org suggests.
const pattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

export function isSemver(version: string): boolean {
  return version.length <= 100 && pattern.test(version);
}

/** Negative when `a` precedes `b`, 0 when they are equal in precedence (§11: build metadata does not count). */
export function compareSemver(a: string, b: string): number {
  const [left, right] = [read(a), read(b)];
  for (let place = 0; place < 3; place++) {
    const order = compareNumbers(left.core[place] ?? '0', right.core[place] ?? '0');
    if (order !== 0) return order;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  for (let place = 0; place < Math.max(left.pre.length, right.pre.length); place++) {
    const [x, y] = [left.pre[place], right.pre[place]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const order = comparePart(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function read(version: string): { core: string[]; pre: string[] } {
  const match = pattern.exec(version);
  if (!match) throw new TypeError('not a version by semver.org');
  return { core: match.slice(1, 4), pre: match[4]?.split('.') ?? [] };
}

function comparePart(x: string, y: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
  if (isNumber && isOtherNumber) return compareNumbers(x, y);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return x === y ? 0 : x < y ? -1 : 1;
}

// As text: without leading zeros the longer one is the greater one, however many digits it has.
function compareNumbers(x: string, y: string): number {
  if (x.length !== y.length) return x.length - y.length;
  return x === y ? 0 : x < y ? -1 : 1;
}
