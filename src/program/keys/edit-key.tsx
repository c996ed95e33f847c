// The admin's page of the program's OpenPGP key: how it stands, and the two ways to have one.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, download, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import type { FieldErrors, FormValues } from '../../web/ui/form-state.ts';
import { ProgramEditor } from '../pages/edit-frame.tsx';
import { importProgramKey, makeProgramKey, takeRevocation } from './change-key.ts';
import { ImportForm, KeyCard, KeyEndCallout, MakeForm, OldKeys } from './key-forms.tsx';
import { findCurrentKey, listKeys } from './key-store.ts';

const text = Type.Optional(Type.String());

const doneWords: Readonly<Record<string, string>> = {
  made: 'The key is made and published. Take its revocation certificate now.',
  imported: 'The key is published.',
  revoked: 'The key is revoked, and its page says so.',
};

const importWords: Readonly<Record<string, string>> = {
  unreadable: 'This is not an armored OpenPGP key. Paste all of it, from BEGIN to END.',
  private: 'This is a private key. Nothing of it was kept. Paste the public one: gpg --armor --export ADDRESS.',
  revoked: 'This key is revoked. Choose another.',
  expired: 'This key has expired. Extend it, export it again, and paste it.',
  cannot_encrypt: 'Nobody can encrypt to this key: it has no valid encryption subkey.',
  gnupg_cannot: 'GnuPG 2.2 cannot use this key. Make one of type RSA, or ECC with Curve 25519 by GnuPG itself.',
  known: 'This key was published here already. Former keys do not come back; make a new one.',
};

/** The address in the contact that security.txt names, when it is one for mail. */
const contactAddress = (contact: string): string | undefined => /^mailto:([^?]+)/u.exec(contact)?.[1];

export const editKeyRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.editKey,
    access: staff('program.edit'),
    limit: 'page',
    summary: "The program's OpenPGP key and what can be done with it.",
    query: Type.Object({ done: text }),
    handle: context => keyPage(context, { done: context.query.done }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.makeKey,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Makes a key that this server keeps.',
    body: Type.Object({ address: text, custody: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const contact = contactAddress(kernel.config.operator.securityContact);
      const address = contact ?? body.address?.trim() ?? '';
      const errors: Record<string, string> = {};
      if (contact === undefined && !/^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+\.[^\s@<>,;:"()]+$/u.test(address))
        errors['address'] = 'Enter the address of the team, like security@example.com.';
      if (body.custody !== 'on') errors['custody'] = 'Say that this server may open what is encrypted to the key.';
      if (Object.keys(errors).length > 0) return keyPage(context, { make: { values: body, errors }, status: 422 });
      await makeProgramKey(kernel, actor, address);
      return seeOther(href(routes.program.editKey, undefined, { done: 'made' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.importKey,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Publishes a key whose private half stays with the team.',
    body: Type.Object({ key: text, replace: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const wrong = (errors: FieldErrors, values: FormValues = body) =>
        keyPage(context, { imported: { values, errors }, status: 422 });
      if (body.replace !== 'on' && (await findCurrentKey(kernel)))
        return wrong({ replace: 'Say that the present key is to be replaced.' });
      const done = await importProgramKey(kernel, actor, {
        armored: body.key ?? '',
        address: contactAddress(kernel.config.operator.securityContact),
      });
      // A private key must not travel back into the page.
      if (!done.ok)
        return wrong({ key: importWords[done.fault] ?? '' }, done.fault === 'private' ? { ...body, key: '' } : body);
      return seeOther(href(routes.program.editKey, undefined, { done: 'imported' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.takeRevocation,
    access: staff('program.edit'),
    limit: 'change',
    summary: "Hands out a key's revocation certificate, once.",
    handle: async ({ kernel, actor, params }) => {
      const { certificate, fingerprint } = await takeRevocation(kernel, actor, params.id);
      return download(Buffer.from(certificate), `${fingerprint}.rev.asc`, 'application/octet-stream');
    },
  }),
];

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Sent = { readonly values: FormValues; readonly errors: FieldErrors };
type Extras = { done?: string | undefined; make?: Sent; imported?: Sent; status?: number };

async function keyPage(context: Context, { done, make, imported, status = 200 }: Extras): Promise<Answer> {
  const { kernel } = context;
  const keys = await listKeys(kernel);
  const current = keys.find(({ state }) => state === 'current');
  const former = keys.filter(({ state }) => state !== 'current');
  const now = kernel.clock.now();
  return html(
    renderPage(
      <ProgramEditor shell={shell(context)} title="OpenPGP key" flash={doneWords[done ?? '']}>
        {current && <KeyEndCallout programKey={current} now={now} />}
        {current && <KeyCard programKey={current} now={now} publicUrl={kernel.config.publicUrl} />}
        <MakeForm
          contact={contactAddress(kernel.config.operator.securityContact)}
          hasKey={current !== undefined}
          {...make}
        />
        <ImportForm hasKey={current !== undefined} {...imported} />
        {former.length > 0 && <OldKeys keys={former} />}
      </ProgramEditor>,
    ),
    { status },
  );
}
