// A request on the page of staff: the facts, the form that decides, and what came of it.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { StateBadge } from '../pages/parts.tsx';
import { type Grant, isOpen } from '../requests/grant-store.ts';
import type { Item, Request } from '../requests/request-store.ts';
import { approvalWords } from '../shelf/list-offered.ts';
import type { SealedAcceptance } from '../terms/signature.ts';
import { domainClassWords } from '../visitors/domain-class.ts';
import type { Visitor } from '../visitors/visitor-store.ts';

type Props = {
  request: Request;
  visitor: Visitor | undefined;
  acceptance: SealedAcceptance | undefined;
  grants: readonly Grant[];
  /** How people and rules are called, by id. */
  names: ReadonlyMap<string, string>;
  me: string;
  now: Date;
  errors: FieldErrors;
  typed: { readonly items: readonly string[]; readonly days: string; readonly reason: string } | undefined;
};

export function RequestView({ request, visitor, acceptance, grants, names, me, now, errors, typed }: Props) {
  const waiting = request.items.filter(({ state }) => state === 'waiting');
  const named = (id: string | null): string => (id === null ? '' : (names.get(id) ?? 'somebody who is gone'));
  return (
    <>
      <DefinitionList
        items={[
          { term: 'Address', detail: visitor ? `${visitor.address} (proved)` : 'forgotten at their own wish' },
          {
            term: 'Domain',
            detail: (
              <>
                {request.domain}{' '}
                <Badge tone={request.domainClass === 'disposable' ? 'attention' : 'neutral'}>
                  {domainClassWords[request.domainClass]}
                </Badge>
              </>
            ),
          },
          {
            term: 'Accepted as',
            detail: acceptance ? `${acceptance.name}, ${acceptance.organization}` : 'no longer kept',
          },
          {
            term: 'Terms',
            detail: acceptance && (
              <>
                <a href={href(routes.documents.termsVersion, { number: String(acceptance.terms) })}>
                  Version {acceptance.terms}
                </a>
                , <Time at={new Date(acceptance.acceptedAt)} />, seal{' '}
                <a href={href(routes.documents.acceptance, { id: acceptance.id })}>
                  <Mono>{acceptance.seal.slice(0, 16)}</Mono>…
                </a>
              </>
            ),
          },
          { term: 'Asks for', detail: request.organization ?? '' },
          { term: 'What for', detail: request.purpose ?? '' },
          { term: 'Asked', detail: <Time at={request.createdAt} /> },
        ]}
      />
      {waiting.length > 0 && (
        <DecideForm request={request} waiting={waiting} named={named} me={me} errors={errors} typed={typed} />
      )}
      <Section title="Documents">
        <Table
          caption="Documents"
          captionHidden
          rows={request.items}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'title',
              label: 'Document',
              main: true,
              cell: ({ title, versionNumber }) => `${title}, version ${versionNumber}`,
            },
            { key: 'state', label: 'State', narrow: true, cell: ({ state }) => <StateBadge state={state} /> },
            {
              key: 'by',
              label: 'Decided',
              cell: ({ decidedAt, decidedBy, reason }) =>
                decidedAt && (
                  <>
                    {named(decidedBy)} <Time at={decidedAt} />
                    {reason !== undefined && <p class="field-hint">{reason}</p>}
                  </>
                ),
            },
            {
              key: 'grant',
              label: 'Access',
              cell: ({ id }) => {
                const grant = grants.find(({ item }) => item === id);
                return grant && <GrantCell grant={grant} now={now} named={named} />;
              },
            },
          ]}
        />
      </Section>
    </>
  );
}

function GrantCell({ grant, now, named }: { grant: Grant; now: Date; named: (id: string | null) => string }) {
  const { id, endsAt, revokedAt, revokedBy, reason, supersededAt, alsoBy } = grant;
  if (revokedAt)
    return (
      <>
        Ended by {named(revokedBy)} <Time at={revokedAt} />
        {reason !== undefined && <p class="field-hint">{reason}</p>}
      </>
    );
  if (supersededAt) return <>Ended with a newer version</>;
  return (
    <>
      {isOpen(grant, now) ? 'Until ' : 'Ended '}
      <Time at={endsAt} />
      {alsoBy !== null && <p class="field-hint">Agreed first: {named(alsoBy)}</p>}
      {isOpen(grant, now) && (
        <>
          {' '}
          <a href={href(routes.documents.revoke, { id })}>Take it back…</a>
        </>
      )}
    </>
  );
}

type DecideProps = Pick<Props, 'request' | 'me' | 'errors' | 'typed'> & {
  waiting: readonly Item[];
  named: (id: string | null) => string;
};

function DecideForm({ request, waiting, named, me, errors, typed }: DecideProps) {
  const longest = Math.min(...waiting.map(({ grantDays }) => grantDays));
  const hintOf = ({ approvals, firstApproval, isCurrent }: Item): string => {
    if (!isCurrent) return 'A newer version came since. It can only be denied.';
    if (firstApproval === me) return 'You have agreed. Somebody else must agree as well.';
    if (firstApproval !== null) return `${named(firstApproval)} has agreed. With you it is opened.`;
    return `${approvalWords[approvals]}.`;
  };
  return (
    <Section title="Decide">
      <Form
        action={href(routes.documents.request, { id: request.id })}
        values={
          typed ? { ...typed, items: [...typed.items] } : { items: waiting.map(({ id }) => id), days: String(longest) }
        }
        errors={errors}
      >
        <FormErrors kept="What you typed was kept." />
        <CheckboxGroup
          name="items"
          label="Documents"
          options={waiting.map(item => ({
            value: item.id,
            label: `${item.title}, version ${item.versionNumber}`,
            hint: hintOf(item),
          }))}
        />
        <Field
          name="days"
          label="For how many days"
          hint="A document’s own limit holds when it is shorter."
          type="number"
          width="short"
          min={1}
          max={90}
        />
        <TextArea
          name="reason"
          label="Reason, when you deny"
          hint="The visitor reads this."
          rows={3}
          maxLength={2_000}
        />
        <ButtonRow>
          <Button kind="primary" name="decision" value="approve">
            Approve
          </Button>
          <Button name="decision" value="deny">
            Deny
          </Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}
