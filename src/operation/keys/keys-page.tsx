// Keys and backups: who keeps the key-encryption keys, how old they are, what is still to be wrapped, what was proven last.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { findLatestProof, type Proof, type ProofKind } from '../../core/backup/proof-store.ts';
import { destroyedFrom, type EpochLife, epochLives, rotateKeys } from '../../core/crypto/epochs/key-epochs.ts';
import type { KeyProviderDescription } from '../../core/crypto/key-provider.ts';
import { type LookupIndex, listLookups } from '../../core/crypto/lookup/rotate-lookups.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage, StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Meter } from '../../web/ui/stat.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { LookupKeys, lookupRoutes } from './lookups.tsx';

const operation = { href: href(routes.operator.checks), label: 'Operation' };

const show = (lookups: () => readonly LookupIndex[]) =>
  defineRoute({
    method: 'GET',
    at: routes.operator.keys,
    access: staff('operation.read'),
    limit: 'page',
    summary: 'Key-encryption keys, their progress, and the last backup, drill and scan.',
    handle: async context => {
      const { kernel } = context;
      const description = kernel.keyring.provider.describe();
      const [health, epochs, hashed, proofs] = await Promise.all([
        kernel.keyring.provider.health(),
        epochLives(kernel),
        listLookups(kernel, lookups()),
        Promise.all(
          kinds.map(async ({ kind, ...words }) => ({ ...words, proof: await findLatestProof(kernel, kind) })),
        ),
      ]);
      const total = epochs.reduce((sum, { keys }) => sum + keys, 0);
      const done = epochs.find(({ epoch }) => epoch === description.activeEpoch)?.keys ?? 0;
      return html(
        renderPage(
          <StaffConsole shell={shell(context)} title="Keys and backups" breadcrumbs={[operation]}>
            {!health.ok && (
              <Callout tone="bad" title="The keys cannot be used">
                <p>{health.problem} What is open stays open for some minutes; then nothing sealed can be read.</p>
              </Callout>
            )}
            <Section title="Key-encryption key">
              <p>
                Every person, report and car has a data key of its own. They lie in the database, each wrapped by the
                key-encryption key in use.
              </p>
              <Meter
                label="Wrapped by the key in use"
                value={done}
                max={total}
                text={`${done} of ${total} data keys`}
                tone={done < total ? 'attention' : 'good'}
              />
              <DefinitionList items={facts(description, health.ok, kernel.config)} />
              <ButtonLink size="small" href={href(routes.operator.keysRotate)}>
                Make a new key …
              </ButtonLink>
            </Section>
            <Section title="Keys there have been">
              <Epochs epochs={epochs} active={description.activeEpoch} keepDays={kernel.config.erasure.backupDays} />
            </Section>
            <LookupKeys lookups={hashed} />
            <Section title="Proven last">
              <DefinitionList items={proofs.map(({ term, none, proof }) => ({ term, detail: told(proof, none) }))} />
            </Section>
          </StaffConsole>,
        ),
      );
    },
  });

const kinds: readonly { readonly kind: ProofKind; readonly term: string; readonly none: string }[] = [
  { kind: 'backup', term: 'Backup', none: 'None was made by telltale backup' },
  { kind: 'restore-drill', term: 'Restore drill', none: 'None: a backup that was never restored is a hope' },
  { kind: 'canary-scan', term: 'Canary scan', none: 'None was run here' },
];

function told(proof: Proof | undefined, none: string): ComponentChildren {
  if (!proof) return none;
  return (
    <>
      <Badge tone={proof.ok ? 'good' : 'bad'}>{proof.ok ? 'All of it held' : 'Failed'}</Badge> <Time at={proof.at} />
    </>
  );
}

