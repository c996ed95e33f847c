// The frame of the reference: a page of the site for visitors, of the console for who is signed in.
import type { ComponentChildren } from 'preact';
import { DeveloperConsole, type Shell, SitePage } from '../../web/frames.tsx';
import type { Crumb } from '../../web/ui/nav.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';

type ReferencePageProps = {
  shell: Shell;
  title: string;
  description: string;
  breadcrumbs?: readonly Crumb[];
  children: ComponentChildren;
};

export function ReferencePage({ breadcrumbs = [], children, ...page }: ReferencePageProps) {
  if (page.shell.actorKind === 'person')
    return (
      <DeveloperConsole {...page} breadcrumbs={breadcrumbs}>
        {children}
      </DeveloperConsole>
    );
  return (
    <SitePage {...page}>
      {breadcrumbs.length > 0 && <Breadcrumbs items={breadcrumbs} />}
      <h1>{page.title}</h1>
      {children}
    </SitePage>
  );
}
