// The form by which an owner signs in to a maker, or goes to its own page to do so.
import type { Provider } from '../../vehicles/index.ts';
import { Button } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import type { LoginFault } from '../visit/sign-in-at-maker.ts';
import type { Words } from '../words/english.ts';
import { formTarget } from './step-page.tsx';

/** What a name and a password may have at most. */
export const MOST_TYPED = 200;

export type FormFault = LoginFault | 'empty';

type MakerFormProps = {
  /** Where the form goes. */
  action: string;
  signIn: Provider['signIn'];
  /** As people write it. */
  brand: string;
  words: Words;
  /** In the reader's words. */
  fault: string | undefined;
  username: string;
};

/** Whether name and password are asked here, or the browser goes on to the maker's own page. */
export function MakerForm({ action, signIn, brand, words: { login }, fault, username }: MakerFormProps) {
  const isForm = signIn.kind === 'form';
  return (
    <>
      {/* What to type for cars that are not real, a note above says. */}
      {!isForm && <p>{login.away(brand, makerAddress(signIn)?.host ?? brand)}</p>}
      {fault !== undefined && (
        <div class="form-errors" role="alert" id="login-fault" tabIndex={-1}>
          <p>
            <Icon name="circle-alert" size={20} /> {fault}
          </p>
        </div>
      )}
      <Form action={action} once>
        {isForm && (
          <>
            <Credential name="username" label={login.username} type="email" value={username} isWrong={!!fault} />
            <Credential name="password" label={login.password} type="password" value="" isWrong={!!fault} />
          </>
        )}
        <Button id="sign-in-button" kind="primary" size="large" wide>
          {isForm ? login.signIn : login.go(brand)}
        </Button>
      </Form>
    </>
  );
}

/** What went wrong, in the reader's words. */
export const faultText = ({ login }: Words, fault: FormFault, brand: string): string =>
  fault === 'empty' || fault === 'wrong' ? login[fault] : login[fault](brand);

/** What the maker's own page could not say here, because the browser was on its way. @param query of the request */
export const faultIn = (query: unknown): LoginFault | undefined => {
  const { fault } = (query ?? {}) as { fault?: string };
  return (['wrong', 'locked', 'permission', 'later', 'returned'] as const).find(one => one === fault);
};

/** Name and password as they were typed, or undefined when one is missing. */
export function readTyped({ username = '', password = '' }: { username?: string; password?: string }) {
  const isGood =
    username.trim() !== '' && password !== '' && username.length <= MOST_TYPED && password.length <= MOST_TYPED;
  return isGood ? { username, password } : undefined;
}

/** Where a maker's sign-in page is; undefined where we have the form. Asked with values that lead nowhere. */
export function makerAddress(
  signIn: Provider['signIn'],
): { readonly host: string; readonly origin: string } | undefined {
  if (signIn.kind === 'form') return undefined;
  const { host, href } = new URL(signIn.authorizeUrl({ state: '', redirectUri: '', codeChallenge: '' }));
  return { host, origin: formTarget(href) };
}

function Credential(props: {
  name: 'username' | 'password';
  label: string;
  type: 'email' | 'password';
  value: string;
  isWrong: boolean;
}) {
  const { name, label, type, value, isWrong } = props;
  // A simulated account may be named by anything, so the browser only helps to type an address.
  const kind = type === 'email' ? ({ type: 'text', inputMode: 'email' } as const) : ({ type: 'password' } as const);
  return (
    <div class="field">
      <label class="field-label" for={name}>
        {label}
      </label>
      <input
        class="input"
        id={name}
        name={name}
        {...kind}
        value={value}
        maxLength={MOST_TYPED}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={isWrong ? 'true' : undefined}
        aria-describedby={isWrong ? 'login-fault' : undefined}
      />
    </div>
  );
}
