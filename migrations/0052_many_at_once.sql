-- Many findings at once: less to write for each, and their postings gathered for thousands of them together.

-- The words of a title beside it: a row and a check of its issue for each word cost half of bringing an issue in.
alter table reports.issue add column words bytea[] not null default '{}';
update reports.issue set words = (
  select coalesce(array_agg(word), '{}') from reports.issue_word where issue_word.issue = issue.id);
create index issue_words on reports.issue using gin (words);
drop table reports.issue_word;
select core.classify('reports.issue', $$
  words hashed: keyed hash of each word of the title, so that titles can stay sealed
$$);

create function reports.next_issue_numbers(year integer, wanted integer) returns setof text language plpgsql as $$
declare
  name text := 'reports.number_of_issue_' || year;
begin
  if to_regclass(name) is null then
    perform pg_advisory_xact_lock(727021);
    execute format('create sequence if not exists %s as integer', name);
  end if;
  return query execute format(
    $query$select 'ISS-%s-' || lpad(serial, greatest(4, length(serial)), '0')
             from (select nextval(%L)::text as serial from generate_series(1, $1)) as taken$query$, year, name) using wanted;
end $$;
drop function reports.next_issue_number(integer);

-- What is sealed can't be made smaller: trying costs time.
alter table reports.issue alter content set storage external;
alter table reports.commitment alter opening set storage external;

-- Documents that came many at once: their postings are made of their tokens, once for thousands of them.
create table core.search_waiting (
  batch bigint generated always as identity primary key,
  docs  integer[] not null
);
select core.classify('core.search_waiting', $$
  batch public
  docs  public: documents whose postings stand nowhere yet
$$);
select core.moves($$
  core.search_waiting rebuilt: from reports and known issues, by a job
$$);
-- Room to put what grows back into its page, where no index has to be told.
alter table core.search_posting set (fillfactor = 75);
