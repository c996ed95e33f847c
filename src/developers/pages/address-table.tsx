// Every address of an application in one table, with what is known of it.
import type { ComponentChildren } from 'preact';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { type Application, kindOfRedirect, type RedirectKind } from '../application.ts';
import { faultOfPolicy, PolicyState } from './policy-state.tsx';

type Row = { readonly address: string; readonly use: string; readonly state: ComponentChildren };

/** @param popup the address of our own page for pop-ups */
export function AddressTable({ application, popup }: { application: Application; popup: string }) {
  return (
    <Table
      caption="Addresses"
      captionHidden
      rows={rowsOf(application, popup)}
      rowKey={({ use, address }) => `${use} ${address}`}
      columns={[
        { key: 'address', label: 'Address', main: true, cell: ({ address }) => <Mono>{address}</Mono> },
        { key: 'use', label: 'Used for', cell: ({ use }) => use },
        { key: 'state', label: 'State', cell: ({ state }) => state },
      ]}
    />
  );
}

function rowsOf({ privacyPolicyUrl, policy, redirectUris, origins }: Application, popup: string): Row[] {
  const named = redirectUris
    .filter(uri => kindOfRedirect(uri, popup) === 'pop-up')
    .map(uri => new URL(uri).searchParams.get('app_origin'));
  return [
    {
      address: privacyPolicyUrl,
      use: 'Privacy policy, read every day',
      state: (
        <>
          <PolicyState policy={policy} />
          {policy && !policy.isReadable && <p class="muted">{faultOfPolicy(policy.fault)}</p>}
        </>
      ),
    },
    ...redirectUris.map(address => ({
      address,
      use: 'Answers of Connect',
      state: redirectStates[kindOfRedirect(address, popup)],
    })),
    ...origins.map(address => ({
      address,
      use: 'Pages that open Connect in a pop-up',
      state: named.includes(address) ? (
        <Badge tone="good">Told the answer</Badge>
      ) : (
        <>
          <Badge tone="attention">Told nothing yet</Badge>
          <p class="muted">
            Add the redirect URI <Mono>{`${popup}?app_origin=${address}`}</Mono>
          </p>
        </>
      ),
    })),
  ];
}

const redirectStates: Readonly<Record<RedirectKind, ComponentChildren>> = {
  web: <Badge tone="good">https</Badge>,
  'this machine': (
    <>
      <Badge tone="info">This machine only</Badge>
      <p class="muted">For development: an owner’s browser would look on the owner’s own machine.</p>
    </>
  ),
  app: (
    <>
      <Badge tone="info">App’s own scheme</Badge>
      <p class="muted">Another app may claim the same scheme: always send a PKCE challenge.</p>
    </>
  ),
  'pop-up': <Badge tone="good">Our pop-up page</Badge>,
};
