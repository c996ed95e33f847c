-- Owners pause what they allowed, take single permissions back, and say how exactly an application may see a place.

alter table connect."grant" drop constraint grant_end_reason_check;
alter table connect."grant" add constraint grant_end_reason_check
  check (end_reason in ('owner', 'application', 'superseded', 'erased', 'expired', 'unused'));
alter table connect."grant"
  add column paused_at    timestamptz,
  add column pause_reason text check (pause_reason in ('owner', 'unused')),
  add column narrowed_at  timestamptz,
  add column renewed_at   timestamptz,
  add column is_coarse    boolean not null default false,
  add constraint grant_pause_check check ((paused_at is null) = (pause_reason is null));
create index grant_unused on connect."grant" ((coalesce(last_used_at, granted_at))) where revoked_at is null;
select core.classify('connect.grant', $$
  paused_at    public: since when it opens nothing, though it stands
  pause_reason public: whether its owner paused it, or nobody used it
  narrowed_at  public: when it last lost a permission or became less exact; messages from before are looked at again
  renewed_at   public: when its owner last chose anew until when it lasts
  is_coarse    public: whether places are told to about a kilometer only
$$);
