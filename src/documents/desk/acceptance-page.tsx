// One acceptance of the terms on the page of staff: what is in the record, whether it checks, its time stamp, and those
// before and after it.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, download } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { endWords } from '../pages/own-records.tsx';
import { checkAcceptance } from '../terms/signature.ts';
import { findSignatures, listSignaturesOf, type Signature } from '../terms/signature-store.ts';
import { recheckTimeStamp } from '../terms/stamp-acceptance.ts';
import { findTimeStamps, type KeptTimeStamp } from '../terms/time-stamp-store.ts';
import { type Context, deskPage } from './frame.tsx';

export const acceptanceRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.acceptance,
    access: staff('documents.decide'),
    limit: 'page',
    summary: 'An acceptance of the terms, checked.',
    handle: async context => acceptancePage(context, await signatureAt(context, context.params.id)),
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.acceptanceFile,
    access: staff('documents.decide'),
    limit: 'page',
    summary: 'The record of an acceptance, with its seal and signature.',
    handle: async context => {
      const { id, record } = await signatureAt(context, context.params.id);
      return unkept(download(Buffer.from(JSON.stringify(record, undefined, 2)), `${id}.json`, 'application/json'));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.acceptanceStamp,
    access: staff('documents.decide'),
    limit: 'page',
    summary: 'The time stamp of an acceptance, as the authority sent it.',
    handle: async context => {
      const { id } = await signatureAt(context, context.params.id);
      const stamp = (await findTimeStamps(context.kernel, [id])).get(id);
      if (!stamp) throw refuse('not_found');
      return unkept(download(stamp.reply, `${id}.tsr`, 'application/timestamp-reply'));
    },
  }),
];

const unkept = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'cache-control': 'no-store' },
});

async function signatureAt({ kernel }: Context, id: string): Promise<Signature> {
  const found = (await findSignatures(kernel, [id])).get(id);
  if (!found) throw refuse('not_found');
  return found;
}

async function acceptancePage(context: Context, signature: Signature): Promise<Answer> {
  const { kernel } = context;
  const { id, record, terms } = signature;
  const [stamps, all] = await Promise.all([findTimeStamps(kernel, [id]), listSignaturesOf(kernel, signature.visitor)]);
  const stamp = stamps.get(id);
  const finding = checkAcceptance(record, kernel.keyring.verifiers());
  return deskPage(
    context,
    { title: 'Acceptance of the terms' },
    <>
      <DefinitionList
        items={[
          { term: 'Name', detail: record.name },
          { term: 'Organization', detail: record.organization },
          {
            term: 'Address',
            detail: (
              <>
                {record.address}, proved <Time at={new Date(record.provedAt)} show="absolute" />
              </>
            ),
          },
          {
            term: 'Terms',
            detail: (
              <>
                <a href={href(routes.documents.termsVersion, { number: String(terms) })}>Version {terms}</a>, SHA-256{' '}
                <Mono>{record.termsSha256}</Mono>
              </>
            ),
          },
          { term: 'Accepted', detail: <Time at={signature.at} show="absolute" /> },
          { term: 'Stands', detail: standing(signature) },
          {
            term: 'Seal',
            detail: (
              <>
                <Mono>{record.seal}</Mono>{' '}
                <Badge tone={finding.ok ? 'good' : 'bad'}>{finding.ok ? 'Fits' : 'Does not fit'}</Badge>
                <p class="field-hint">{finding.sentence}</p>
              </>
            ),
          },
          { term: 'Time stamp', detail: <StampDetail stamp={stamp} seal={record.seal} config={kernel.config} /> },
        ]}
      />
      <ButtonRow>
        <ButtonLink icon="download" href={href(routes.documents.acceptanceFile, { id })}>
          Download the record
        </ButtonLink>
        {stamp && (
          <ButtonLink icon="download" href={href(routes.documents.acceptanceStamp, { id })}>
            Download the time stamp
          </ButtonLink>
        )}
      </ButtonRow>
      <Section title="All acceptances of this visitor">
        <Table
          caption="All acceptances of this visitor"
          captionHidden
          dense
          rows={all}
          rowKey={one => one.id}
          columns={[
            {
              key: 'terms',
              label: 'Terms',
              main: true,
              cell: one =>
                one.id === id ? (
                  `Version ${one.terms} (this one)`
                ) : (
                  <a href={href(routes.documents.acceptance, { id: one.id })}>Version {one.terms}</a>
                ),
            },
            { key: 'at', label: 'Accepted', cell: ({ at }) => <Time at={at} show="absolute" /> },
            { key: 'stands', label: 'Stands', cell: standing },
          ]}
        />
      </Section>
    </>,
  );
}

const standing = ({ supersededBy, supersededAt }: Signature) =>
  supersededBy === null ? (
    'yes'
  ) : (
    <>
      {endWords[supersededBy] ?? 'no'}
      {supersededAt && (
        <>
          , <Time at={supersededAt} show="absolute" />
        </>
      )}
    </>
  );

type StampProps = { stamp: KeptTimeStamp | undefined; seal: string; config: Context['kernel']['config'] };

function StampDetail({ stamp, seal, config }: StampProps) {
  if (!stamp)
    return config.timeStamps ? (
      <Badge tone="attention">Waits for the authority</Badge>
    ) : (
      <>None: no authority is configured.</>
    );
  const finding = recheckTimeStamp({ config }, seal, stamp);
  return (
    <>
      <Time at={stamp.at} show="absolute" />, number <Mono>{stamp.serial}</Mono>{' '}
      {finding && <Badge tone={finding.ok ? 'good' : 'bad'}>{finding.ok ? 'Fits' : 'Does not fit'}</Badge>}
      <p class="field-hint">{finding?.sentence ?? stamp.authority}</p>
    </>
  );
}
