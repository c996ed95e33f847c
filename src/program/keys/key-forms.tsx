// Parts of the admin's key page: the key as it stands, the two forms, the keys of before.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Section } from '../../web/ui/card.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors, FormValues } from '../../web/ui/form-state.ts';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { daysLeft, dueAlarm, groupedFingerprint, type ProgramKey } from './program-key.ts';

type KeyProps = { programKey: ProgramKey; now: Date };

/** Says that the key is about to end; nothing while that is far away. */
export function KeyEndCallout({ programKey, now }: KeyProps) {
  const alarm = dueAlarm(programKey, now);
  if (alarm === null || programKey.expiresAt === null) return null;
  const title = alarm === 0 ? 'The OpenPGP key has expired' : `The OpenPGP key expires in less than ${alarm} days`;
  return (
    <Callout tone={alarm > 3 ? 'attention' : 'bad'} title={title}>
      <p>
        {alarm === 0 ? 'It ended ' : 'It ends '}
        <Time at={programKey.expiresAt} />. <a href={href(routes.program.editKey)}>Replace it</a>: reports encrypted to
        it stay readable.
      </p>
    </Callout>
  );
}

/** The key in force. */
export function KeyCard({ programKey, now, publicUrl }: KeyProps & { publicUrl: string }) {
  const { id, fingerprint, address, custody, createdAt, expiresAt, hasRevocation } = programKey;
  const domain = address.split('@')[1] ?? '';
  const isOwnHost = new URL(publicUrl).hostname === domain;
  const days = daysLeft(programKey, now);
  return (
    <Card
      title="The key in force"
      aside={<Badge tone={days !== null && days < 30 ? 'attention' : 'good'}>Published</Badge>}
      actions={
        <>
          <ButtonLink href={href(routes.program.key)}>See its page</ButtonLink>
          {custody === 'server' && (
            <ButtonLink href={href(routes.program.revokeKey, { id })}>Revoke the key</ButtonLink>
          )}
        </>
      }
    >
      <DefinitionList
        items={[
          { term: 'For', detail: <Mono>{address}</Mono> },
          { term: 'Fingerprint', detail: <Mono>{groupedFingerprint(fingerprint)}</Mono> },
          {
            term: 'Private half',
            detail:
              custody === 'server'
                ? 'Sealed on this server. It signs security.txt and opens reports for the team.'
                : 'With the team. This server can open nothing and signs nothing.',
          },
          { term: 'Made', detail: <Time at={createdAt} /> },
          { term: 'Expires', detail: expiresAt ? <Time at={expiresAt} /> : 'never' },
          {
            term: 'Mail programs',
            detail: isOwnHost
              ? 'They find the key on this host by themselves (Web Key Directory).'
              : `They look at openpgpkey.${domain}. Point that name to this server, and they find the key by themselves.`,
          },
        ]}
      />
      {hasRevocation && (
        <Callout tone="attention" title="Take the revocation certificate">
          <p>
            With it you can declare the key invalid even when this server is gone. You can download it once; keep it
            where neither this server nor its backups are.
          </p>
          <Form action={href(routes.program.takeRevocation, { id })} scope="revocation">
            <ButtonRow>
              <Button icon="download">Download it</Button>
            </ButtonRow>
          </Form>
        </Callout>
      )}
    </Card>
  );
}

type FormProps = { hasKey: boolean; values?: FormValues; errors?: FieldErrors };

/** Makes a key on this server. */
export function MakeForm({ contact, hasKey, values = {}, errors = {} }: FormProps & { contact: string | undefined }) {
  return (
    <Section
      title={hasKey ? 'Replace it with a key of this server' : 'Let this server keep the key'}
      intro={
        <p>
          The easy way: the team reads encrypted reports like any others, and security.txt is signed. Whoever takes over
          this server while it runs can read them too.
        </p>
      }
    >
      <Form action={href(routes.program.makeKey)} scope="make" values={values} errors={errors}>
        <FormErrors />
        {contact === undefined ? (
          <Field name="address" label="Address of the team" type="email" width="medium" required />
        ) : (
          <p>
            For <Mono>{contact}</Mono>, good for one year.
          </p>
        )}
        <Checkbox
          name="custody"
          label="This server may open what is encrypted to the key"
          hint={
            hasKey
              ? 'The present key becomes a former one: nobody encrypts to it any more, and what was encrypted to it stays readable as before.'
              : undefined
          }
          required
        />
        <ButtonRow>
          <Button kind={hasKey ? 'quiet' : 'primary'} icon="key-round">
            {hasKey ? 'Make a new key' : 'Make a key'}
          </Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}

/** Publishes the public half of a key of the team. */
export function ImportForm({ hasKey, values = {}, errors = {} }: FormProps) {
  return (
    <Section
      title={hasKey ? 'Replace it with a key of the team' : 'Use a key of the team'}
      intro={
        <p>
          The strict way: the private half never comes here. Staff download encrypted reports, open them with their own
          tools, and may paste the text back.
        </p>
      }
    >
      <Form action={href(routes.program.importKey)} scope="import" values={values} errors={errors}>
        <FormErrors kept="What you pasted was kept." />
        <TextArea
          name="key"
          label="Public key"
          hint="Armored, as written by: gpg --armor --export ADDRESS"
          rows={8}
          required
        />
        {hasKey && <Checkbox name="replace" label="Replace the present key" required />}
        <ButtonRow>
          <Button icon="upload">Publish this key</Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}

/** Keys of before. */
export const OldKeys = ({ keys }: { keys: readonly ProgramKey[] }) => (
  <Section title="Former keys" intro={<p>Kept so that what was encrypted to them can still be opened.</p>}>
    <Table
      caption="Former keys"
      captionHidden
      rows={keys}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'fingerprint',
          label: 'Fingerprint',
          main: true,
          cell: ({ fingerprint }) => <Mono>{groupedFingerprint(fingerprint)}</Mono>,
        },
        {
          key: 'state',
          label: 'State',
          cell: ({ state }) =>
            state === 'revoked' ? <Badge tone="bad">Revoked</Badge> : <Badge tone="neutral">Replaced</Badge>,
        },
        {
          key: 'custody',
          label: 'Private half',
          cell: ({ custody }) => (custody === 'server' ? 'this server' : 'the team'),
        },
        { key: 'ended', label: 'Until', cell: ({ endedAt }) => endedAt && <Time at={endedAt} /> },
        {
          key: 'act',
          label: 'Actions',
          labelHidden: true,
          cell: ({ id, state, custody }) =>
            state === 'former' && custody === 'server' ? (
              <a href={href(routes.program.revokeKey, { id })}>Revoke</a>
            ) : null,
        },
      ]}
    />
  </Section>
);
