-- Receipts when an access is paused, resumed and renewed, too.
alter table connect.receipt drop constraint receipt_event_check;
alter table connect.receipt add constraint receipt_event_check
  check (event in ('given', 'changed', 'paused', 'resumed', 'renewed', 'ended'));
