-- What people were told about a breach that concerns them, and who was told.
create table rights.notice (
  id         text primary key,
  words      bytea not null,
  criteria   text not null,
  people     integer not null,
  created_at timestamptz not null,
  created_by text not null
);
select core.classify('rights.notice', $$
  id         public: opaque id
  words      sealed: what they are told, under the notice's own key
  criteria   public: JSON; which application, permission and time the affected were found by
  people     public: how many were found
  created_at public
  created_by public: opaque id
$$);
create table rights.notice_person (
  notice  text not null references rights.notice on delete cascade,
  person  text not null,
  told_at timestamptz,
  primary key (notice, person)
);
create index notice_person_of on rights.notice_person (person);
create index notice_person_waiting on rights.notice_person (notice) where told_at is null;
select core.classify('rights.notice_person', $$
  notice  public: opaque id
  person  public: opaque id
  told_at public: when the mail was written
$$);
select core.moves($$
  rights.notice        left: belongs to the people of this server
  rights.notice_person left: belongs to the people of this server
$$);
