// What stands in the place of a step that needs a sign-in of just now, and sizes of files.
import { href, routes } from '../../catalog/routes.ts';
import { ButtonLink } from './button.tsx';
import { Callout } from './text.tsx';

/** Bytes as a person reads them. */
export const sizeInWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Stands in the place of what needs a sign-in of just now. @param to the page to come back to */
export function SignInAgain({ to }: { to: string }) {
  return (
    <Callout tone="info" title="Sign in again first">
      <p>This needs a sign-in of the last quarter of an hour.</p>
      <ButtonLink size="small" href={href(routes.accounts.signIn, undefined, { next: to })}>
        Sign in again
      </ButtonLink>
    </Callout>
  );
}
