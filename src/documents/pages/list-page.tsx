// What can be asked for, for everybody; and how to ask, for the trust center.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Panel } from '../../core/panel.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listListed } from '../shelf/document-store.ts';
import { approvalWords } from '../shelf/list-offered.ts';
import { type Contact, currentTerms, listContacts } from '../terms/terms-store.ts';
import { Contacts, sitePage, sizeText } from './parts.tsx';

export const listRoute = defineRoute({
  method: 'GET',
  at: routes.documents.list,
  access: publicly(),
  limit: 'page',
  summary: 'Documents that are given to whoever asks for them.',
  handle: async context => {
    const { kernel } = context;
    const terms = await currentTerms(kernel);
    return sitePage(
      context,
      'Documents on request',
      <>
        <h1>Documents on request</h1>
        <div class="lead">
          <p>Reports and certificates that we hand to whoever asks, each copy marked for its reader.</p>
        </div>
        <div class="prose">
          <ol>
            <li>Prove your e-mail address with a code.</li>
            <li>
              {terms ? (
                <>
                  Accept the <a href={href(routes.documents.terms)}>terms</a> (version {terms.number}) in your own name.
                </>
              ) : (
                'Accept the terms in your own name.'
              )}
            </li>
            <li>Tick each document that you need, and say what for.</li>
            <li>Download what is approved, for as long as the approval lasts.</li>
          </ol>
        </div>
        <Section title="What there is">{await content(kernel)}</Section>
      </>,
    );
  },
});

async function content(kernel: Kernel) {
  const [documents, contacts] = await Promise.all([listListed(kernel), listContacts(kernel)]);
  return (
    <>
      <Table
        caption="Documents on request"
        captionHidden
        rows={documents}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="Nothing can be asked for at the moment" icon="file-text">
            <p>Reports stand here once the security team puts them on the shelf.</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'title',
            label: 'Document',
            main: true,
            cell: ({ title, about }) => (
              <>
                {title}
                <p class="field-hint">{about}</p>
              </>
            ),
          },
          {
            key: 'version',
            label: 'Version',
            narrow: true,
            cell: ({ current }) => (
              <>
                {current.number}, <Time at={current.createdAt} show="date" />
              </>
            ),
          },
          {
            key: 'size',
            label: 'Size',
            narrow: true,
            cell: ({ current }) =>
              `${current.pages} ${current.pages === 1 ? 'page' : 'pages'}, ${sizeText(current.size)}`,
          },
          {
            key: 'how',
            label: 'How you get it',
            cell: ({ approvals, grantDays }) => `${approvalWords[approvals]}; for ${grantDays} days`,
          },
        ]}
      />
      <HowToAsk isOffered={documents.length > 0} contacts={contacts} />
    </>
  );
}

function HowToAsk({ isOffered, contacts }: { isOffered: boolean; contacts: readonly Contact[] }) {
  return (
    <>
      <ButtonRow>
        {isOffered && (
          <ButtonLink kind="primary" href={href(routes.documents.ask)}>
            Ask for documents
          </ButtonLink>
        )}
        <ButtonLink href={href(routes.documents.mine)}>My requests and downloads</ButtonLink>
      </ButtonRow>
      <Contacts contacts={contacts} />
    </>
  );
}

/** How to ask, under the documents of the trust center; none while nothing is on the shelf. */
export const trustPanel: Panel = {
  name: 'documents-on-request',
  on: 'trust',
  place: 'main',
  order: 1,
  load: async kernel => {
    const [documents, contacts] = await Promise.all([listListed(kernel), listContacts(kernel)]);
    if (documents.length + contacts.length === 0) return null;
    return (
      <>
        {documents.length > 0 && (
          <p>
            What is on request is given to whoever proves an e-mail address, accepts the{' '}
            <a href={href(routes.documents.terms)}>terms</a>, and says what for. Each copy is marked for its reader.{' '}
            <a href={href(routes.documents.list)}>How it goes</a>
          </p>
        )}
        <HowToAsk isOffered={documents.length > 0} contacts={contacts} />
      </>
    );
  },
};
