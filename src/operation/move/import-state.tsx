// How far an import is: being looked at, what it holds and what would go here, waiting for the restart, done or not.
import { href, routes } from '../../catalog/routes.ts';
import type { ArchiveSummary, ProgramImport } from '../../core/move/import-store.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Form, FormErrors } from '../../web/ui/form.tsx';
import { SignInAgain, sizeInWords } from '../../web/ui/sign-in-again.tsx';
import { Progress } from '../../web/ui/stat.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

const AT = routes.operator.bring;

type ImportStateProps = {
  found: ProgramImport;
  /** What would go. */
  here: { readonly staff: number; readonly entries: number };
  fresh: boolean;
  /** What is wrong with the yes. */
  unconfirmed: string | undefined;
};

export function ImportState({ found, here, fresh, unconfirmed }: ImportStateProps) {
  switch (found.state) {
    case 'checking':
      return (
        <Section title="Being looked at">
          <Progress
            label={found.total === 0 ? 'It begins in a moment' : `${found.done} of ${found.total} rows and files`}
            value={found.total === 0 ? undefined : found.done}
            max={found.total}
          />
          <p>Nothing is changed by this. You can leave this page.</p>
          <ButtonRow>
            <ButtonLink href={href(AT)}>Look again</ButtonLink>
          </ButtonRow>
        </Section>
      );
    case 'refused':
      return (
        <Callout tone="bad" title="The archive was refused">
          <p>{found.fault}</p>
          <p>Nothing is changed.</p>
        </Callout>
      );
    case 'ready':
    case 'failed':
      return (
        <>
          {found.state === 'failed' && (
            <Callout tone="bad" title="It was not taken in">
              <p>{found.fault}</p>
              <p>You can have it tried again at the next start.</p>
            </Callout>
          )}
          <Holds found={found} />
          <Section title="What happens then">
            <ul>
              <li>At the next start, before the server answers, all of it comes in, or nothing does.</li>
              <li>
                What is here goes: {here.staff} {here.staff === 1 ? 'account' : 'accounts'} of staff, yours too, the
                policy and scope as they stand, and an audit log of {here.entries}{' '}
                {here.entries === 1 ? 'entry' : 'entries'}.
              </li>
              <li>
                The staff of the archive signs in by mail and sets up passkeys anew. If you are not among them, you
                cannot come back in.
              </li>
              <li>Webhooks and trackers send from here from then on: stop the old server first.</li>
            </ul>
            {fresh ? <Confirm unconfirmed={unconfirmed} /> : <SignInAgain to={href(AT)} />}
            <Drop words="Destroy the archive" />
          </Section>
        </>
      );
    case 'confirmed':
      return (
        <>
          <Section title="Waiting for the restart">
            <Callout tone="attention" title="Stop every server of this installation, then start one">
              <p>
                It takes the program in before it answers, which may take minutes. Until <Time at={found.endsAt} /> it
                waits; after that the archive is destroyed.
              </p>
            </Callout>
            <form method="post" action={href(routes.operator.bringConfirm)}>
              <input type="hidden" name="take" value="no" />
              <ButtonRow>
                <Button>Take it back</Button>
              </ButtonRow>
            </form>
          </Section>
          <Holds found={found} />
        </>
      );
    case 'done':
      return (
        <Section title="Taken in">
          <Callout tone="good" title="The program is here">
            <p>
              {found.summary && <>It came from {found.summary.from}. </>}
              {found.endedAt && <Time at={found.endedAt} />}
            </p>
          </Callout>
          <p>
            Look at the <a href={href(routes.operator.checks)}>checks</a>. Edit what names the old address: scope rules,
            targets, addresses of webhooks. Reports can be searched after some minutes. Let the old address redirect,
            destroy the file, then the old installation.
          </p>
          <Drop words="Hide this" />
        </Section>
      );
  }
}

function Holds({ found: { summary, size } }: { found: ProgramImport }) {
  if (!summary) return null;
  const filled = Object.entries(summary.rows).filter(([, rows]) => rows > 0);
  return (
    <Section title="What it holds">
      <DefinitionList
        items={[
          { term: 'From', detail: summary.from },
          { term: 'Made', detail: <Time at={new Date(summary.at)} /> },
          { term: 'Size', detail: sizeInWords(size) },
          ...counted(summary).map(([term, count]) => ({ term, detail: String(count) })),
        ]}
      />
      {summary.missing > 0 && <p>{summary.missing} files have no content any more, there as here.</p>}
      <Disclosure summary="Every table">
        <ul>
          {filled.map(([table, rows]) => (
            <li key={table}>
              <Mono>{table}</Mono>: {rows}
            </li>
          ))}
        </ul>
      </Disclosure>
    </Section>
  );
}

const counted = ({ rows, files }: ArchiveSummary): [string, number][] => [
  ['Reports', rows['reports.report'] ?? 0],
  ['Messages', rows['reports.message'] ?? 0],
  ['Issues', rows['reports.issue'] ?? 0],
  ['Cases', rows['advisories.coordination_case'] ?? 0],
  ['Advisories', rows['advisories.published_advisory'] ?? 0],
  ['Files', files],
  ['Accounts', rows['accounts.person'] ?? 0],
  ['Audit entries', rows['core.audit_entry'] ?? 0],
];

function Confirm({ unconfirmed }: { unconfirmed: string | undefined }) {
  return (
    <Form
      action={href(routes.operator.bringConfirm)}
      errors={unconfirmed === undefined ? {} : { understood: unconfirmed }}
      label="Take the program in"
    >
      <FormErrors />
      <input type="hidden" name="take" value="yes" />
      <Checkbox name="understood" label="What is here goes for good, my account too" required />
      <ButtonRow>
        <Button kind="danger">Take it in at the next start</Button>
      </ButtonRow>
    </Form>
  );
}

function Drop({ words }: { words: string }) {
  return (
    <form method="post" action={href(routes.operator.bringRemove)}>
      <ButtonRow>
        <Button>{words}</Button>
      </ButtonRow>
    </form>
  );
}
