-- Postings of texts that came lately wait in batches: of texts that came together, those of one token are one row.

drop table core.search_fresh;
create table core.search_fresh (
  token   bytea not null,
  batch   integer not null,
  count   integer not null,
  entries bytea not null,
  primary key (token, batch)
);
alter table core.search_fresh alter entries set storage external;
select core.classify('core.search_fresh', $$
  token   hashed: keyed hash of a term
  batch   public: number of the first text that came with it
  count   public: how many texts of the batch have the term
  entries hashed: these texts and how much the term counts in each
$$);

-- Texts that were not gathered yet are indexed anew, by the job that looks for what is missing.
delete from core.search_document where not merged;
drop index core.search_document_unmerged;
alter table core.search_document drop column merged;
alter table core.search_document add column batch integer;
create index search_document_unmerged on core.search_document (doc) where batch is not null;
select core.classify('core.search_document', $$
  batch public: where its postings wait to be gathered by token; null once they were
$$);

-- Sealed bytes do not compress; trying costs time with each report.
alter table reports.report alter content set storage external;
alter table reports.report alter title set storage external;

select core.moves($$
  core.search_fresh rebuilt: from reports and known issues, by a job
$$);
