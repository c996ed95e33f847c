// Where an admin brings a program from another installation: the file, what it holds and what would go here, the yes, the restart.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { isFresh, staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import { findImport } from '../../core/move/import-store.ts';
import { readMovePlan } from '../../core/move/move-plan.ts';
import { countStarted, listUsed } from '../../core/move/started-tables.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { FileInput } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { SignInAgain } from '../../web/ui/sign-in-again.tsx';
import { Callout, CodeBlock } from '../../web/ui/text.tsx';
import { bringArchive, confirmImport, dropImport, type ImportFaults, isOver, LARGEST_ARCHIVE } from './ask-import.ts';
import { ImportState } from './import-state.tsx';

const AT = routes.operator.bring;

export const importRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: AT,
    access: staff('program.import'),
    limit: 'page',
    summary: 'A program from elsewhere: brought, looked at, confirmed, taken in.',
    handle: context => bringPage(context),
  }),
  defineRoute({
    method: 'POST',
    at: AT,
    access: staff('program.import'),
    limit: 'change',
    summary: 'Keeps an archive whose passphrase fits, to be looked at.',
    multipart: true,
    handle: async context => {
      const { kernel, actor, request } = context;
      // Nobody should send a large file in vain.
      if (actor.kind !== 'person' || !isFresh(actor, kernel.clock.now())) throw refuse('fresh_sign_in_required');
      let faults: ImportFaults | undefined;
      await readMultipart(
        request,
        async ({ stream }, before) => {
          faults = await bringArchive(kernel, actor, { passphrase: String(before['passphrase'] ?? ''), stream });
          if (Object.keys(faults).length === 0) return 'kept';
          stream.resume();
          return 'refused';
        },
        LARGEST_ARCHIVE + 1,
      );
      faults ??= { file: 'Choose the archive: its name ends in .ttprog.' };
      return Object.keys(faults).length > 0 ? bringPage(context, faults) : seeOther(href(AT));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.operator.bringConfirm,
    access: staff('program.import'),
    limit: 'change',
    summary: 'Has the archive taken in at the next start, or not.',
    body: Type.Object({
      take: Type.Union([Type.Literal('yes'), Type.Literal('no')]),
      understood: Type.Optional(Type.Literal('on')),
    }),
    handle: async context => {
      const { kernel, actor, body } = context;
      if (body.take === 'yes' && body.understood === undefined)
        return bringPage(context, {}, 'Tick the box: what is here goes for good.');
      await confirmImport(kernel, actor, body.take === 'yes');
      return seeOther(href(AT));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.operator.bringRemove,
    access: staff('program.import'),
    limit: 'change',
    summary: 'Destroys the archive that was brought, or the note that it was taken in.',
    handle: async ({ kernel, actor }) => {
      await dropImport(kernel, actor);
      return seeOther(href(AT));
    },
  }),
];

async function bringPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  faults: ImportFaults = {},
  unconfirmed?: string,
): Promise<Answer> {
  const { kernel, actor } = context;
  const plan = await readMovePlan(kernel.db);
  const [found, used, here] = await Promise.all([
    findImport(kernel),
    listUsed(kernel.db, plan),
    countStarted(kernel.db),
  ]);
  const fresh = actor.kind === 'person' && isFresh(actor, kernel.clock.now());
  const isWrong = Object.keys(faults).length > 0 || unconfirmed !== undefined;
  const mayBring = used.length === 0 && (!found || isOver(found));
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Bring a program in"
        breadcrumbs={[
          { href: href(routes.operator.checks), label: 'Operation' },
          { href: href(routes.operator.move), label: 'Move the program' },
        ]}
      >
        <p>
          A whole program, in the file that another installation made on its page <em>Move</em>, takes the place of the
          empty one here.
        </p>
        {found && <ImportState found={found} here={here} fresh={fresh} unconfirmed={unconfirmed} />}
        {used.length > 0 && found?.state !== 'done' && <InUse used={used} />}
        {mayBring && found?.state !== 'done' && (
          <Section title={found ? 'Bring another' : 'Bring the archive'}>
            {fresh ? <BringForm faults={faults} /> : <SignInAgain to={href(AT)} />}
          </Section>
        )}
      </StaffConsole>,
    ),
    isWrong ? { status: 422 } : {},
  );
}

function InUse({ used }: { used: readonly string[] }) {
  return (
    <Section title="Not here">
      <Callout tone="info" title="This installation is in use">
        <p>
          It holds {used.join(', ')}. Two programs cannot be merged, so one goes only into an installation that was
          started and set up, and nothing more.
        </p>
      </Callout>
      <p>
        Set up a new one: another data folder, another database, the same version. Then open this page there, or run
      </p>
      <CodeBlock label="On the new machine, before its first start" wrap>
        {'npm run telltale -- import-program FILE --dry-run\nnpm run telltale -- import-program FILE'}
      </CodeBlock>
    </Section>
  );
}

function BringForm({ faults }: { faults: ImportFaults }) {
  return (
    <Form action={href(AT)} multipart errors={{ ...faults }} label="Bring the archive">
      <FormErrors />
      <Callout tone="attention" title="Only an archive that you made, or trust like a backup">
        <p>It brings its own staff with their roles. Nothing is changed yet: first you see what it holds.</p>
      </Callout>
      <Field
        name="passphrase"
        type="password"
        label="Passphrase of the archive"
        autocomplete="off"
        maxLength={1000}
        width="medium"
        required
      />
      <FileInput
        name="file"
        label="Archive"
        accept=".ttprog"
        maxBytes={LARGEST_ARCHIVE}
        hint="Up to 256 MB, sent within two minutes. Larger ones go by the command line."
      />
      <ButtonRow>
        <Button kind="primary" icon="upload">
          Look at the archive
        </Button>
      </ButtonRow>
    </Form>
  );
}
