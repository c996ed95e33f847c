// What the program editor's pages share: the frame with its tabs, and the question before a version is published.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Form, Hidden } from '../../web/ui/form.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { Callout } from '../../web/ui/text.tsx';
import type { Fields } from '../edit/form-answer.ts';

type FrameProps = {
  shell: Parameters<typeof StaffConsole>[0]['shell'];
  title: string;
  flash?: string | undefined;
  children: ComponentChildren;
};

/** A page of the editor. */
export function ProgramEditor({ shell, title, flash, children }: FrameProps) {
  const tab = (label: string, route: { readonly path: string }) => ({
    label,
    href: route.path,
    current: shell.path === route.path,
  });
  return (
    <StaffConsole
      shell={shell}
      title={title}
      flash={flash === undefined ? undefined : { tone: 'good', text: flash }}
      headingAside={<ButtonLink href={href(routes.program.show)}>See the public page</ButtonLink>}
    >
      <Tabs
        label="Parts of the program"
        items={[
          tab('Overview', routes.program.edit),
          tab('Policy', routes.program.editPolicy),
          tab('Policy check', routes.program.lintPolicy),
          tab('Scope', routes.program.editScope),
          tab('Targets and promises', routes.program.editTargets),
          tab('OpenPGP key', routes.program.editKey),
          tab('Taxonomy', routes.program.editTaxonomy),
        ]}
      />
      {children}
    </StaffConsole>
  );
}

type ConfirmVersionProps = {
  /** "Publish version 4 of the scope?" */
  title: string;
  changes: readonly string[];
  action: string;
  /** The form as it came in: it travels on, to be published or edited further. */
  fields: Fields;
  children?: ComponentChildren;
};

/** Says what changes and asks. `step` tells the answer: `publish`, or `edit` to go back to the form. */
export function ConfirmVersion({ title, changes, action, fields, children }: ConfirmVersionProps) {
  return (
    <section class="confirm confirm-wide">
      <h2>{title}</h2>
      <ul class="change-list">
        {changes.map(change => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      <p>It counts from the moment you publish it, and stays readable forever. Reports sent before keep theirs.</p>
      <Form action={action}>
        {Object.entries(fields).map(
          ([name, value]) => name !== 'step' && value !== undefined && <Hidden key={name} name={name} value={value} />,
        )}
        <ButtonRow>
          <Button kind="primary" name="step" value="publish">
            Publish
          </Button>
          <Button name="step" value="edit">
            Keep editing
          </Button>
        </ButtonRow>
      </Form>
      {children}
    </section>
  );
}

/** For whoever was overtaken: what they typed is still there. */
export function Overtaken({ what, version }: { what: string; version: number }) {
  return (
    <Callout tone="attention" title={`Someone published version ${version} of the ${what} meanwhile`}>
      <p>
        Nothing you typed was lost. Compare it with the version now in force, then publish it again if it is still
        right.
      </p>
    </Callout>
  );
}
