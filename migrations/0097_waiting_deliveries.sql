-- What waits to be sent stands in a small table of its own: a message that is taken at its first try is written once and
-- never changed. Before, its state was a column of a wide row with five indexes, each of which was written anew with it.

drop index core.delivery_due;

create table core.delivery_waiting (
  delivery  text primary key,
  channel   text not null,
  lane      text not null,
  about     text,
  due_at    timestamptz not null,
  tries     integer not null default 0,
  all_tries integer not null default 0
);
create index delivery_due on core.delivery_waiting (channel, lane, due_at, delivery);
-- It is filled and emptied all the time.
alter table core.delivery_waiting set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
select core.classify('core.delivery_waiting', $$
  delivery  public: what the receiver knows the message by
  channel   public
  lane      public: opaque id of the receiver
  about     public: opaque id of the thing behind it
  due_at    public: when it is tried next
  tries     public: since it was last begun
  all_tries public: with those before it was sent again
$$);
select core.moves($$
  core.delivery_waiting left: what was to be sent is sent by the old installation
$$);
insert into core.delivery_waiting (delivery, channel, lane, about, due_at, tries, all_tries)
  select id, channel, lane, about, due_at, tries, all_tries from core.delivery where state = 'waiting';

alter table core.delivery add column failed_at timestamptz, add column tries_before integer not null default 0;
update core.delivery set failed_at = coalesce(ended_at, created_at) where state = 'failed';
update core.delivery set tries_before = all_tries - tries where all_tries > tries;
alter table core.delivery drop column state, drop column tries, drop column all_tries, drop column due_at, drop column ended_at;
create index delivery_failed on core.delivery (channel, lane) where failed_at is not null;
select core.classify('core.delivery', $$
  failed_at    public: when it was given up; null while it waits, and once it was taken
  tries_before public: tries before it was last sent again
$$);

create or replace function core.forget_tries() returns trigger language plpgsql as $$
begin
  -- A try that is being written down holds its row here, so it is waited for before the tries are looked for.
  delete from core.delivery_waiting w using gone where w.delivery = gone.id;
  delete from core.delivery_try t using gone where t.delivery = gone.id;
  return null;
end $$;
