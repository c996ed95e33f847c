// Pages of lists in API v3: fifty at a time unless asked otherwise. Pure.
import { pageLinks, readPage } from '../../vehicles/index.ts';

const USUAL = 50;

export type Page = { readonly number: number; readonly size: number; readonly limit: number; readonly offset: number };

/** @throws Refusal invalid_input that names the parameter */
export function pageOf(query: Parameters<typeof readPage>[0]): Page {
  const { number, size } = readPage(query, USUAL);
  return { number, size, limit: size, offset: (number - 1) * size };
}

/** A list with its `meta` and `links`. @param at its address, and the query whose filters the links keep */
export const pageOfList = (
  data: readonly object[],
  totalCount: number,
  page: Page,
  at: { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> },
): object => ({
  data,
  meta: { totalCount, pageSize: page.size, page: page.number },
  links: pageLinks(at.path, at.query, Math.ceil(totalCount / page.size), page),
});
