-- Answers that the team keeps ready, in several languages, for a reason of closing or for any occasion.

create table reports.canned_reply (
  id           text primary key,
  name         text not null check (length(name) between 1 and 80),
  close_reason text,
  texts        jsonb not null,
  created_by   text not null,
  changed_at   timestamptz not null,
  deleted_at   timestamptz
);
select core.classify('reports.canned_reply', $$
  id           public
  name         public: what the team calls it
  close_reason public: the closing that it is for; without one it is for any message
  texts        public: by language, with variables; standard texts, never about a person
  created_by   public: opaque id
  changed_at   public
  deleted_at   public: deleted ones can be brought back for a day
$$);
