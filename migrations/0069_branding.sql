-- How an application shows itself to owners: a color, and a logo that was drawn anew when it came in.

alter table developers.application
  add column color text check (color ~ '^#[0-9a-f]{6}$'),
  add column logo bytea;
select core.classify('developers.application', $$
  color public: behind the application's letter in Connect; null for ours
  logo  hashed: SHA-256 of the logo, which names its address; null without one
$$);

-- Apart from the application, which every exchange of tokens reads.
create table developers.logo (
  application text primary key references developers.application on delete cascade,
  picture     bytea not null
);
select core.classify('developers.logo', $$
  application public: the OAuth client id
  picture     sealed: WebP, at most 192 pixels wide and high, drawn by us, under the organization's key
$$);

select core.moves($$
  developers.logo left: no part of the program
$$);
