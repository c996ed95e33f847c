// Reads which ticket somebody means: a number, a key, or the address of its page.
import type { TrackerKind } from '../connections/tracker-kind.ts';

/** @returns the key that the tracker's API knows, or null when this is none */
export function readTicketKey(kind: TrackerKind, typed: string): string | null {
  const text = typed.trim();
  if (kind === 'jira')
    return /(?:^|\/)([A-Z][A-Z0-9_]{1,20}-[1-9]\d{0,9})(?:[/?#]|$)/i.exec(text)?.[1]?.toUpperCase() ?? null;
  return (
    /^#?([1-9]\d{0,9})$/.exec(text)?.[1] ??
    /^https:\/\/\S+\/(?:issues|work_items)\/([1-9]\d{0,9})(?:[?#/]|$)/.exec(text)?.[1] ??
    null
  );
}
