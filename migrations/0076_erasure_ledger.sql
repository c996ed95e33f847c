-- Which entries of the ledger of erasures this database has carried out. The ledger itself lies outside the database, so
-- that a backup that is restored finds there who has to go again.
create table core.erasure_applied (
  seq  integer primary key,
  hash bytea not null,
  at   timestamptz not null
);
select core.classify('core.erasure_applied', $$
  seq  public: number of the entry in the ledger
  hash public: SHA-256 of the entry, so that another one in its place is noticed
  at   public
$$);
-- Mails to somebody who is erased are found and deleted.
alter table core.mail add column recipient_index bytea;
create index mail_recipient on core.mail (recipient_index);
select core.classify('core.mail', $$
  recipient_index hashed: finds the mails to an address
$$);
-- Calls about the cars of somebody who is erased are found without reading the whole log.
create index request_owner on developers.request using brin (owner text_bloom_ops) with (pages_per_range = 64);

select core.moves($$
  core.erasure_applied left: belongs to the ledger in the data folder of this server
$$);
