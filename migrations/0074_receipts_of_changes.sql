-- A consent that goes on with less gives a receipt as well: one for each change.
alter table connect.receipt drop constraint receipt_event_check;
alter table connect.receipt add constraint receipt_event_check check (event in ('given', 'changed', 'ended'));
alter table connect.receipt add column cause text not null default '';
alter table connect.receipt drop constraint receipt_grant_event_key;
alter table connect.receipt add constraint receipt_grant_event_key unique ("grant", event, cause);
select core.classify('connect.receipt', $$
  event public: whether a permission was given, became less, or has ended
  cause public: which change it is of; empty for the one beginning and the one end
$$);
