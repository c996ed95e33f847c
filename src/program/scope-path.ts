// Compares URL paths for scope rules, knowing that servers decode and tidy paths in different ways.

/**
 * Whether a path surely lies within a prefix: however often it is decoded, it stays within, segment by segment
 * (`/api` holds `/api` and `/api/x`, not `/apiary`). Case counts.
 */
export function pathIsWithin(prefix: string, path: string): boolean {
  return decodings(path).every(reading => startsWithSegments(resolveDots(reading), prefix));
}

/**
 * Whether some server might take a path for one within the prefix: any decoding, any case, doubled slashes and
 * `;parameters` dropped. For rules that exclude.
 */
export function pathMayBeWithin(prefix: string, path: string): boolean {
  const tidyPrefix = tidy(prefix);
  return decodings(path).some(reading =>
    [reading, reading.replace(/;[^/]*/gu, '')].some(variant => startsWithSegments(tidy(variant), tidyPrefix)),
  );
}

// Each round of percent-decoding that a proxy, a framework and an application might add.
function decodings(path: string): string[] {
  const readings = [path];
  for (let reading = path; readings.length < 5; readings.push(reading)) {
    const next = decodeOnce(reading);
    if (next === reading) break;
    reading = next;
  }
  return readings;
}

// Bytes outside ASCII stay encoded: they can't be a slash, a dot or a backslash.
function decodeOnce(path: string): string {
  return path
    .replace(/%([0-7][0-9a-f])/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('\\', '/');
}

function resolveDots(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/').slice(1)) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

function tidy(path: string): string {
  return resolveDots(path.replace(/\/+/gu, '/')).toLowerCase();
}

function startsWithSegments(path: string, prefix: string): boolean {
  const bare = prefix.replace(/\/+$/u, '');
  return path === bare || path.startsWith(`${bare}/`);
}
