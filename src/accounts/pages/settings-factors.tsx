// The ways to sign in, as sections of the settings: passkeys, authenticator app, recovery codes.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Form } from '../../web/ui/form.tsx';
import { PasskeyButton } from '../../web/ui/passkey-button.tsx';
import { type Column, EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Passkey } from '../passkeys/passkey-store.ts';
import { RECOVERY_CODES } from '../second-factor/recovery-code.ts';

type Factors = {
  readonly passkeys: readonly Passkey[];
  readonly hasTotp: boolean;
  readonly codesLeft: number;
  /** The sign-in is fresh. */
  readonly canChange: boolean;
  /** The origin under which passkeys work, when they do not work here. */
  readonly passkeysElsewhere: string | undefined;
};

export function FactorSections({ passkeys, hasTotp, codesLeft, canChange, passkeysElsewhere }: Factors) {
  return (
    <>
      <Section
        title="Passkeys"
        id="passkeys"
        intro={
          <p>A passkey signs you in with your finger, face or PIN. It stays on your devices and cannot be phished.</p>
        }
      >
        <Table
          caption="Your passkeys"
          captionHidden
          rows={passkeys}
          rowKey={({ id }) => id}
          columns={canChange ? [...passkeyColumns, removeColumn] : passkeyColumns}
          empty={<EmptyState title="No passkeys yet" icon="key-round" />}
        />
        {canChange && <AddPasskey elsewhere={passkeysElsewhere} />}
      </Section>
      <Section
        title="Authenticator app"
        id="totp"
        aside={hasTotp ? <Badge tone="good">Set up</Badge> : <Badge>Not set up</Badge>}
        intro={<p>A code from an app on your phone, asked for after an e-mail link.</p>}
      >
        {hasTotp && (
          <p>
            {codesLeft} of {RECOVERY_CODES} recovery codes are left.
          </p>
        )}
        {canChange && <TotpActions hasTotp={hasTotp} />}
      </Section>
    </>
  );
}

const passkeyColumns: readonly Column<Passkey>[] = [
  { key: 'name', label: 'Made on', main: true, cell: ({ name }) => name },
  { key: 'created', label: 'Added', cell: ({ createdAt }) => <Time at={createdAt} show="date" /> },
  {
    key: 'used',
    label: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} show="relative" /> : 'never'),
  },
];

const removeColumn: Column<Passkey> = {
  key: 'remove',
  label: 'Remove',
  labelHidden: true,
  narrow: true,
  cell: ({ id }) => (
    <ButtonLink size="small" href={href(routes.accounts.passkeyRemove, { id })}>
      Remove
    </ButtonLink>
  ),
};

function AddPasskey({ elsewhere }: { elsewhere: string | undefined }) {
  if (elsewhere !== undefined) {
    return (
      <p class="muted">
        Passkeys belong to a name, not to an IP address. Open{' '}
        <a href={elsewhere + href(routes.accounts.settings)}>{new URL(elsewhere).host}</a> to add one.
      </p>
    );
  }
  return (
    <PasskeyButton
      mode="register"
      kind="quiet"
      label="Add a passkey"
      optionsHref={href(routes.accounts.passkeyOptions)}
      verifyHref={href(routes.accounts.passkeys)}
      fallback="Adding a passkey needs script in this browser."
    />
  );
}

function TotpActions({ hasTotp }: { hasTotp: boolean }) {
  if (!hasTotp) return <ButtonLink href={href(routes.accounts.totp)}>Set up an app</ButtonLink>;
  return (
    <ButtonRow>
      <Form action={href(routes.accounts.recoveryCodes)} label="Recovery codes">
        <Button>Make new recovery codes</Button>
      </Form>
      <ButtonLink href={href(routes.accounts.totpRemove)}>Remove app</ButtonLink>
    </ButtonRow>
  );
}
