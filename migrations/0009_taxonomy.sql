-- Taxonomies that the operator brought, side by side with the built-in one, and which of them was in force since when.

create table program.taxonomy_release (
  version     text primary key,
  taxonomy    jsonb not null,
  kinds       integer not null check (kinds > 0),
  imported_at timestamptz not null,
  imported_by text not null
);
select core.classify('program.taxonomy_release', $$
  version     public: as its publisher numbers it
  taxonomy    public: the release as it was imported, in one value
  kinds       public: how many kinds a reporter can choose from
  imported_at public
  imported_by public: opaque id of who imported it
$$);

create table program.taxonomy_choice (
  number    integer primary key check (number > 0),
  version   text references program.taxonomy_release,
  chosen_at timestamptz not null,
  chosen_by text not null
);
select core.classify('program.taxonomy_choice', $$
  number    public: counts up by one; the highest is in force
  version   public: without one the built-in taxonomy is in force
  chosen_at public
  chosen_by public: opaque id of who chose it
$$);

create trigger taxonomy_release_append_only before update or delete on program.taxonomy_release
  for each row execute function program.version_is_append_only();
create trigger taxonomy_choice_append_only before update or delete on program.taxonomy_choice
  for each row execute function program.version_is_append_only();
