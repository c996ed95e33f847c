// The form that sets up an authenticator app, and the codes that are shown once after it.
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { Callout, Copyable } from '../../web/ui/text.tsx';
import type { TotpOffer } from '../second-factor/set-up-totp.ts';
import { QrCode } from './qr-code.tsx';

export const WRONG_CODE =
  'That code is not right. Check that your device has the right time, and type the newest code.';

/** A QR code, the same secret to type, and the field for the first code. */
export function TotpSetup({
  offer,
  action,
  errors,
}: {
  offer: TotpOffer;
  action: string;
  errors: Readonly<Record<string, string>>;
}) {
  return (
    <Form action={action} errors={errors}>
      <FormErrors />
      <p>Scan this with your authenticator app, then type the code that it shows.</p>
      <QrCode text={offer.uri} label="QR code for the authenticator app" />
      <p class="muted">
        Cannot scan? Type this key: <Copyable text={offer.secret.replace(/(.{4})(?=.)/g, '$1 ')} what="key" />
      </p>
      <Field
        name="code"
        label="Code"
        hint="Six digits; they change every half minute."
        autocomplete="one-time-code"
        inputMode="numeric"
        maxLength={10}
        width="short"
        mono
        required
      />
      <ButtonRow>
        <Button kind="primary">Set up app</Button>
      </ButtonRow>
    </Form>
  );
}

/** Ten codes, once. */
export function RecoveryCodes({ codes, continueHref }: { codes: readonly string[]; continueHref: string }) {
  return (
    <>
      <Callout tone="attention" title="Keep these recovery codes now: they are not shown again">
        <p>Each signs you in once when your app is out of reach. Print them, or keep them in a password manager.</p>
      </Callout>
      <div class="code-list">
        <Copyable text={codes.join('\n')} what="all recovery codes" large />
      </div>
      <ButtonLink kind="primary" href={continueHref}>
        I have kept them, continue
      </ButtonLink>
    </>
  );
}
