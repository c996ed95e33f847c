-- A legal hold keeps one thing: a car, an application's access, a report, a seat in a case; or all of a part, as before.
alter table rights.hold
  add column item  text,
  add column words bytea;
select core.classify('rights.hold', $$
  item  public: opaque id of the one thing that is held; null for all of the part
  words sealed: what it is, in words, under the hold's own key; emptied when the hold ends
$$);

alter table core.retention_run add column held integer not null default 0;
select core.classify('core.retention_run', $$
  held public: rows found afterwards that are older than allowed and stay under a legal hold
$$);
