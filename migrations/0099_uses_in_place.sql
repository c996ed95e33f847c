-- What is written at nearly every read among very many cars stays where it stands in its table: rows have room beside
-- them, and no index holds what changes, or only a summary by time. Then a write touches the row and none of its indexes.

alter table connect."grant" set (fillfactor = 80);
drop index connect.grant_unused;

alter table privacy.use set (fillfactor = 80);
drop index privacy.use_age;
create index use_age on privacy.use using brin (at);

alter table vehicles.request_count set (fillfactor = 70);

select core.classify('connect.grant', $$
  last_used_at  public: exact to five minutes
$$);
select core.classify('privacy.use', $$
  at       personal, keep 400 days: when it was last handed out, exact to an hour
$$);
