// What became of our sign-ins at car makers once no app had access any more.
import { DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type EndedSignIn, findProvider, listEndedSignIns } from '../../vehicles/index.ts';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

export type MakerEnd = EndedSignIn & {
  readonly maker: string;
  /** Where owners can end it at the maker; undefined where nobody knows. */
  readonly ownPageUrl: string | undefined;
};

/** Those of the last three months, newest first. */
export async function listMakerEnds(kernel: Kernel, owner: string): Promise<MakerEnd[]> {
  const since = new Date(kernel.clock.now().getTime() - 90 * DAY);
  return (await listEndedSignIns(kernel, owner, since)).map(ended => {
    const provider = findProvider(kernel, ended.provider);
    return { ...ended, maker: provider?.ending?.maker ?? ended.provider, ownPageUrl: provider?.ending?.ownPageUrl };
  });
}

export function MakerEnds({ ends }: { readonly ends: readonly MakerEnd[] }) {
  return (
    <Section title="Our sign-ins at car makers">
      <p>
        When no app may use any car of an account, we destroy our keys to it and ask the maker to forget us. To share
        these cars again you sign in there again.
      </p>
      <Table
        caption="Sign-ins that we ended"
        captionHidden
        dense
        columns={[
          { key: 'maker', label: 'Maker', main: true, cell: ({ maker }) => maker },
          { key: 'asked', label: 'No app had access', narrow: true, cell: ({ askedAt }) => <Time at={askedAt} /> },
          { key: 'state', label: 'At the maker', cell: end => <AtMaker {...end} /> },
        ]}
        rows={ends}
        rowKey={({ id }) => id}
      />
    </Section>
  );
}

function AtMaker({ state, endedAt, maker, ownPageUrl }: MakerEnd) {
  if (state === 'done')
    return (
      <>
        <Badge tone="good">Ended</Badge> {endedAt && <Time at={endedAt} />}
      </>
    );
  if (state === 'waiting')
    return (
      <>
        <Badge tone="attention">Being ended</Badge> we keep trying for three days
      </>
    );
  return (
    <>
      <Badge tone="bad">Not ended</Badge> {maker} did not do it. We have no key any more;{' '}
      {ownPageUrl === undefined ? (
        `remove us in the settings of your ${maker} account.`
      ) : (
        <a href={ownPageUrl}>remove us at {maker}</a>
      )}
    </>
  );
}
