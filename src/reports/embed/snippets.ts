// What a site pastes into its pages: the component, the bare frame, the plain link.
import { href, routes } from '../../catalog/routes.ts';

type Snippet = { readonly title: string; readonly what: string; readonly code: string };

/** The three ways, the most comfortable first. */
export function snippetsFor(publicUrl: string): readonly Snippet[] {
  const form = publicUrl + href(routes.reports.submit);
  const framed = publicUrl + href(routes.reports.embed);
  const script = publicUrl + href(routes.reports.embedScript);
  return [
    {
      title: 'Component',
      what: 'Grows with the form and follows the colors of the page. Where frames or scripts are refused, the link in it stays. theme="light" or theme="dark" fixes the colors.',
      code: `<telltale-report>\n  <a href="${form}">Report a vulnerability</a>\n</telltale-report>\n<script async src="${script}"></script>`,
    },
    {
      title: 'Frame',
      what: 'Without any script of ours on your page; its height stays as you set it.',
      code: `<iframe src="${framed}" title="Report a vulnerability"\n  allow="clipboard-write" style="width: 100%; height: 60rem; border: 0"></iframe>`,
    },
    {
      title: 'Link',
      what: 'Works from every site, in the list or not.',
      code: `<a href="${form}">Report a vulnerability</a>`,
    },
  ];
}
