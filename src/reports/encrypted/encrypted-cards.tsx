// The card of an encrypted report on staff's page: its words, or what to do to read them.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Disclosure } from '../../web/ui/card.tsx';
import { Form, TextArea } from '../../web/ui/form.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Attachment } from '../attachment-store.ts';

type OpenedProps = { report: string; text: string; files: readonly Attachment[] };

/** What this server opened just now; the clear text is stored nowhere. */
export const OpenedCard = ({ report, text, files }: OpenedProps) => (
  <Card title="Encrypted report, opened" aside={<Badge tone="good">OpenPGP</Badge>}>
    <Markdown source={text} topLevel={3} links="text" />
    {files.length > 0 && (
      <ul class="file-list">
        {files.map(({ file, name }) => (
          <li key={file}>
            <a class="file-name" href={href(routes.reports.openedFile, { id: report, file })}>
              Download {name.replace(/\.(?:asc|pgp|gpg)$/iu, '')}, opened
            </a>
          </li>
        ))}
      </ul>
    )}
  </Card>
);

const faultWords = {
  no_custody: 'It is encrypted to a key of the team, and this server cannot open it.',
  no_key: 'It is encrypted to a key that is not on this server.',
  broken: 'It could not be opened: it was changed on the way, or is larger than allowed.',
} as const;

type ClosedProps = {
  report: string;
  fault: keyof typeof faultWords;
  brought: { readonly text: string; readonly by: string; readonly at: Date } | undefined;
  mayBring: boolean;
};

/** What only the team can open: the message to download, and a place for its words. */
export function ClosedCard({ report, fault, brought, mayBring }: ClosedProps) {
  const form = mayBring && (
    <Form action={href(routes.reports.openedText, { id: report })} scope="opened">
      <TextArea
        name="text"
        label="What it says"
        hint="Kept sealed with the report, for staff only. At most 100,000 characters."
        rows={6}
        value={brought?.text}
        maxLength={100_000}
        required
      />
      <ButtonRow>
        <Button icon="lock">Keep the text</Button>
      </ButtonRow>
    </Form>
  );
  return (
    <Card title="Encrypted report" aside={<Badge tone="info">OpenPGP</Badge>}>
      <p>{faultWords[fault]}</p>
      <ButtonRow>
        <ButtonLink icon="download" href={href(routes.reports.encryptedMessage, { id: report })}>
          Download the message
        </ButtonLink>
      </ButtonRow>
      {brought ? (
        <>
          <Markdown source={brought.text} topLevel={3} links="text" />
          <p class="field-hint">
            Brought here by {brought.by}, <Time at={brought.at} />.
          </p>
          {form && <Disclosure summary="Replace the text">{form}</Disclosure>}
        </>
      ) : (
        form
      )}
    </Card>
  );
}
