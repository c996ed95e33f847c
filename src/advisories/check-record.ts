// Says what is wrong with a record, field by field, in sentences for the person who edits it.
import { scoreVector } from '../program/index.ts';
import { type AdvisoryRecord, advisoryTlps, creditTypes, referenceKinds, remediationKinds } from './advisory-record.ts';
import { checkProduct, type RecordFault } from './check-product.ts';

/** What a draft may not be saved with; empty when all that is there is well formed. */
export function checkRecord(record: AdvisoryRecord): RecordFault[] {
  const faults: RecordFault[] = [];
  const need = (holds: boolean, field: string, sentence: string): void => {
    if (!holds) faults.push({ field, sentence });
  };
  const oneLine = (text: string, field: string, name: string, most: number): void => {
    need(text.trim() !== '', field, `${name} is missing.`);
    need(!/[\r\n]/.test(text), field, `${name} is one line.`);
    need(text.length <= most, field, `${name} has at most ${most} characters; this has ${text.length}.`);
  };

  need(
    /^[A-Za-z0-9][A-Za-z0-9-]{2,63}$/.test(record.trackingId),
    'trackingId',
    'The tracking id has 3 to 64 letters, digits and hyphens.',
  );
  oneLine(record.title, 'title', 'The title', 256);
  need(
    record.summary.length <= 2000,
    'summary',
    'The summary has at most 2,000 characters; the rest belongs to the details.',
  );
  need(record.details.length <= 50_000, 'details', 'The details have at most 50,000 characters.');
  need(
    /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(record.language),
    'language',
    'The language is a tag like “en” or “de”.',
  );
  need(advisoryTlps.includes(record.tlp), 'tlp', `TLP is one of ${advisoryTlps.join(', ')}.`);
  need(isWebAddress(record.url), 'url', 'The address of the advisory’s page is not a web address.');
  oneLine(record.publisher.name, 'publisher.name', 'The publisher’s name', 256);
  need(isWebAddress(record.publisher.namespace), 'publisher.namespace', 'The publisher’s namespace is a web address.');

  need(
    record.cveId === null || /^CVE-[0-9]{4}-[0-9]{4,19}$/.test(record.cveId),
    'cveId',
    'A CVE id looks like CVE-2026-12345.',
  );
  need(
    record.ghsaId === null || /^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/.test(record.ghsaId),
    'ghsaId',
    'A GitHub advisory id looks like GHSA-2345-6789-cfgh.',
  );
  unique(record.cweIds).forEach(({ value, index, isRepeated }) => {
    need(/^CWE-[1-9][0-9]{0,4}$/.test(value), `cweIds.${index}`, 'A CWE id looks like CWE-639.');
    need(!isRepeated, `cweIds.${index}`, `${value} is listed twice.`);
  });
  unique(record.cvss.map(({ version, source }) => `${version} by ${source}`)).forEach(
    ({ value, index, isRepeated }) => {
      const cvss = record.cvss[index];
      if (!cvss) return;
      const scored = scoreVector(cvss.vector);
      if (!scored.ok) need(false, `cvss.${index}.vector`, scored.reason);
      else
        need(
          scored.version === cvss.version,
          `cvss.${index}.vector`,
          `This is a vector of CVSS ${scored.version}, not ${cvss.version}.`,
        );
      oneLine(cvss.source, `cvss.${index}.source`, 'Who scored', 256);
      need(!isRepeated, `cvss.${index}.version`, `There are two scores of CVSS ${value}; one is enough.`);
    },
  );

  unique(record.products.map(product => product.id)).forEach(({ value, index, isRepeated }) => {
    const product = record.products[index];
    if (!product) return;
    need(
      /^[a-z0-9-]{1,40}$/.test(value),
      `products.${index}.id`,
      'A product’s id has 1 to 40 lower-case letters, digits and hyphens.',
    );
    need(!isRepeated, `products.${index}.id`, `Two products have the id ${value}.`);
    const twin = record.products.findIndex(other => other.vendor === product.vendor && other.name === product.name);
    need(
      twin === index,
      `products.${index}.name`,
      `${product.name} is listed twice; list its ranges under one product.`,
    );
    oneLine(product.vendor, `products.${index}.vendor`, 'The vendor', 256);
    oneLine(product.name, `products.${index}.name`, 'The product’s name', 256);
    faults.push(...checkProduct(product, `products.${index}`));
  });

  unique(record.references.map(reference => reference.url)).forEach(({ value, index, isRepeated }) => {
    need(
      isWebAddress(value),
      `references.${index}.url`,
      'A reference is a web address that begins with https:// or http://.',
    );
    need(value.length <= 2048, `references.${index}.url`, 'A reference’s address has at most 2,048 characters.');
    need(!isRepeated, `references.${index}.url`, 'This address is listed twice.');
    need(value !== record.url, `references.${index}.url`, 'The advisory’s own page need not be listed.');
    oneLine(record.references[index]?.summary ?? '', `references.${index}.summary`, 'What the reference is', 256);
    need(
      referenceKinds.includes(record.references[index]?.kind ?? 'other'),
      `references.${index}.kind`,
      `A reference is one of ${referenceKinds.join(', ')}.`,
    );
  });
  unique(record.credits.map(({ name, type }) => `${name} (${type})`)).forEach(({ value, index, isRepeated }) => {
    const credit = record.credits[index];
    if (!credit) return;
    oneLine(credit.name, `credits.${index}.name`, 'The name', 256);
    need(creditTypes.includes(credit.type), `credits.${index}.type`, `The credit is one of ${creditTypes.join(', ')}.`);
    need(credit.url === null || isWebAddress(credit.url), `credits.${index}.url`, 'The address is a web address.');
    need(!isRepeated, `credits.${index}.name`, `${value} is listed twice.`);
  });
  unique(record.timeline.map(({ at, text }) => `${at} ${text}`)).forEach(({ index, isRepeated }) => {
    const event = record.timeline[index];
    if (!event) return;
    need(isInstant(event.at), `timeline.${index}.at`, 'The time needs a date, an hour and a zone.');
    need(event.text.trim() !== '', `timeline.${index}.text`, 'Say what happened.');
    need(!isRepeated, `timeline.${index}.text`, 'This event is listed twice.');
  });
  const ids = new Set(record.products.map(product => product.id));
  record.remediations.forEach((remediation, index) => {
    const field = `remediations.${index}`;
    need(remediationKinds.includes(remediation.kind), `${field}.kind`, `It is one of ${remediationKinds.join(', ')}.`);
    need(remediation.details.trim() !== '', `${field}.details`, 'Say what to do.');
    need(remediation.url === null || isWebAddress(remediation.url), `${field}.url`, 'The address is a web address.');
    need(
      remediation.date === null || isInstant(remediation.date),
      `${field}.date`,
      'The date needs an hour and a zone.',
    );
    for (const id of remediation.products) need(ids.has(id), `${field}.products`, `There is no product ${id}.`);
  });
  record.vendorStatements.forEach((statement, index) => {
    oneLine(statement.vendor, `vendorStatements.${index}.vendor`, 'The vendor', 256);
    need(
      statement.at === null || isInstant(statement.at),
      `vendorStatements.${index}.at`,
      'The time needs a date, an hour and a zone.',
    );
    need(
      statement.justification === null || statement.status === 'not_affected',
      `vendorStatements.${index}.justification`,
      'Only a vendor that is not affected gives a justification.',
    );
  });
  return [...faults, ...checkDates(record)];
}

