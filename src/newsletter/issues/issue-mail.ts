// An issue as a mail: plain text as it was written, and how to end it. Nothing in it could tell that it was opened.
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Mail } from '../../core/mail/mail.ts';
import { readerLink } from '../subscribers/reader-link.ts';
import { topicWords } from '../subscribers/topics.ts';
import type { Issue } from './issue-store.ts';

type Text = Pick<Issue, 'topic' | 'number' | 'title' | 'body'>;

/** The issue for one subscriber. */
export function mailOf(
  kernel: Pick<Kernel, 'vault' | 'config'>,
  issue: Text,
  reader: { readonly id: string; readonly address: string },
): Mail {
  const { operator, publicUrl } = kernel.config;
  const link = readerLink(kernel, reader.id, issue.topic);
  const archive =
    issue.number === null
      ? []
      : [`On the web: ${publicUrl}${href(routes.newsletter.issue, { number: String(issue.number) })}`];
  return {
    to: reader.address,
    subject: issue.title,
    text: [
      issue.body.trim(),
      '',
      '-- ',
      ...archive,
      `You get this because you confirmed “${topicWords[issue.topic].label}” of ${operator.name}. End it or change what you get:`,
      link,
    ].join('\n'),
    list: { id: `${issue.topic}.${new URL(publicUrl).hostname}`, unsubscribe: link },
  };
}

/** The same for who writes it: no list, and nothing that could end somebody's subscription. */
export const testMailOf = ({ config }: Pick<Kernel, 'config'>, issue: Text, address: string): Mail => ({
  to: address,
  subject: `Test: ${issue.title}`,
  text: [
    issue.body.trim(),
    '',
    '-- ',
    `A test of ${config.operator.name}. Readers find a link here that ends it.`,
  ].join('\n'),
});
