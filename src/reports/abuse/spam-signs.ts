// Signs of spam in a text, by rules alone. They hold a report back for staff to look at; they never refuse it.

/** The words of a report that are looked at. */
export type ReportWords = {
  readonly title: string;
  readonly location: string;
  readonly description: string;
  readonly steps: string;
  readonly impact: string;
};

const FEWEST_LINKS = 3;

/**
 * Whether most of the text is links to elsewhere: three or more, longer together than all other words. Addresses that
 * the report is about (`isOurs`) do not count, so that a list of broken endpoints stays a report.
 */
export function isMostlyLinks({ title, description, steps, impact }: ReportWords, isOurs: (url: string) => boolean) {
  const text = [title, description, steps, impact].join('\n');
  const links = (text.match(/\bhttps?:\/\/[^\s<>"')\]]+/giu) ?? []).filter(link => !isOurs(link));
  if (links.length < FEWEST_LINKS) return false;
  const linked = links.reduce((sum, link) => sum + link.length, 0);
  return linked * 2 > text.replace(/\s+/gu, '').length;
}

const SHORTEST = 40;

/** The words in one form whatever their case and spacing, to find them again; undefined when too short to say anything. */
export function fingerprintOf({ title, location, description, steps, impact }: ReportWords): string | undefined {
  const words = [title, location, description, steps, impact]
    .join('\n')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
  return words.length < SHORTEST ? undefined : words;
}
