// Where an admin takes the whole program out: asks for the archive, sees it being made, downloads it, destroys it.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { isFresh, staff } from '../../core/http/access.ts';
import { type Answer, download, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findOwnArchive, isAnyBeingMade, type ProgramArchive } from '../../core/move/archive-store.ts';
import { readMovePlan } from '../../core/move/move-plan.ts';
import { SHORTEST_PASSPHRASE } from '../../core/move/passphrase.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { SignInAgain, sizeInWords } from '../../web/ui/sign-in-again.tsx';
import { Progress } from '../../web/ui/stat.tsx';
import { Callout, CodeBlock, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { askArchive, destroyArchive, takeArchive } from './ask-archive.ts';

const AT = routes.operator.move;

const show = defineRoute({
  method: 'GET',
  at: AT,
  access: staff('program.export'),
  limit: 'page',
  summary: 'The whole program as one file: asked for, being made, ready.',
  handle: context => movePage(context),
});

const ask = defineRoute({
  method: 'POST',
  at: AT,
  access: staff('program.export'),
  limit: 'change',
  summary: 'Asks for the whole program as one file, sealed with a passphrase.',
  body: Type.Object({
    passphrase: Type.Optional(Type.String({ maxLength: 1000 })),
    again: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  handle: async context => {
    const faults = await askArchive(context.kernel, context.actor, context.body);
    return Object.keys(faults).length > 0 ? movePage(context, faults) : seeOther(href(AT));
  },
});

const take = defineRoute({
  method: 'GET',
  at: routes.operator.moveFile,
  access: staff('program.export'),
  limit: 'change',
  summary: 'Downloads the archive that the asker had made.',
  handle: async ({ kernel, actor }) => {
    const { name, content } = await takeArchive(kernel, actor);
    return download(content, name, 'application/octet-stream');
  },
});

const destroy = defineRoute({
  method: 'POST',
  at: routes.operator.moveDestroy,
  access: staff('program.export'),
  limit: 'change',
  summary: 'Destroys the archive before its day is over.',
  handle: async ({ kernel, actor }) => {
    await destroyArchive(kernel, actor);
    return seeOther(href(AT));
  },
});

export const moveRoutes = [show, ask, take, destroy];

type Faults = Awaited<ReturnType<typeof askArchive>>;

async function movePage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  faults: Faults = {},
): Promise<Answer> {
  const { kernel, actor } = context;
  const archive = actor.kind === 'person' ? await findOwnArchive(kernel, actor.id) : undefined;
  const isOthers = !isAtWork(archive) && (await isAnyBeingMade(kernel));
  const fresh = actor.kind === 'person' && isFresh(actor, kernel.clock.now());
  const plan = await readMovePlan(kernel.db);
  const left = Map.groupBy(
    plan.filter(({ fate }) => fate === 'left'),
    ({ why }) => why,
  );
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Move the program"
        breadcrumbs={[{ href: href(routes.operator.checks), label: 'Operation' }]}
      >
        <p>Everything the program holds, in one file for another installation of Telltale.</p>
        {archive && archive.state !== 'failed' ? (
          <Made archive={archive} fresh={fresh} />
        ) : isOthers ? (
          <Callout tone="info" title="Another admin’s archive is being made">
            <p>One is made at a time. Come back in some minutes.</p>
          </Callout>
        ) : (
          <Section title="Make an archive">
            {archive && (
              <Callout tone="bad" title="The last archive could not be made">
                <p>
                  Nothing of it was kept. Is there space on the disk? The server’s log names the cause. You can try
                  again below.
                </p>
              </Callout>
            )}
            {fresh ? <AskForm faults={faults} /> : <SignInAgain to={href(AT)} />}
          </Section>
        )}
        <Section title="Take it in on the other side">
          <p>
            Into an installation of the same version that holds nothing yet. In the browser, after its first start:{' '}
            <a href={href(routes.operator.bring)}>bring a program in</a> on its own page there. Or on the command line,
            with a new data folder and a new database, before the first start:
          </p>
          <CodeBlock label="On the new machine" wrap>
            {'npm run telltale -- import-program FILE --dry-run\nnpm run telltale -- import-program FILE'}
          </CodeBlock>
        </Section>
        <Section title="What goes along">
          <DefinitionList
            items={[
              {
                term: 'Comes',
                detail: 'Reports, files, issues, cases, advisories, program, public log, trackers, audit log',
              },
              {
                term: 'Goes on working',
                detail: 'Receipt codes, receipts and proofs, reply addresses, links of cases',
              },
              { term: 'People', detail: 'Staff and reporters, who sign in by mail and set up passkeys anew' },
            ]}
          />
          <Disclosure summary="What stays, and why">
            <ul>
              {[...left].map(([why, tables]) => (
                <li key={why}>
                  <Mono>{tables.map(({ table }) => table).join(', ')}</Mono>: {why}
                </li>
              ))}
            </ul>
          </Disclosure>
        </Section>
      </StaffConsole>,
    ),
    Object.keys(faults).length > 0 ? { status: 422 } : {},
  );
}

