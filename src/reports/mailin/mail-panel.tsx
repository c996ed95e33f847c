// The card beside a report that came by mail, or has mails in its conversation.
import { href, routes } from '../../catalog/routes.ts';
import type { Panel } from '../../core/panel.ts';
import { Card, Disclosure } from '../../web/ui/card.tsx';
import { DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listMailsOfReport } from './mail-store.ts';
import { AuthenticationBadges, doorWords } from './mail-words.tsx';
import { outcomeWords, type ReceivedMail } from './received-mail.ts';

export const mailPanel: Panel = {
  name: 'mails',
  on: 'report',
  place: 'side',
  order: 60,
  load: async (kernel, actor, report) => {
    const mails = await listMailsOfReport(kernel, actor, report);
    if (mails.length === 0) return null;
    const [first] = mails;
    const isBegun = first?.isNewReport === true;
    const rest = isBegun ? mails.slice(1) : mails;
    return (
      <Card title={isBegun ? 'Came by e-mail' : 'Mails'}>
        {isBegun && <OneMail mail={first} />}
        {rest.length > 0 && (
          <Disclosure summary={rest.length === 1 ? 'One more mail' : `${rest.length} more mails`} open={!isBegun}>
            {rest.map(mail => (
              <OneMail key={mail.id} mail={mail} />
            ))}
          </Disclosure>
        )}
      </Card>
    );
  },
};

function OneMail({ mail }: { mail: ReceivedMail }) {
  const { id, at, via, outcome, facts, isNewReport } = mail;
  return (
    <div class="mail-facts">
      <DefinitionList
        items={[
          ...(isNewReport || outcome === null ? [] : [{ term: 'What', detail: outcomeWords[outcome] }]),
          { term: 'From', detail: facts?.sender ? <Mono>{facts.sender}</Mono> : 'no address' },
          {
            term: 'Received',
            detail: (
              <>
                <Time at={at} />, {doorWords[via]}
              </>
            ),
          },
          ...(facts
            ? [
                { term: 'Sender checked', detail: <AuthenticationBadges authentication={facts.authentication} /> },
                ...(facts.encryption === 'none'
                  ? []
                  : [
                      {
                        term: 'Encryption',
                        detail:
                          facts.encryption === 'opened' ? 'OpenPGP, opened by this server' : 'OpenPGP, not opened',
                      },
                    ]),
              ]
            : []),
        ]}
      />
      {facts && facts.notes.length > 0 && (
        <ul class="plain-list">
          {facts.notes.map(note => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <p>
        <a href={href(routes.reports.mailRaw, { id })}>Download the mail as it came</a>
      </p>
    </div>
  );
}