function checkDates({ revisions, dates, status }: AdvisoryRecord): RecordFault[] {
  const faults: RecordFault[] = [];
  const need = (holds: boolean, field: string, sentence: string): void => {
    if (!holds) faults.push({ field, sentence });
  };
  need(revisions.length > 0, 'revisions', 'There is no revision.');
  revisions.forEach((revision, index) => {
    need(revision.number === index + 1, `revisions.${index}.number`, 'Revisions count from 1 without gaps.');
    need(isInstant(revision.date), `revisions.${index}.date`, 'The date needs an hour and a zone.');
    need(revision.summary.trim() !== '', `revisions.${index}.summary`, 'Say what changed in this revision.');
    const before = revisions[index - 1];
    need(
      before === undefined || before.date <= revision.date,
      `revisions.${index}.date`,
      'A revision is not older than the one before it.',
    );
  });
  for (const name of ['discovered', 'reported', 'published'] as const) {
    const date = dates[name];
    need(date === null || isInstant(date), `dates.${name}`, 'The date needs an hour and a zone.');
  }
  need(isInstant(dates.updated), 'dates.updated', 'The date needs an hour and a zone.');
  need(dates.updated === revisions.at(-1)?.date, 'dates.updated', 'The last change is the newest revision’s date.');
  need(
    (dates.published !== null) === (status !== 'draft'),
    'dates.published',
    'A published record has a date of publication, a draft has none.',
  );
  if (dates.discovered !== null && dates.reported !== null)
    need(dates.discovered <= dates.reported, 'dates.discovered', 'It cannot be reported before it was found.');
  if (dates.published !== null) {
    need(dates.published === revisions[0]?.date, 'dates.published', 'The first revision is the first publication.');
    for (const name of ['discovered', 'reported'] as const)
      need((dates[name] ?? '') <= dates.published, `dates.${name}`, 'This lies after the publication.');
  }
  return faults;
}

function unique<T>(values: readonly T[]): { value: T; index: number; isRepeated: boolean }[] {
  return values.map((value, index) => ({ value, index, isRepeated: values.indexOf(value) < index }));
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s"<>\\^`{|}]+$/.test(text) && URL.canParse(text);
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
