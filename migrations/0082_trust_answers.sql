-- Answers to questions of buyers are items of the trust center as well.
alter table trust.item drop constraint item_kind_check;
alter table trust.item add constraint item_kind_check
  check (kind in ('overview', 'control', 'attestation', 'document', 'subprocessor', 'update', 'answer'));
