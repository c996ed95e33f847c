// Feeds for readers and programs: one list of entries as Atom (RFC 4287) and as JSON Feed 1.1.

export type FeedEntry = {
  /** Permanent: an absolute address that never means anything else. */
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly published: Date;
  readonly updated: Date;
  /** Plain text, shown as the content. */
  readonly text: string;
  /** Words to filter by. */
  readonly tags?: readonly string[];
};

export type Feed = {
  readonly title: string;
  readonly author: string;
  /** The page that the feed is of. */
  readonly home: string;
  readonly atomUrl: string;
  readonly jsonUrl: string;
  /** When nothing was ever published: the time that stands in for it. */
  readonly since: Date;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
};

export const atomContentType = 'application/atom+xml; charset=utf-8';
export const jsonFeedContentType = 'application/feed+json; charset=utf-8';

/** Atom by RFC 4287 §4: every element that is required there. */
export function writeAtom(feed: Feed): string {
  const updated = feed.entries.reduce((latest, entry) => (entry.updated > latest ? entry.updated : latest), feed.since);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${xml(feed.home)}</id>`,
    `<title>${xml(feed.title)}</title>`,
    `<updated>${updated.toISOString()}</updated>`,
    `<author><name>${xml(feed.author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${xml(feed.atomUrl)}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(feed.home)}"/>`,
    ...feed.entries.map(entry =>
      [
        '<entry>',
        `<id>${xml(entry.id)}</id>`,
        `<title>${xml(entry.title)}</title>`,
        `<published>${entry.published.toISOString()}</published>`,
        `<updated>${entry.updated.toISOString()}</updated>`,
        `<link rel="alternate" type="text/html" href="${xml(entry.url)}"/>`,
        ...(entry.tags ?? []).map(tag => `<category term="${xml(tag)}"/>`),
        `<content type="text">${xml(entry.text)}</content>`,
        '</entry>',
      ].join('\n'),
    ),
    '</feed>',
    '',
  ].join('\n');
}

/** JSON Feed 1.1. */
export function writeJsonFeed(feed: Feed): string {
  return `${JSON.stringify(
    {
      version: 'https://jsonfeed.org/version/1.1',
      title: feed.title,
      home_page_url: feed.home,
      feed_url: feed.jsonUrl,
      authors: [{ name: feed.author }],
      items: feed.entries.map(entry => ({
        id: entry.id,
        url: entry.url,
        title: entry.title,
        content_text: entry.text,
        date_published: entry.published.toISOString(),
        date_modified: entry.updated.toISOString(),
        ...(entry.tags && { tags: entry.tags }),
      })),
    },
    null,
    2,
  )}\n`;
}

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escaped, and without the characters that XML 1.0 §2.2 cannot hold in any form. */
const xml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these very characters are to be removed
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, mark => marks[mark] ?? '');
