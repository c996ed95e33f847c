// Somebody asks for a sign-in link. The same happens whether or not the address has an account, so that nobody can
// find out which addresses have one.
import { href, routes } from '../../catalog/routes.ts';
import { MINUTE } from '../../core/clock.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { emailIndex } from '../people/person-store.ts';
import { insertLink } from './link-store.ts';

export const LINK_MINUTES = 15;

/** @param input.email normalized; @param input.browser the asking browser's cookie */
export async function requestLink(
  kernel: Kernel,
  input: { readonly email: string; readonly returnPath: string; readonly browser: string },
): Promise<void> {
  if (!(await mayMail(kernel, input.email))) return;
  await kernel.transaction(async kernel => {
    const { token } = await insertLink(kernel, {
      purpose: 'sign-in',
      milliseconds: LINK_MINUTES * MINUTE,
      ...input,
    });
    const name = kernel.config.operator.name;
    await kernel.compose(kernel, {
      to: input.email,
      subject: `Your sign-in link for ${name}`,
      text: [
        `Open this link to sign in to ${name}. It works once, within ${LINK_MINUTES} minutes:`,
        '',
        linkUrl(kernel, token),
        '',
        'If you did not ask for it, do nothing. Nobody gets in without this mail.',
      ].join('\n'),
    });
  });
}

/** The address of a link with this token. */
export const linkUrl = ({ config }: Kernel, token: string): string =>
  config.publicUrl + href(routes.accounts.signInLink, undefined, { token });

/** Too many mails to one address are not sent, and nobody is told: a refusal would say that somebody asked before. */
async function mayMail(kernel: Kernel, email: string): Promise<boolean> {
  try {
    await kernel.rateLimiter.take('linkMail', emailIndex(kernel, email).toString('hex'));
    return true;
  } catch (error) {
    if (isRefusal(error, 'rate_limited')) return false;
    throw error;
  }
}
