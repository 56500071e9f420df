create table plan_earlier (
    line_id text not null,
    year bigint not null,
    value bigint not null,
    source text not null,
    told_at text not null,
    told_by text not null,
    primary key (line_id, year)
);
