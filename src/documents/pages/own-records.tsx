// What is kept of a visitor, on their own page: downloads, acceptances, and how to be forgotten.
import { href, routes } from '../../catalog/routes.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Delivery, Outcome } from '../deliveries/delivery-store.ts';
import { markText } from '../marks/mark-code.ts';
import type { Signature } from '../terms/signature-store.ts';
import type { KeptTimeStamp } from '../terms/time-stamp-store.ts';
import { sizeText } from './parts.tsx';

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  sending: 'on its way',
  sent: 'all of it',
  'broken-off': 'broken off',
  stopped: 'stopped, since access had ended',
};

export const endWords: Readonly<Record<string, string>> = {
  'new-terms': 'until the terms changed',
  'new-signature': 'until the next one',
  revocation: 'until a document was taken back',
  forgotten: 'until you had yourself forgotten',
};

type Props = {
  deliveries: readonly Delivery[];
  signatures: readonly Signature[];
  /** By the acceptance that they are of. */
  stamps: ReadonlyMap<string, KeptTimeStamp>;
  /** What a grant opened, by its id. */
  titles: ReadonlyMap<string, string>;
};

/** The last sections of the page. */
export const OwnRecords = ({ deliveries, signatures, stamps, titles }: Props) => (
  <>
    <Section title="Your downloads">
      <Table
        caption="Your downloads"
        captionHidden
        rows={deliveries}
        rowKey={({ id }) => id}
        empty={<EmptyState title="Nothing was downloaded" icon="download" />}
        columns={[
          { key: 'title', label: 'Document', main: true, cell: ({ grant }) => titles.get(grant) ?? 'A document' },
          { key: 'at', label: 'When', cell: ({ at }) => <Time at={at} /> },
          {
            key: 'how',
            label: 'What left',
            cell: ({ outcome, sent }) => `${outcomeWords[outcome]}, ${sizeText(sent)}`,
          },
          { key: 'mark', label: 'Number of the copy', cell: ({ mark }) => <Mono>{markText(mark)}</Mono> },
        ]}
      />
    </Section>
    <Section title="What you accepted">
      <Table
        caption="What you accepted"
        captionHidden
        rows={signatures}
        rowKey={({ id }) => id}
        empty={<EmptyState title="Nothing was accepted" icon="file-text" />}
        columns={[
          {
            key: 'terms',
            label: 'Terms',
            main: true,
            cell: ({ terms }) => (
              <a href={href(routes.documents.termsVersion, { number: String(terms) })}>Version {terms}</a>
            ),
          },
          { key: 'at', label: 'Accepted', cell: ({ at }) => <Time at={at} /> },
          {
            key: 'stands',
            label: 'Stands',
            cell: ({ supersededBy }) => (supersededBy === null ? 'yes' : (endWords[supersededBy] ?? 'no')),
          },
          {
            key: 'record',
            label: 'Record',
            cell: ({ id, seal }) => (
              <>
                <a href={href(routes.documents.signature, { id })}>Download</a>, seal <Mono>{seal.slice(0, 16)}</Mono>…
              </>
            ),
          },
          // Only where an authority stamps, or once did.
          ...(stamps.size === 0
            ? []
            : [
                {
                  key: 'stamp',
                  label: 'Time stamp',
                  cell: ({ id }: Signature) => {
                    const stamp = stamps.get(id);
                    return (
                      stamp && (
                        <>
                          <a href={href(routes.documents.timeStamp, { id })}>Download</a>, <Time at={stamp.at} />
                        </>
                      )
                    );
                  },
                },
              ]),
        ]}
      />
    </Section>
    <Section title="Be forgotten">
      <p>
        We keep your address and requests so that you can come back. You can have them deleted. The record of what you
        accepted stays sealed for six years, and with it whose copy each number is.
      </p>
      <ButtonRow>
        <ButtonLink href={href(routes.documents.forget)}>Delete what is kept of me…</ButtonLink>
      </ButtonRow>
    </Section>
  </>
);
