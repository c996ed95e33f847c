// How a mail's sender was checked, in words and badges for staff.
import { Badge } from '../../web/ui/text.tsx';
import type { MailAuthentication, MailDoor } from './received-mail.ts';

export const doorWords: Readonly<Record<MailDoor, string>> = {
  smtp: 'handed to this server',
  imap: 'fetched from a mailbox',
  demo: 'part of the demo',
};

/** One badge for each check, the word of its standard in it. */
export function AuthenticationBadges({ authentication }: { authentication: MailAuthentication }) {
  const { dkim, spf, dmarc, arc } = authentication;
  const signed = dkim.find(({ result }) => result === 'pass') ?? dkim[0];
  const results = [
    { check: 'DKIM', result: signed?.result ?? 'none', of: signed?.domain },
    { check: 'SPF', result: spf?.result ?? 'not checked', of: spf?.domain },
    { check: 'DMARC', result: dmarc?.result ?? 'none', of: dmarc?.domain },
    ...(arc === null ? [] : [{ check: 'ARC', result: arc, of: undefined }]),
  ];
  return (
    <ul class="badge-list">
      {results.map(({ check, result, of }) => (
        <li key={check}>
          <Badge tone={toneOf(result)}>
            {check} {result}
          </Badge>
          {of !== undefined && of !== '' && <span class="muted"> {of}</span>}
        </li>
      ))}
    </ul>
  );
}

const toneOf = (result: string) => (result === 'pass' ? 'good' : /fail/u.test(result) ? 'bad' : 'neutral');
