// The button that signs in or registers with a passkey; without script it says what to use instead.
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';

type PasskeyButtonProps = {
  /** `register` makes a passkey, `authenticate` signs in with one. */
  mode: 'register' | 'authenticate';
  label: string;
  /** Answers a JSON POST with WebAuthn options. */
  optionsHref: string;
  /** Takes the browser's answer as JSON and replies `{ "next": "/path" }`, or problem+json whose `detail` is shown. */
  verifyHref: string;
  /** Shown where script does not run: what to use instead. */
  fallback: ComponentChildren;
  kind?: 'primary' | 'quiet' | undefined;
  /** Fields inside go along with the request for options: an e-mail, the passkey's name. */
  children?: ComponentChildren;
};

/** A passkey button with a line beneath it that says what went wrong and what to do. */
export function PasskeyButton({
  mode,
  label,
  optionsHref,
  verifyHref,
  fallback,
  kind = 'primary',
  children,
}: PasskeyButtonProps) {
  return (
    // Without script, `dialog` keeps Enter from sending what was typed anywhere.
    <form
      class="passkey"
      method="dialog"
      data-island="passkey"
      data-mode={mode}
      data-options-href={optionsHref}
      data-verify-href={verifyHref}
    >
      {children}
      <button type="submit" class={`button button-${kind} button-wide`} hidden>
        <Icon name="key-round" />
        <span>{label}</span>
      </button>
      <p class="passkey-note" role="alert" />
      <noscript>
        <p class="field-hint">{fallback}</p>
      </noscript>
    </form>
  );
}
