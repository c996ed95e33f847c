// The credentials of an application in rows: how old each is, when it was used last, and what can be done with it.
import { href, routes } from '../../catalog/routes.ts';
import { Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type Credential, isTokenInUse } from '../credentials/credential.ts';
import type { MemberApplication } from '../member-application.ts';
import { credentialWords, nameOfCredential } from './credential-words.ts';

export function CredentialTable(props: { application: MemberApplication; credentials: readonly Credential[] }) {
  const { application, credentials } = props;
  return (
    <Table
      caption="Secrets"
      captionHidden
      rows={credentials}
      rowKey={({ id }) => id}
      columns={[
        { key: 'name', label: 'Name', main: true, cell: nameOfCredential },
        { key: 'kind', label: 'Kind', cell: ({ kind }) => credentialWords[kind].label },
        { key: 'created', label: 'Created', cell: ({ createdAt }) => <Time at={createdAt} show="relative" /> },
        {
          key: 'used',
          label: 'Last used',
          cell: ({ lastUsedAt }) =>
            lastUsedAt ? <Time at={lastUsedAt} show="relative" /> : <span class="muted">never</span>,
        },
        { key: 'state', label: 'State', cell: credential => <State {...credential} /> },
        {
          key: 'act',
          label: 'Change',
          labelHidden: true,
          narrow: true,
          cell: credential => application.mayChange && <Act application={application.id} credential={credential} />,
        },
      ]}
    />
  );
}

function State({ expiresAt }: Credential) {
  if (!expiresAt) return <Badge tone="good">Works</Badge>;
  return (
    <>
      <Badge tone="attention">Being replaced</Badge> works until <Time at={expiresAt} show="absolute" />
    </>
  );
}

function Act({ application: id, credential }: { application: string; credential: Credential }) {
  const hidden = <span class="visually-hidden"> {nameOfCredential(credential)}</span>;
  return isTokenInUse(credential) ? (
    <a href={href(routes.developers.replaceToken, { id })}>Replace{hidden}</a>
  ) : (
    <a href={href(routes.developers.revokeSecret, { id, secret: credential.id })}>Revoke{hidden}</a>
  );
}
