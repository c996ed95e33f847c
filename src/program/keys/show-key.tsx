// The public page of the program's OpenPGP key: which one it is, and how to use it.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, CodeBlock, Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listKeys } from './key-store.ts';
import { groupedFingerprint, type ProgramKey } from './program-key.ts';
import { usableKey } from './use-key.ts';

export const showKeyRoute = defineRoute({
  method: 'GET',
  at: routes.program.key,
  access: publicly(),
  limit: 'page',
  summary: 'The OpenPGP key of the program, and how to use it.',
  handle: async context => {
    const { kernel } = context;
    const key = await usableKey(kernel);
    const former = (await listKeys(kernel)).filter(({ id }) => id !== key?.id);
    const { operator } = kernel.config;
    return html(
      renderPage(
        <SitePage
          shell={shell(context)}
          title="OpenPGP key"
          description={`The key to which reports to ${operator.name} can be encrypted.`}
        >
          <header class="program-head">
            <h1>OpenPGP key</h1>
            <p class="lead">
              Encrypt what you send to the security team of {operator.name}, and check what it has signed.
            </p>
          </header>
          {key ? <CurrentKey kernel={kernel} keyInForce={key} /> : <NoKey />}
          {former.length > 0 && <FormerKeys keys={former} />}
        </SitePage>,
      ),
    );
  },
});

const NoKey = () => (
  <EmptyState
    title="There is no key yet"
    icon="key-round"
    action={{ href: href(routes.reports.submit), label: 'Report a vulnerability' }}
  >
    The form needs none: what you send is encrypted on the way and sealed where it is kept.
  </EmptyState>
);

function CurrentKey({ kernel, keyInForce }: { kernel: Kernel; keyInForce: ProgramKey }) {
  const { fingerprint, address, custody, createdAt, expiresAt } = keyInForce;
  const { publicUrl } = kernel.config;
  const file = publicUrl + href(routes.program.keyFile);
  return (
    <>
      <Section title="The key">
        <DefinitionList
          items={[
            { term: 'For', detail: <Mono>{address}</Mono> },
            { term: 'Fingerprint', detail: <Copyable what="fingerprint" text={groupedFingerprint(fingerprint)} /> },
            { term: 'In use since', detail: <Time at={createdAt} show="date" /> },
            { term: 'Expires', detail: expiresAt ? <Time at={expiresAt} show="date" /> : 'never' },
            {
              term: 'Who can open it',
              detail:
                custody === 'server'
                  ? 'This server, which keeps the private half sealed and shows the text to the team.'
                  : 'The team only. The private half was never on this server.',
            },
          ]}
        />
        <ButtonRow>
          <ButtonLink kind="primary" icon="download" href={href(routes.program.keyFile)}>
            Download the key
          </ButtonLink>
          <ButtonLink href={href(routes.reports.submit)}>Report a vulnerability</ButtonLink>
        </ButtonRow>
      </Section>
      <Section
        title="With GnuPG"
        intro={<p>Import the key, compare the fingerprint with the one above, then encrypt a file to it.</p>}
      >
        <CodeBlock label="Commands to encrypt a report with GnuPG">
          {`curl -sO ${file}\ngpg --import key.asc\ngpg --fingerprint ${address}\ngpg --armor --encrypt --recipient ${fingerprint} report.txt`}
        </CodeBlock>
        <p>
          Paste what <Mono>report.txt.asc</Mono> holds into the report form, or mail it to <Mono>{address}</Mono>.
        </p>
      </Section>
      {custody === 'server' && (
        <Section
          title="Check a signature"
          intro={<p>security.txt is signed with this key, so you can tell that its addresses are ours.</p>}
        >
          <CodeBlock label="Command to check the signature of security.txt">
            {`curl -s ${publicUrl}${href(routes.program.securityTxt)} | gpg --verify`}
          </CodeBlock>
        </Section>
      )}
    </>
  );
}

const FormerKeys = ({ keys }: { keys: readonly ProgramKey[] }) => (
  <Section title="Former keys" intro={<p>Do not encrypt to these. They are here to check what was signed then.</p>}>
    <Table
      caption="Former keys"
      captionHidden
      rows={keys}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'fingerprint',
          label: 'Fingerprint',
          main: true,
          cell: ({ fingerprint }) => (
            <a href={href(routes.program.formerKeyFile, { fingerprint })}>
              <Mono>{groupedFingerprint(fingerprint)}</Mono>
            </a>
          ),
        },
        {
          key: 'state',
          label: 'State',
          cell: ({ state }) =>
            state === 'revoked' ? <Badge tone="bad">Revoked</Badge> : <Badge tone="neutral">Replaced</Badge>,
        },
        {
          key: 'until',
          label: 'In use until',
          cell: ({ endedAt, expiresAt }) => {
            const end = endedAt ?? expiresAt;
            return end ? <Time at={end} show="date" /> : null;
          },
        },
      ]}
    />
  </Section>
);
