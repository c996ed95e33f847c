// An owner looks again at what they were shown when they allowed something, in the language it was in; and takes their
// receipts away.
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { download, html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { OwnerConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { CodeBlock, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type NoticeContent, readNoticeContent } from '../consent/consent-notice.ts';
import { readNotice } from '../consent/notice-store.ts';
import { ownerPolicyIn, policySha256 } from '../consent/owner-policy.ts';
import { findGrantOfOwner } from '../owned-grants.ts';
import { listReceipts } from '../receipts/receipt-store.ts';
import { languages, wordsIn } from '../words/languages.ts';
import { Car, ConsentNotes, PermissionLabel } from './consent-view.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.ownerNotice,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'What an owner was shown when they allowed access.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const grant = await findGrantOfOwner(kernel, actor, params.id);
    const text = await readNotice(kernel, actor, grant.id);
    if (text === undefined) throw refuse('not_found');
    const content = readNoticeContent(text);
    const { application } = grant;
    return html(
      renderPage(
        <OwnerConsole
          shell={shell(context)}
          title="What you were shown"
          breadcrumbs={[
            { label: 'My cars', href: href(routes.privacy.home) },
            { label: application.name, href: href(routes.privacy.grant, { id: grant.id }) },
          ]}
        >
          <DefinitionList
            items={[
              { term: 'Allowed', detail: <Time at={grant.grantedAt} /> },
              ...(content ? [{ term: 'Language', detail: languages[content.language] }] : []),
              ...(content?.exactness
                ? [{ term: 'Location', detail: grant.isCoarse ? content.exactness.coarse : content.exactness.precise }]
                : []),
            ]}
          />
          {content ? (
            <NoticeAgain content={content} granted={grant.scopes} />
          ) : (
            <CodeBlock label="Notice">{text}</CodeBlock>
          )}
          <ButtonRow>
            <ButtonLink icon="download" href={href(routes.connect.ownerNoticeFile, { id: grant.id })} download="">
              Download the notice (JSON)
            </ButtonLink>
          </ButtonRow>
        </OwnerConsole>,
      ),
    );
  },
});

const noticeFile = defineRoute({
  method: 'GET',
  at: routes.connect.ownerNoticeFile,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'The notice as a file: the very text whose hash the receipt has.',
  handle: async ({ kernel, actor, params }) => {
    const text = await readNotice(kernel, personOf(actor), params.id);
    if (text === undefined) throw refuse('not_found');
    return download(Buffer.from(text), `notice-${params.id}.json`, 'application/json');
  },
});

const receiptFile = defineRoute({
  method: 'GET',
  at: routes.connect.ownerReceiptFile,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'A signed receipt of what an owner allowed, or of its end.',
  handle: async ({ kernel, actor, params }) => {
    const receipts = await listReceipts(kernel, personOf(actor), params.id);
    const receipt = receipts.find(({ id }) => id === params.receipt);
    if (!receipt) throw refuse('not_found');
    return download(Buffer.from(receipt.text), `consent-receipt-${receipt.id}.json`, 'application/json');
  },
});

export const ownerNoticeRoutes = [show, noticeFile, receiptFile];

/** The page as it was, without its buttons; what was allowed is marked. */
function NoticeAgain({ content, granted }: { content: NoticeContent; granted: readonly string[] }) {
  const words = wordsIn(content.language);
  const policy = ownerPolicyIn(content.language);
  // A policy that has changed since is known by its hash; its text is no longer this one.
  const sections = policySha256(policy) === content.ownerPolicy.sha256 ? policy.sections : [];
  return (
    <div class="notice-again" lang={content.language}>
      <h2>{content.title}</h2>
      <p>{content.application.purpose}</p>
      {content.vehicles.map(car => (
        <Car key={car.id} car={car} />
      ))}
      {(['see', 'do'] as const).map(group => {
        const permissions = content.permissions.filter(permission => permission.group === group);
        return (
          permissions.length > 0 && (
            <Section key={group} level={3} title={group === 'see' ? content.seeTitle : content.doTitle}>
              <ul class="notice-permissions">
                {permissions.map(permission => (
                  <li key={permission.name}>
                    <PermissionLabel permission={permission} words={words} />
                    <span class="muted">{permission.example}</span>
                    <strong>{granted.includes(permission.name) ? content.allow : content.deny}</strong>
                  </li>
                ))}
              </ul>
            </Section>
          )
        );
      })}
      <ConsentNotes content={content} words={words} policy={sections} />
      <p class="muted">
        SHA-256 <Mono>{content.ownerPolicy.sha256 ?? ''}</Mono>
      </p>
    </div>
  );
}
