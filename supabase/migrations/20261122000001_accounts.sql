-- Who uses Verne, and the secrets they entrust to it.
--
-- Grants are written out for every table and function: nothing is reachable through the API that is not named
-- here. `revoke all` comes first because older hosted projects grant everything on new tables by default.

-- A mirror of auth.users for display. `github_id`, `github_login`, `name` and `avatar_url` come from metadata that its
-- user can edit: show them, never authorise on them. `github_identity()` and `github_tokens` hold what GitHub itself
-- said. `email` is the one that the sign-in gave, if it gave one; only its user reads it.
create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  github_id text,
  github_login text,
  email text,
  name text,
  avatar_url text,
  created_at timestamptz not null default now()
);

alter table public.users enable row level security;
alter table public.users force row level security;
revoke all on table public.users from public, anon, authenticated, service_role;
grant select on table public.users to authenticated;
grant select on table public.users to service_role;

create policy "A user sees their own row" on public.users
  for select to authenticated using (id = (select auth.uid()));

-- Runs inside sign-in: it must never fail on odd metadata, or a bad avatar would prevent signing in.
create function public.mirror_auth_user() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  meta jsonb := case when jsonb_typeof(new.raw_user_meta_data) = 'object' then new.raw_user_meta_data else '{}' end;
begin
  insert into public.users as u (id, github_id, github_login, email, name, avatar_url)
  values (
    new.id,
    left(meta ->> 'provider_id', 100),
    left(coalesce(meta ->> 'user_name', meta ->> 'preferred_username'), 100),
    nullif(left(new.email, 320), ''),
    left(coalesce(meta ->> 'full_name', meta ->> 'name'), 200),
    left(meta ->> 'avatar_url', 2048)
  )
  on conflict (id) do update set
    github_id = coalesce(u.github_id, excluded.github_id),
    github_login = excluded.github_login,
    email = excluded.email,
    name = excluded.name,
    avatar_url = excluded.avatar_url;
  return new;
end;
$$;
revoke all on function public.mirror_auth_user() from public, anon, authenticated, service_role;

create trigger mirror_auth_user
  after insert or update of raw_user_meta_data, email on auth.users
  for each row execute function public.mirror_auth_user();

-- The GitHub user id (as text) that the caller signed in with, or null. auth.identities is written by the sign-in
-- alone, unlike user metadata; the Worker compares it with the owner of a provider token before it stores the token.
create function public.github_identity() returns text
  language sql stable security definer set search_path = ''
as $$
  select i.provider_id
  from auth.identities i
  where i.user_id = (select auth.uid()) and i.provider = 'github'
  order by i.created_at
  limit 1;
$$;
revoke all on function public.github_identity() from public, anon, authenticated, service_role;
grant execute on function public.github_identity() to authenticated;

-- Model keys, encrypted in the Worker. Written with the secret key only: `base_url` must have passed the Worker's
-- checks. The owner may see which keys exist and delete them; the encrypted key cannot be read with a user's token.
create table public.api_keys (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  provider text not null check (char_length(provider) between 1 and 40),
  -- Base64. `iv` and `key_version` are what it takes, beside the key ring of the Worker, to decrypt it.
  encrypted_key text not null,
  iv text not null,
  key_version text not null,
  last4 text not null check (char_length(last4) <= 4),
  base_url text check (char_length(base_url) <= 2048),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint api_keys_one_per_provider unique (user_id, provider)
);

alter table public.api_keys enable row level security;
alter table public.api_keys force row level security;
revoke all on table public.api_keys from public, anon, authenticated, service_role;
grant select (id, user_id, provider, last4, base_url, created_at, updated_at), delete
  on table public.api_keys to authenticated;
grant select, insert, update, delete on table public.api_keys to service_role;

create policy "A user lists their own keys" on public.api_keys
  for select to authenticated using (user_id = (select auth.uid()));
create policy "A user deletes their own keys" on public.api_keys
  for delete to authenticated using (user_id = (select auth.uid()));

-- The GitHub token of each user, encrypted in the Worker. No grant and no policy for users: the Worker alone reads it.
-- `github_login` and `github_id` were answered by GitHub for this very token.
create table public.github_tokens (
  user_id uuid primary key references public.users (id) on delete cascade,
  ciphertext text not null,
  iv text not null,
  key_version text not null,
  refresh_ciphertext text,
  refresh_iv text,
  expires_at timestamptz,
  github_login text not null,
  github_id text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint github_tokens_refresh_complete check ((refresh_ciphertext is null) = (refresh_iv is null))
);

alter table public.github_tokens enable row level security;
alter table public.github_tokens force row level security;
revoke all on table public.github_tokens from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.github_tokens to service_role;

-- The login that GitHub answered for the caller's token, or null. What users say about themselves is not asked.
create function public.github_login() returns text
  language sql stable security definer set search_path = ''
as $$
  select t.github_login from public.github_tokens t where t.user_id = (select auth.uid());
$$;
revoke all on function public.github_login() from public, anon, authenticated, service_role;
grant execute on function public.github_login() to authenticated;
