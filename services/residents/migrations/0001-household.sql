create table residents_household (
    id text primary key,
    created_at text not null
);
create table residents_adult (
    resident_id text primary key,
    household_id text not null references residents_household (id),
    joined_at text not null
);
create index residents_adult_of_household on residents_adult (household_id);
create table residents_member (
    id text primary key,
    household_id text not null references residents_household (id),
    name text not null,
    birth_year bigint,
    birth_on text,
    sex text not null,
    district text not null,
    relation text not null,
    grade text not null,
    state text not null,
    state_since text,
    created_at text not null,
    changed_at text not null
);
create index residents_member_of_household on residents_member (household_id, id);
create table residents_custody (
    member_id text not null references residents_member (id),
    resident_id text not null,
    set_at text not null,
    primary key (member_id, resident_id)
);
create table residents_invitation (
    id text primary key,
    token_hash text not null unique,
    household_id text not null references residents_household (id),
    email text not null,
    state text not null,
    invited_by text not null,
    accepted_by text,
    created_at text not null,
    ends_at text not null
);
create index residents_invitation_of_household on residents_invitation (household_id, state);
