create table foundation_resident (
    id text primary key,
    email text not null unique,
    created_at text not null,
    seen_at text not null
);
create table foundation_resident_session (
    token_hash text primary key,
    resident_id text not null references foundation_resident (id),
    created_at text not null,
    seen_at text not null,
    ends_at text not null
);
create index foundation_resident_session_of_resident on foundation_resident_session (resident_id);
create table foundation_resident_link (
    token_hash text primary key,
    email text not null,
    leads_to text not null,
    created_at text not null,
    ends_at text not null,
    used_at text
);
create index foundation_resident_link_by_end on foundation_resident_link (ends_at);