function facts(
  { provider, capabilities }: KeyProviderDescription,
  isUsable: boolean,
  {
    keys,
    erasure,
  }: { readonly keys: { readonly rotateDays: number | undefined }; readonly erasure: { readonly backupDays: number } },
) {
  const yes = (is: boolean, words: string, otherwise: string): string => (is ? words : otherwise);
  return [
    { term: 'Kept by', detail: <Mono>{provider}</Mono> },
    { term: 'Right now', detail: isUsable ? 'It wraps and unwraps' : 'It cannot be used' },
    {
      term: 'The key leaves it',
      detail: yes(capabilities.keepsKeysInside, 'Never', 'The server reads it from the keyring'),
    },
    {
      term: 'Outage',
      detail: yes(
        capabilities.worksOffline,
        'It needs no network',
        'Data keys in use go on for 5 minutes, then reading and writing what is sealed stops',
      ),
    },
    {
      term: 'New key',
      detail: keys.rotateDays === undefined ? 'When an admin makes one' : `Every ${keys.rotateDays} days, by itself`,
    },
    {
      term: 'Old key',
      detail: `Destroyed ${erasure.backupDays} days after it wraps nothing any more: so long are backups kept`,
    },
  ];
}

function Epochs({ epochs, active, keepDays }: { epochs: readonly EpochLife[]; active: string; keepDays: number }) {
  return (
    <Table
      caption="Key-encryption keys"
      captionHidden
      dense
      rows={epochs}
      rowKey={({ provider, epoch }) => `${provider}/${epoch}`}
      empty={
        <EmptyState title="None noted yet" icon="key-round">
          <p>The first one is noted within the hour.</p>
        </EmptyState>
      }
      columns={[
        { key: 'epoch', label: 'Key', main: true, cell: ({ epoch }) => <Mono>{epoch}</Mono> },
        { key: 'made', label: 'Made', cell: ({ madeAt }) => <Time at={madeAt} show="date" /> },
        { key: 'keys', label: 'Data keys', numeric: true, narrow: true, cell: ({ keys }) => String(keys) },
        { key: 'state', label: 'State', cell: life => <State life={life} active={active} keepDays={keepDays} /> },
      ]}
    />
  );
}

function State({ life, active, keepDays }: { life: EpochLife; active: string; keepDays: number }) {
  if (life.destroyedAt)
    return (
      <>
        Destroyed <Time at={life.destroyedAt} show="date" />
      </>
    );
  if (life.epoch === active) return <Badge tone="good">In use</Badge>;
  const from = destroyedFrom(life, keepDays);
  if (!from) return <Badge tone="attention">Still needed</Badge>;
  return (
    <>
      Empty, to be destroyed <Time at={from} show="date" />
    </>
  );
}

const ask = defineRoute({
  method: 'GET',
  at: routes.operator.keysRotate,
  access: staff('operation.repair'),
  limit: 'page',
  summary: 'Asks before a new key-encryption key is made.',
  handle: async context =>
    html(
      renderPage(
        <CardPage shell={shell(context)} title="Make a new key-encryption key?">
          <Confirm
            title="Make a new key-encryption key?"
            consequence={
              <p>
                All data keys are wrapped by it in the background, while people go on reading and writing. Back up the
                keyring right after it: a backup of the keyring from before cannot read what comes from now on.
              </p>
            }
            action={href(routes.operator.keysRotate)}
            confirmLabel="Make a new key"
            cancelHref={href(routes.operator.keys)}
            tone="primary"
          />
        </CardPage>,
      ),
    ),
});

const rotate = defineRoute({
  method: 'POST',
  at: routes.operator.keysRotate,
  access: staff('operation.repair'),
  limit: 'change',
  summary: 'Makes a new key-encryption key the one in use.',
  handle: async ({ kernel, actor }) => {
    await rotateKeys(kernel, actorId(actor));
    return seeOther(href(routes.operator.keys));
  },
});

export const keyRoutes = (lookups: () => readonly LookupIndex[]) => [
  show(lookups),
  ask,
  rotate,
  ...lookupRoutes(lookups),
];
