create table plan_plan (
    id text primary key,
    year bigint not null,
    years bigint not null,
    title text not null,
    state text not null,
    version bigint not null,
    previous_id text references plan_plan (id),
    reviewed_by text,
    approved_by text,
    approved_at text,
    created_at text not null,
    changed_at text not null
);
create unique index plan_plan_of_years on plan_plan (year, years);
create table plan_author (
    plan_id text not null references plan_plan (id),
    staff_id text not null,
    primary key (plan_id, staff_id)
);
create table plan_leaf (
    id text primary key,
    plan_id text not null references plan_plan (id),
    line_id text not null,
    code text not null,
    area text not null,
    strategy text not null,
    action text not null,
    units text not null,
    indicator text not null,
    unit text not null,
    gauge text not null,
    counted_in text not null,
    measure text not null,
    also text not null,
    starts_on text not null,
    ends_on text not null,
    legal_basis text not null,
    serves text,
    owner_id text,
    deputy_id text,
    removed boolean not null
);
create unique index plan_leaf_of_plan on plan_leaf (plan_id, code);
create index plan_leaf_in_line on plan_leaf (line_id);
create table plan_target (
    leaf_id text not null references plan_leaf (id),
    year bigint not null,
    target bigint,
    milestone text not null,
    primary key (leaf_id, year)
);
create table plan_version (
    plan_id text not null references plan_plan (id),
    number bigint not null,
    title text not null,
    content text not null,
    note text not null,
    approved_by text not null,
    approved_at text not null,
    published_at text not null,
    primary key (plan_id, number)
);
