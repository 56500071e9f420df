create table plan_link (
    id text primary key,
    plan_id text not null references plan_plan (id),
    name text not null,
    ends_at text not null,
    created_at text not null,
    created_by text not null,
    revoked_at text,
    seen_at text
);
create index plan_link_of_plan on plan_link (plan_id);
create table plan_frame (
    id text primary key,
    title text not null,
    note text not null,
    created_at text not null
);
create table plan_criterion (
    id text primary key,
    frame_id text not null references plan_frame (id),
    place bigint not null,
    title text not null,
    weight_percent bigint
);
create index plan_criterion_of_frame on plan_criterion (frame_id, place);
create table plan_mapping (
    criterion_id text not null references plan_criterion (id),
    line_id text not null,
    primary key (criterion_id, line_id)
);
create table plan_cost (
    id text primary key,
    plan_id text not null references plan_plan (id),
    programme text not null,
    kind text not null,
    amount bigint not null,
    note text not null,
    spent_on text not null,
    added_at text not null,
    added_by text not null
);
create index plan_cost_of_plan on plan_cost (plan_id, programme);
create table plan_reach (
    plan_id text not null references plan_plan (id),
    programme text not null,
    measure text not null,
    dimension text not null,
    part text not null,
    primary key (plan_id, programme)
);
create table plan_idea (
    id text primary key,
    kind text not null,
    title text not null,
    method text not null,
    benefit text not null,
    state text not null,
    feasibility bigint,
    usefulness bigint,
    thrift bigint,
    creativity bigint,
    reason text not null,
    added_at text not null,
    added_by text not null,
    decided_at text,
    decided_by text,
    review_on text
);
create index plan_idea_by_kind on plan_idea (kind, added_at);
