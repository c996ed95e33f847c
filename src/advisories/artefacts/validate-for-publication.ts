// Everything that stands between a record and its publication, in sentences; publication refuses until there are none.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { scoreVector } from '../../program/index.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import type { RecordFault } from '../check-product.ts';
import { checkRecord } from '../check-record.ts';
import { ghsaSchema, openVexSchema, osvSchema } from './artefact-schemas.ts';
import { makeCsaf20, makeCsaf21 } from './csaf.ts';
import { makeCnaContainer } from './cve-record.ts';
import { cnaContainerSchema } from './cve-schema.ts';
import { isUsableCwe } from './cwe-names.ts';
import { examineCsaf } from './examine-csaf.ts';
import { makeGhsa } from './ghsa.ts';
import { makeOpenVex } from './openvex.ts';
import { makeOsv } from './osv.ts';
import { claimsOfRecord } from './product-claims.ts';

/**
 * The record as it would be published: its own rules, what a published advisory needs beyond a draft, and each
 * artefact against its format. Takes some seconds when the CSAF validator is not loaded yet.
 */
export async function validateForPublication(record: AdvisoryRecord): Promise<RecordFault[]> {
  const own = [...checkRecord(record), ...checkComplete(record)];
  // Artefacts of a record with faults would only repeat them in a stranger tongue.
  if (own.length > 0) return own;
  return [...checkSchemas(record), ...(await checkCsaf(record))];
}

/** What a draft may lack and a publication may not. */
export function checkComplete(record: AdvisoryRecord): RecordFault[] {
  const faults: RecordFault[] = [];
  const need = (holds: boolean, field: string, sentence: string): void => {
    if (!holds) faults.push({ field, sentence });
  };
  need(record.tlp === 'CLEAR', 'tlp', `TLP:${record.tlp} may not be published to everybody; set it to CLEAR.`);
  need(record.status !== 'draft', 'status', 'Choose whether it is published as final or interim.');
  need(record.summary.trim() !== '', 'summary', 'Write a summary.');
  need(record.products.length > 0, 'products', 'Name at least one product.');
  need(record.cweIds.length > 0, 'cweIds', 'Name the weakness (CWE).');
  record.cweIds.forEach((id, index) => {
    need(
      isUsableCwe(id),
      `cweIds.${index}`,
      `${id} is not a weakness that an advisory may name; choose a more exact one.`,
    );
  });
  const isAffected = claimsOfRecord(record).some(({ status }) => status === 'affected');
  need(!isAffected || record.cvss.length > 0, 'cvss', 'Give a CVSS score.');
  record.cvss.forEach(({ vector, version }, index) => {
    const scored = scoreVector(vector);
    const hasOnlyBase = scored.ok && scored.vector.split('/').length === (version === '3.1' ? 9 : 12);
    need(
      hasOnlyBase,
      `cvss.${index}.vector`,
      'A published vector has the base metrics alone; threat and environment are the reader’s.',
    );
    need(
      !scored.ok || scored.vector === vector,
      `cvss.${index}.vector`,
      `Write the vector in its usual order: ${scored.ok ? scored.vector : ''}`,
    );
  });
  record.products.forEach((product, index) => {
    const field = `products.${index}`;
    if (product.status === 'affected')
      need(
        product.fixed.length === 0 || product.affected.length > 0,
        `${field}.affected`,
        'Say which versions are affected.',
      );
    need(
      product.affected.length <= 1 || !product.affected.some(({ from, until }) => from === null && until === null),
      `${field}.affected`,
      'One range covers all versions; remove the others.',
    );
  });
  const exclusive = ['none_available', 'no_fix_planned'];
  record.remediations.forEach((remediation, index) => {
    const isContradicted =
      exclusive.includes(remediation.kind) &&
      record.products.some(
        ({ id, fixed }) =>
          (remediation.products.length === 0 || remediation.products.includes(id)) &&
          (fixed.length > 0 ||
            record.remediations.some(
              other =>
                other !== remediation &&
                (other.products.length === 0 || other.products.includes(id)) &&
                (remediation.kind === 'none_available' ||
                  other.kind === 'vendor_fix' ||
                  other.kind === 'none_available'),
            )),
      );
    need(
      !isContradicted,
      `remediations.${index}.kind`,
      'This says that there is no fix, and something else says that there is one.',
    );
  });
  return faults;
}

const ajv = formats.default(new Ajv2020({ allErrors: true, strict: false }));
const compiled = new Map<object, ValidateFunction>();

function checkSchemas(record: AdvisoryRecord): RecordFault[] {
  const artefacts: readonly (readonly [string, object, unknown])[] = [
    ['OSV', osvSchema, makeOsv(record)],
    ['OpenVEX', openVexSchema, makeOpenVex(record)],
    ['CVE record', cnaContainerSchema, makeCnaContainer(record)],
    ['GitHub draft', ghsaSchema, makeGhsa(record)],
  ];
  return artefacts.flatMap(([format, schema, document]) =>
    schemaFaults(schema, document).map(fault => ({ field: '', sentence: `${format}: ${fault}.` })),
  );
}

/** What is wrong with `document` under `schema`, each as path and reason. */
export function schemaFaults(schema: object, document: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`.trim());
}

async function checkCsaf(record: AdvisoryRecord): Promise<RecordFault[]> {
  const [old, next] = await Promise.all([
    examineCsaf('2.0', makeCsaf20(record)),
    examineCsaf('2.1', makeCsaf21(record)),
  ]);
  return [...old.map(finding => ({ edition: '2.0', finding })), ...next.map(finding => ({ edition: '2.1', finding }))]
    .filter(({ finding }) => finding.mustFix)
    .map(({ edition, finding }) => ({
      field: '',
      sentence: `CSAF ${edition}, ${finding.test}: ${finding.at} ${finding.message}.`,
    }));
}
