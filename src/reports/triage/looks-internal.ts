// Whether a text for the reporter looks like one that was meant for the team: a hint before it is too late.

/**
 * Why a message may be an internal one, as clauses after "it"; empty when nothing speaks for that. What the reporter
 * wrote themselves (`known`) is no secret from them. It is a reminder, not a guard: whoever sends it all the same may.
 */
export function looksInternal(text: string, known: string): string[] {
  const already = known.toLowerCase();
  const isNew = (found: string): boolean => !already.includes(found.toLowerCase());
  const reasons = signs.flatMap(({ pattern, says }) => {
    const found = [...text.matchAll(pattern)].map(([match]) => match.trim()).find(isNew);
    return found === undefined ? [] : [says(found)];
  });
  return [...new Set(reasons)];
}

type Sign = { readonly pattern: RegExp; readonly says: (found: string) => string };

const signs: readonly Sign[] = [
  {
    pattern: /\b(?:[a-z0-9-]+\.)+(?:internal|intranet|intra|corp|lan|local|localdomain|home\.arpa|svc)\b/giu,
    says: found => `names the internal host ${found}`,
  },
  {
    // RFC 1918, RFC 6598, loopback, link-local.
    pattern:
      /(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2}|127(?:\.\d{1,3}){3}|169\.254(?:\.\d{1,3}){2})(?![\d.])/gu,
    says: found => `names the internal address ${found}`,
  },
  {
    pattern:
      /\b(?:internal(?:ly| only| note| use|:)|confidential|do not (?:share|forward|tell)|don[’']t (?:share|forward|tell)|between us|off the record|for your eyes)(?![\w.])/giu,
    says: found => `says “${found}”`,
  },
  {
    pattern: /\bthe (?:reporter|researcher|finder|hacker)\b/giu,
    says: found => `speaks about “${found}”, not to them`,
  },
  { pattern: /(?<![\w.@])@[a-z][\w-]{1,30}\b(?!\.)/giu, says: found => `calls a colleague, ${found}` },
  {
    // Project keys of trackers, not the ids that reporters know: CVE-2026-1, CWE-79, RFC-9116.
    pattern: /\b(?!(?:VDP|CVE|CWE|CAPEC|RFC|ISO|UTF|SHA|AES|TLS|P)-)[A-Z][A-Z0-9]{1,9}-\d{1,6}\b/gu,
    says: found => `names the ticket ${found}`,
  },
  { pattern: /\b(?:password|passwd|secret|token|api[ _-]?key)\s*[:=]\s*\S+/giu, says: () => 'seems to hold a secret' },
];
