create table petitions_topic (
    code text primary key,
    name text not null,
    name_en text not null,
    section text not null,
    handler text not null,
    stand_in text not null,
    position bigint not null,
    closed boolean not null
);
create table petitions_head (
    section text primary key,
    head text not null,
    stand_in text not null
);
create table petitions_absence (
    id text primary key,
    staff_id text not null,
    from_on text not null,
    to_on text not null
);
create table petitions_authority (
    task text not null,
    effective_from text not null,
    level bigint not null,
    source text not null,
    added_by text not null,
    added_at text not null,
    primary key (task, effective_from)
);
create table petitions_text (
    id text primary key,
    title text not null,
    topic text not null,
    language text not null,
    text text not null,
    changed_by text not null,
    changed_at text not null
);
