-- Reports come in by several doors, and each says which one it was.
alter table reports.report drop constraint report_source_check;
alter table reports.report add constraint report_source_check
  check (source in ('form', 'embedded_form', 'email', 'api', 'csaf', 'import'));
