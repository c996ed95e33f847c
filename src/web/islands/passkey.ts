// Registers a passkey or signs in with one, and says in plain words what went wrong.
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

/** Shows the button of a `PasskeyButton` where the browser knows passkeys, and runs the ceremony when it is pressed. */
export function wake(element: HTMLElement): void {
  // Only `PasskeyButton` names this island.
  const form = element as HTMLFormElement;
  const button = form.querySelector('button');
  const note = form.querySelector('.passkey-note');
  if (!button || !note) return;
  if (!('PublicKeyCredential' in window)) {
    note.textContent = 'This browser does not know passkeys. Use another way to sign in.';
    return;
  }
  button.hidden = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    note.textContent = '';
    try {
      location.assign(await runCeremony(form));
    } catch (error) {
      note.textContent = explain(error, form.dataset['mode'] === 'register');
      button.disabled = false;
      button.focus();
    }
  });
}

/** Asks for options, lets the device answer, has the answer checked; gives the same-origin address to go on to. */
async function runCeremony(form: HTMLFormElement): Promise<string> {
  const { mode, optionsHref = '', verifyHref = '' } = form.dataset;
  const optionsJSON = await post(optionsHref, Object.fromEntries(new FormData(form)));
  const answer =
    mode === 'register'
      ? await startRegistration({ optionsJSON: optionsJSON as RegistrationOptions })
      : await startAuthentication({ optionsJSON: optionsJSON as AuthenticationOptions });
  const { next } = (await post(verifyHref, answer)) as { next?: unknown };
  const address = new URL(typeof next === 'string' ? next : '', location.href);
  if (address.origin !== location.origin) throw new ServerRefusal('The server named an address outside of this site.');
  return address.href;
}

// The server's options go to the browser unread; WebAuthn itself refuses what is malformed.
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

class ServerRefusal extends Error {}

async function post(href: string, body: unknown): Promise<unknown> {
  const response = await fetch(href, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  const reply: unknown = await response.json();
  if (response.ok) return reply;
  const { detail, title } = reply as { detail?: unknown; title?: unknown };
  throw new ServerRefusal(String(detail ?? title ?? 'The server refused without a reason.'));
}

function explain(error: unknown, isRegistering: boolean): string {
  if (error instanceof ServerRefusal) return error.message;
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') {
    return isRegistering
      ? 'No passkey was made: the request was cancelled or took too long. Nothing has changed; you can try again.'
      : 'Not signed in: the request was cancelled or took too long. You can try again, or use an e-mail link.';
  }
  if (name === 'InvalidStateError') return 'This device already holds a passkey for your account. Sign in with it.';
  if (name === 'SecurityError') return 'Passkeys need this site under its own address and HTTPS. Tell the operator.';
  if (name === 'NotSupportedError' || name === 'ConstraintError') {
    return 'This device cannot make the kind of passkey that is needed. Try another device or a security key.';
  }
  return 'The server could not be reached or did not answer as expected. Try again in a minute.';
}
