// Every component in every state, for those who build pages and for the tests that look at them.

import { kitClock } from './kit/kit-clock.ts';
import { KitCards, KitFigures, KitTables } from './kit/kit-data.tsx';
import { KitButtons, KitForms } from './kit/kit-forms.tsx';
import { KitConfirm, KitStories, KitText } from './kit/kit-text.tsx';
import { ConsolePage, FocusPage, PublicPage } from './layout.tsx';
import { Button, ButtonRow } from './ui/button.tsx';
import { Checkbox } from './ui/choice.tsx';
import { Form } from './ui/form.tsx';
import { Steps } from './ui/stat.tsx';

export type KitShell = 'console' | 'public' | 'focus' | 'confirm';

const operator = { name: 'Smartcar Security', href: '#home' };
const nav = [
  { href: '#queue', label: 'Queue', count: 12, due: true, current: true },
  { href: '#advisories', label: 'Advisories', count: 3 },
  { href: '#program', label: 'Program' },
  { href: '#people', label: 'People' },
];
const frame = { operator, clock: kitClock, description: 'Every component of the page kit.' };

/** The kit in one of the shells; `console` unless another is asked for. */
export function KitPage({ shell = 'console' }: { shell?: KitShell | undefined }) {
  if (shell === 'public') return <PublicKit />;
  if (shell === 'focus') return <FocusKit />;
  if (shell === 'confirm') return <ConfirmKit />;
  return (
    <ConsolePage
      {...frame}
      title="Page kit"
      area="Triage"
      nav={nav}
      isDue
      breadcrumbs={[{ href: '#triage', label: 'Triage' }]}
      search={{ action: '#search', label: 'Find reports, people, settings' }}
      account={{
        name: 'Maya Lindqvist',
        detail: 'maya@smartcar.example, triager',
        items: [{ href: '#profile', label: 'Your profile' }],
        signOutAction: '#sign-out',
      }}
      flash={{ tone: 'good', text: 'The report was assigned to you.' }}
    >
      <Everything />
    </ConsolePage>
  );
}

function PublicKit() {
  return (
    <PublicPage
      {...frame}
      title="Vulnerability disclosure program"
      nav={[
        { href: '#program', label: 'Program', current: true },
        { href: '#trust', label: 'Trust' },
        { href: '#advisories', label: 'Advisories' },
      ]}
      footer={[
        { href: '#security-txt', label: 'security.txt' },
        { href: '#policy', label: 'Policy' },
        { href: '#feeds', label: 'Feeds' },
      ]}
    >
      <h1>Found a weakness? Tell us, and we will answer within 48 hours.</h1>
      <Everything />
    </PublicPage>
  );
}

function FocusKit() {
  return (
    <FocusPage
      {...frame}
      title="Allow access"
      parties={[{ name: 'Evergreen Charging' }, { name: 'Smartcar' }]}
      footer={[
        { href: '#policy', label: 'Privacy policy' },
        { href: '#help', label: 'Help' },
      ]}
    >
      <Steps current={3} total={4} />
      <h1>Evergreen Charging wants to plan your charging</h1>
      <Form action="#allow" label="Permissions">
        <Checkbox name="battery" label="See the battery level" hint="Like 64 %. Required." checked disabled />
        <Checkbox
          name="location"
          label="See where the car is"
          hint="Like 52.52, 13.40. Optional."
          look="switch"
          checked
        />
        <ButtonRow even>
          <Button kind="primary" name="answer" value="allow">
            Allow
          </Button>
          <Button name="answer" value="deny">
            Don't allow
          </Button>
        </ButtonRow>
      </Form>
    </FocusPage>
  );
}

function ConfirmKit() {
  return (
    <FocusPage {...frame} title="Revoke access">
      <KitConfirm />
    </FocusPage>
  );
}

function Everything() {
  return (
    <>
      <KitTables />
      <KitFigures />
      <KitStories />
      <KitText />
      <KitCards />
      <KitButtons />
      <KitForms />
    </>
  );
}
