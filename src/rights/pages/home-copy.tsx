// The part of the page where a person gets a copy of their data: asked for, being made, ready.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { SignInAgain, sizeInWords } from '../../web/ui/sign-in-again.tsx';
import { Progress } from '../../web/ui/stat.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { CopyFaults } from '../export/ask-copy.ts';
import type { Copy } from '../export/copy-store.ts';
import type { RightsRequest } from '../request.ts';

type Props = {
  /** The newest request for a copy. */
  request: RightsRequest | undefined;
  copy: Copy | undefined;
  isFresh: boolean;
  faults: CopyFaults;
  recipient: string | undefined;
};

export function CopySection({ request, copy, isFresh, faults, recipient }: Props) {
  return (
    <Section
      title="A copy of your data"
      id="copy"
      intro={<p>Everything we hold of you, and who got something of it, as one ZIP for you or another service.</p>}
    >
      {request && copy && (request.state === 'open' || request.state === 'working') ? (
        <Making request={request} copy={copy} />
      ) : request && copy && request.state === 'ready' ? (
        <Ready request={request} copy={copy} isFresh={isFresh} />
      ) : (
        <>
          {request?.state === 'failed' && (
            <Callout tone="bad" title="The last copy could not be made">
              <p>Nothing of it was kept. Try again; if it fails again, tell us.</p>
            </Callout>
          )}
          {isFresh ? <AskForm faults={faults} recipient={recipient} /> : <SignInAgain to={href(routes.rights.home)} />}
        </>
      )}
    </Section>
  );
}

function AskForm({ faults, recipient }: { faults: CopyFaults; recipient: string | undefined }) {
  return (
    <Form
      action={href(routes.rights.exportAsk)}
      errors={{ ...faults }}
      values={recipient === undefined ? {} : { recipient }}
      label="A copy of your data"
    >
      <FormErrors />
      <Disclosure summary="Seal it for your own key" open={recipient !== undefined}>
        <Field
          name="recipient"
          label="Your age recipient"
          hint="Only your key opens the file then. Made by age-keygen; begins with age1. Leave it empty if you have none."
          autocomplete="off"
          maxLength={200}
        />
      </Disclosure>
      <ButtonRow>
        <Button kind="primary" icon="archive">
          Make a copy
        </Button>
      </ButtonRow>
    </Form>
  );
}

function Making({ request, copy }: { request: RightsRequest; copy: Copy }) {
  const { done, total } = copy;
  return (
    <>
      <Progress
        label={
          total === 0 ? 'It begins in a moment' : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} rows`
        }
        value={total === 0 ? undefined : Math.min(done, total)}
        max={total === 0 ? 1 : total}
      />
      <p>
        Asked for <Time at={request.createdAt} />. You can leave this page: a mail tells you when it is ready.
      </p>
      <ButtonRow>
        <ButtonLink href={href(routes.rights.home)}>Look again</ButtonLink>
      </ButtonRow>
    </>
  );
}

function Ready({ request, copy, isFresh }: { request: RightsRequest; copy: Copy; isFresh: boolean }) {
  const lists = (copy.parts ?? []).flatMap(({ module, lists }) => lists.map(list => ({ module, ...list })));
  const rows = lists.reduce((sum, { lines }) => sum + lines, 0);
  const wrong = lists.filter(({ reconciles }) => !reconciles).length;
  return (
    <>
      <DefinitionList
        items={[
          { term: 'Made', detail: copy.readyAt ? <Time at={copy.readyAt} /> : '' },
          {
            term: 'Holds',
            detail: `${rows.toLocaleString('en')} rows, ${sizeInWords(copy.size ?? 0)}${copy.isSealed ? ', sealed for your key' : ''}`,
          },
          { term: 'Kept until', detail: copy.endsAt ? <Time at={copy.endsAt} /> : '' },
          ...(copy.takenAt ? [{ term: 'Downloaded', detail: <Time at={copy.takenAt} /> }] : []),
        ]}
      />
      {isFresh ? (
        <ButtonRow>
          <ButtonLink kind="primary" icon="download" href={href(routes.rights.exportFile, { request: request.id })}>
            Download your copy
          </ButtonLink>
        </ButtonRow>
      ) : (
        <SignInAgain to={href(routes.rights.home)} />
      )}
      <Disclosure summary={wrong === 0 ? 'What is in it, counted twice' : 'What is in it: counts differ'}>
        <Table
          caption="Lists in your copy"
          captionHidden
          dense
          rows={lists.filter(({ lines }) => lines > 0)}
          rowKey={({ file }) => file}
          empty={<p class="muted">No lists: there is nothing of yours but the account.</p>}
          columns={[
            { key: 'file', label: 'File', main: true, cell: ({ file }) => file },
            { key: 'lines', label: 'Lines', numeric: true, cell: ({ lines }) => lines.toLocaleString('en') },
            {
              key: 'rows',
              label: 'Rows in the database',
              numeric: true,
              cell: ({ rowsInDatabase }) => rowsInDatabase?.toLocaleString('en') ?? 'not one table',
            },
            {
              key: 'same',
              label: 'Same',
              narrow: true,
              cell: ({ reconciles }) => (reconciles ? <Badge tone="good">Yes</Badge> : <Badge tone="bad">No</Badge>),
            },
          ]}
        />
      </Disclosure>
      <Disclosure summary="Destroy it, or make a new one">
        <p>The file is gone from this server for good. Then you can have a new one made.</p>
        <form method="post" action={href(routes.rights.exportDestroy, { request: request.id })}>
          <ButtonRow>
            <Button kind="danger">Destroy this copy</Button>
          </ButtonRow>
        </form>
      </Disclosure>
    </>
  );
}
