// What the report form cannot be sent without. The policy check reads it, and a test holds the form to it.

/** Names of the fields; every other one may stay empty. None of them asks who the reporter is. */
export const requiredReportFields = ['target', 'title', 'description', 'kind'] as const;