const isAtWork = (archive: ProgramArchive | undefined): boolean =>
  archive?.state === 'waiting' || archive?.state === 'making';

function AskForm({ faults }: { faults: Faults }) {
  return (
    <Form action={href(AT)} errors={{ ...faults }} label="Make an archive">
      <FormErrors />
      <Callout tone="attention" title="It holds everything that was ever sent in">
        <p>
          Whoever has the file and the passphrase can read all of it. Send the two by different ways. We keep neither
          the passphrase nor, after a day, the file.
        </p>
      </Callout>
      <Field
        name="passphrase"
        type="password"
        label="Passphrase"
        hint={`At least ${SHORTEST_PASSPHRASE} characters. Random words are easy to carry over. Nobody can bring it back.`}
        autocomplete="new-password"
        minLength={SHORTEST_PASSPHRASE}
        maxLength={1000}
        width="medium"
        required
      />
      <Field
        name="again"
        type="password"
        label="The same again"
        autocomplete="new-password"
        maxLength={1000}
        width="medium"
        required
      />
      <ButtonRow>
        <Button kind="primary" icon="archive">
          Make the archive
        </Button>
      </ButtonRow>
    </Form>
  );
}

function Made({ archive, fresh }: { archive: ProgramArchive; fresh: boolean }) {
  const { state, done, total, size, createdAt, endsAt } = archive;
  if (state !== 'ready')
    return (
      <Section title="Being made">
        <Progress
          label={total === 0 ? 'It begins in a moment' : `${done} of ${total} rows and files`}
          value={total === 0 ? undefined : done}
          max={total}
        />
        <p>
          Asked for <Time at={createdAt} />. You can leave this page.
        </p>
        <ButtonRow>
          <ButtonLink href={href(AT)}>Look again</ButtonLink>
        </ButtonRow>
      </Section>
    );
  return (
    <Section title="Ready">
      <DefinitionList
        items={[
          { term: 'Asked for', detail: <Time at={createdAt} /> },
          { term: 'Size', detail: sizeInWords(size ?? 0) },
          { term: 'Kept until', detail: <Time at={endsAt} /> },
        ]}
      />
      {fresh ? (
        <ButtonRow>
          <ButtonLink kind="primary" icon="download" href={href(routes.operator.moveFile)}>
            Download the archive
          </ButtonLink>
        </ButtonRow>
      ) : (
        <SignInAgain to={href(AT)} />
      )}
      <p class="field-hint">Only you can download it.</p>
      <Disclosure summary="Destroy it before then">
        <p>
          The file is gone from this server for good. What you have downloaded stays. Then you can make another one.
        </p>
        <form method="post" action={href(routes.operator.moveDestroy)}>
          <ButtonRow>
            <Button kind="danger">Destroy the archive</Button>
          </ButtonRow>
        </form>
      </Disclosure>
    </Section>
  );
}
